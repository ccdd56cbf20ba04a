package dev.tidemark.agent.build;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Java machine to which the modes of files apply, as they do to everybody but root, whoever runs the tests. */
final class OrdinaryJvm {

    private static final String MIGHT = "-dac_override,-dac_read_search";

    private OrdinaryJvm() {}

    /**
     * Runs a main class.
     *
     * @param log for what it prints
     * @return the status that it ended with
     */
    static int run(Path log, Class<?> main, String... arguments) throws Exception {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin/setpriv")),
                    "root cannot be made like others: run the tests as another user, or install setpriv (util-linux)");
            words.addAll(List.of("/usr/bin/setpriv", "--bounding-set=" + MIGHT, "--inh-caps=" + MIGHT));
        }
        words.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
