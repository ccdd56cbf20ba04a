package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome.Failed;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that leave behind what their own user may not read, on an agent that is not root. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class UnreadableFolderTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void a_set_of_one_package() throws IOException {
        Path sources = Files.createDirectories(folder.resolve("set/packages/zlib/1"));
        Files.writeString(sources.resolve("source"), "");
        Files.writeString(sources.resolveSibling("package.json"), "{\"version\": \"1\"}");
        Files.writeString(folder.resolve("set/set.json"), "{\"set\": \"tiny\", \"kind\": \"command\"}");
    }

    @Test
    void a_folder_that_nobody_may_look_into_is_taken_away_after_the_build() throws Exception {
        assertThat(build("mkdir -p \"$TMPDIR/a/b\"; touch \"$TMPDIR/a/b/f\"; chmod 000 \"$TMPDIR/a/b\" \"$TMPDIR/a\""))
                .isEqualTo("Succeeded");
        assertThat(attempts()).isEmpty();
    }

    @Test
    void folders_deeper_than_any_path_are_taken_away_after_the_build() throws Exception {
        String name = "d".repeat(200);
        assertThat(build("cd \"$TMPDIR\"; for i in $(seq 60); do mkdir %s; cd -P %s; done".formatted(name, name)))
                .isEqualTo("Succeeded");
        assertThat(attempts()).isEmpty();
    }

    @Test
    void what_an_earlier_life_left_so_behind_is_taken_away_at_the_next_start() throws Exception {
        Path left = Files.createDirectories(folder.resolve("work/build-1/tmp/x"));
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("---------"));

        assertThat(build("true")).isEqualTo("Succeeded");

        assertThat(attempts()).isEmpty();
    }

    @Test
    void an_output_that_nobody_may_read_is_the_recipes_failure() throws Exception {
        assertThat(build("echo x > \"$out/f\"; chmod 000 \"$out/f\""))
                .isEqualTo("BUILD_FAILED the output's f may not be read by its owner");
        assertThat(build("mkdir \"$out/d\"; chmod 000 \"$out/d\""))
                .isEqualTo("BUILD_FAILED the output's d may not be read by its owner");
        assertThat(build("mkdir \"$out/d\"; touch \"$out/d/f\"; chmod 600 \"$out/d\""))
                .isEqualTo("BUILD_FAILED the output's d may not be read by its owner");
        assertThat(build("chmod 000 \"$out\"")).isEqualTo("BUILD_FAILED the output may not be read by its owner");
        assertThat(attempts()).isEmpty();
    }

    private String build(String recipe) throws Exception {
        Files.writeString(folder.resolve("set/packages/zlib/build"), recipe);
        Path log = folder.resolve("log");
        assertThat(OrdinaryJvm.run(log, Build.class, folder.toString()))
                .as("%s", Files.readString(log))
                .isZero();
        return Files.readString(folder.resolve("outcome"));
    }

    private List<Path> attempts() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("work"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    /** One life of an agent, with one build. */
    static final class Build {

        private Build() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            PackageSet set = PackageSet.load(folder.resolve("set"));
            try (CommandExecutor executor = new CommandExecutor(
                    new CommandExecutor.Settings(
                            Path.of(System.getProperty("java.home")), List.of(), Limits.DEFAULT, LiveLogs.UNHEARD),
                    Workshop.take(folder.resolve("work")),
                    Confinement.NONE,
                    new SetFolders(Map.of("tiny", set)),
                    Map.of(TrustDomain.FREE, new FileArtifactStore(folder.resolve("artifacts"))))) {
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
                Files.writeString(
                        folder.resolve("outcome"),
                        outcome instanceof Failed failed
                                ? failed.kind() + " " + failed.message()
                                : outcome.getClass().getSimpleName());
            }
        }
    }
}
