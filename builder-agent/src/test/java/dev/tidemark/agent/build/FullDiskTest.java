package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.RecipeDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a disk of 8 MiB and 500 files, in memory. That it is full is never a package's failure. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class FullDiskTest {

    @TempDir
    private Path folder;

    private Path disk;
    private boolean mounted;
    private LiveLogs live = LiveLogs.UNHEARD;
    private List<Path> writable = List.of();

    @BeforeEach
    void a_small_disk() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=500", "tidemark-test", disk.toString());
        assumeTrue(mounted, "no small disk can be mounted: run the tests as root, with mount (util-linux) there");
        Path set = Files.createDirectories(folder.resolve("set/packages/zlib/1"));
        Files.writeString(set.resolve("source"), "");
        Files.writeString(set.resolveSibling("package.json"), "{\"version\": \"1\"}");
        Files.writeString(folder.resolve("set/set.json"), "{\"set\": \"tiny\", \"kind\": \"command\"}");
    }

    @AfterEach
    void is_taken_away() throws Exception {
        if (mounted) {
            assertThat(run("umount", disk.toString())).isTrue();
        }
    }

    @Test
    void a_recipe_that_finds_no_room_has_not_failed() throws Exception {
        assertThat(build("cat /dev/zero > \"$TMPDIR/large\"", disk, folder))
                .contains("the disk of the agent's work folder");
        assertThat(build(
                        "mkdir \"$TMPDIR/many\"; i=0; while : > \"$TMPDIR/many/$i\"; do i=$((i + 1)); done",
                        disk,
                        folder))
                .contains("the disk of the agent's work folder");
    }

    @Test
    void a_recipe_that_found_no_room_and_went_on_for_long_has_not_failed() throws Exception {
        live = attempt -> new GoOnWhenHeard(folder.resolve("heard"));

        assertThat(build("""
                        cat /dev/zero > "$TMPDIR/large"
                        until [ -e '%s' ]; do echo "is anybody there?"; sleep 0.01; done
                        rm "$TMPDIR/large"
                        for file in $(seq 100); do echo "cc -c $file.c"; done
                        exit 2
                        """.formatted(folder.resolve("heard")), disk, folder))
                .contains("the disk of the agent's work folder");
    }

    /** Makes a file as soon as something was printed after what says that there is no room, which has been looked at by then. */
    private static final class GoOnWhenHeard implements LiveLog {

        private final Path file;
        private boolean noRoom;

        private GoOnWhenHeard(Path file) {
            this.file = file;
        }

        @Override
        public void printed(byte[] bytes, int length) {
            if (noRoom && !Files.exists(file)) {
                try {
                    Files.createFile(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            noRoom |= new String(bytes, 0, length, StandardCharsets.UTF_8).contains("No space left on device");
        }

        @Override
        public void close() {}
    }

    @Test
    void a_recipe_that_finds_no_room_on_another_disk_has_not_failed() throws Exception {
        writable = List.of(disk);

        assertThat(build("cat /dev/zero > '%s/large'".formatted(disk), folder, folder))
                .contains("or another that the recipe may write to");
        Files.delete(disk.resolve("large"));
        assertThat(build(
                        "mkdir '%1$s/many'; i=0; while : > \"%1$s/many/$i\"; do i=$((i + 1)); done".formatted(disk),
                        folder,
                        folder))
                .contains("or another that the recipe may write to");
    }

    @Test
    void a_log_that_finds_no_room_is_the_agents_fault() throws Exception {
        assertThat(build("head -c 12000000 /dev/zero", disk, folder)).startsWith("the recipe's log could not be kept");
    }

    @Test
    void an_output_that_finds_no_room_in_the_store_is_the_agents_fault() throws Exception {
        // What chance makes is not smaller when it is packed.
        assertThat(build("head -c 12000000 /dev/urandom > \"$out/large\"", folder, disk))
                .startsWith("the agent could not carry the build out")
                .contains("No space left on device");
        try (var left = Files.walk(disk)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** Builds what must fail by the agent's fault, and returns the reason. */
    private String build(String recipe, Path workDisk, Path storeDisk) throws Exception {
        Files.writeString(folder.resolve("set/packages/zlib/build"), recipe);
        PackageSet set = PackageSet.load(folder.resolve("set"));
        try (CommandExecutor executor = new CommandExecutor(
                new CommandExecutor.Settings(Path.of(System.getProperty("java.home")), writable, Limits.DEFAULT, live),
                Workshop.take(workDisk.resolve("work")),
                Confinement.NONE,
                new SetFolders(Map.of("tiny", set)),
                Map.of(TrustDomain.FREE, new FileArtifactStore(storeDisk.resolve("artifacts"))))) {
            BuildOutcome outcome = executor.execute(
                    new BuildTask(
                            "attempt-1",
                            PackageId.parse("tiny:zlib"),
                            "1",
                            Pool.parse("x86_64-linux.free"),
                            RecipeDigest.of(set, "zlib"),
                            List.of(),
                            new Sha256("1".repeat(64))),
                    new CancelSignal());
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.kind())
                                    .as(failed.message())
                                    .isEqualTo(FailureKind.AGENT_FAULT));
            return ((Failed) outcome).message();
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // No such program.
        }
    }
}
