package dev.tidemark.agent.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a machine may lack for tests of confined commands. */
public final class TestConfinement {

    private TestConfinement() {}

    /** Ends a test before it has begun where there is no bubblewrap. */
    public static void assumeSandbox() {
        assumeTrue(
                Stream.of("/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap")
                        .anyMatch(path -> Files.isExecutable(Path.of(path))),
                "there is no bubblewrap: apt-get install bubblewrap");
    }

    /** Ends a test before it has begun where the number of a command's processes cannot be limited: as root, without control groups. */
    public static void assumeProcessLimit() throws Exception {
        String name = "tidemark-test-probe-" + ProcessHandle.current().pid();
        boolean groups;
        try (ControlGroups taken =
                ControlGroups.open(name, Optional.empty(), Path.of(System.getProperty("java.io.tmpdir")), 0)) {
            groups = taken.label().equals("cgroup");
        } catch (IOException e) {
            groups = false;
        }
        assumeTrue(
                groups || !System.getProperty("user.name").equals("root"),
                "there is no control group for this process: run the tests in one of their own, or not as root");
    }

    /** A control group's name that no other test has. */
    public static String groupName(Path folder) {
        return "tidemark-test-"
                + Sha256.builder().add(folder.toString()).build().brief(12);
    }
}
