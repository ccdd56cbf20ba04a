package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.TinySet;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages' examples with kcat and kafkajs, taken at their word: they follow breakages, and kcat publishes what leads to them. */
final class FollowBreakagesIT {

    private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private String brokers = "";
    private String registry = "";

    @Test
    void clients_that_nobody_here_wrote_publish_bumps_and_follow_what_they_break_and_mend() throws Exception {
        NodeScripts node = NodeScripts.installed();
        requireKcat();
        node.put("breakages.mjs", example("for-maintainers.md", "js", "// breakages.mjs"));
        Path follow = script("breakages.sh", example("for-maintainers.md", "sh", "# breakages.sh"));
        Path publish = script("bump.sh", example("contract.md", "sh", "# bump.sh"));
        try (ApicurioServer server = ApicurioServer.start(Files.createDirectory(folder.resolve("registry")));
                FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = farmOfTheTinySet(data, server)) {
            brokers = farm.settings().brokers();
            registry = server.url();
            try (Follower keeper = bash(follow, brokers, "maintainer=right-keeper");
                    Follower publisher = bash(follow, brokers, "maintainer=my-watcher");
                    Follower scope = bash(follow, brokers, "scope=words");
                    Follower words = bash(follow, brokers, "set=tiny", "tidemark.breakage.words.v1");
                    Follower left = bash(follow, brokers, "set=tiny", "tidemark.breakage.left.v1");
                    Follower other = bash(follow, brokers, "maintainer=keeper");
                    Follower reader =
                            Follower.start(node.command("breakages.mjs", brokers, registry, "package=right"), folder);
                    Follower blocked =
                            Follower.start(node.command("breakages.mjs", brokers, registry, "package=top"), folder)) {
                publish(publish, "base", "2");

                String name = keeper.next();
                assertThat(name).startsWith("b-");
                assertThat(reader.next()).isEqualTo(name + " 1 RAISED: base 2 broke right");
                assertThat(List.of(publisher.next(), scope.next(), words.next()))
                        .containsOnly(name);

                publish(publish, "base", "3");

                assertThat(reader.next()).startsWith(name + " 2 RESOLVED: ");
                assertThat(List.of(keeper.next(), publisher.next(), scope.next(), words.next()))
                        .containsOnly(name);
                assertThat(left.end()).isEmpty();
                assertThat(other.end()).isEmpty();
                assertThat(blocked.end()).isEmpty();
            }
        }
    }

    private EmbeddedFarm farmOfTheTinySet(FarmFolder data, ApicurioServer server) throws Exception {
        PackageSet set = PackageSet.load(TinySet.write(folder.resolve("tiny")));
        EmbeddedFarm.Options options = new EmbeddedFarm.Options(
                data,
                1,
                3,
                0,
                server.settings(),
                Map.of(set.name(), set.folder()),
                EmbeddedFarm.Options.THIS_MACHINE,
                2,
                Duration.ofMinutes(10),
                Map.of(),
                Optional.empty(),
                Map.of(
                        "scopes.words", "[\"tiny:*\"]",
                        "scopes.left", "[\"tiny:left\"]",
                        "scope-topics", "[words, left]"));
        EmbeddedFarm farm = EmbeddedFarm.start(options, part -> {});
        new Intake(farm.settings()).importSet(set, "x86_64-linux");
        return farm;
    }

    private void publish(Path script, String attribute, String version) throws Exception {
        try (Follower publisher = bash(script, brokers, registry, "tiny", attribute, version)) {
            assertThat(publisher.exitStatus()).as(publisher.errors()).isZero();
        }
    }

    private Follower bash(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments));
        return Follower.start(new ProcessBuilder(command), folder);
    }

    private Path script(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** The page's block in a language that begins with the text. */
    private static String example(String page, String language, String beginning) throws IOException {
        Matcher block = Pattern.compile("```" + language + "\n(" + Pattern.quote(beginning) + ".*?)```", Pattern.DOTALL)
                .matcher(Files.readString(DOCS.resolve(page)));
        assertThat(block.find()).as("%s of %s", beginning, page).isTrue();
        return block.group(1);
    }

    private static void requireKcat() throws InterruptedException {
        try {
            Process kcat = new ProcessBuilder("kcat", "-V")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(kcat.waitFor()).as("kcat -V").isZero();
        } catch (IOException e) {
            Assumptions.abort(
                    "kcat is not on the PATH (%s): install it, and breakages are followed by a client that nobody here wrote"
                            .formatted(e.getMessage()));
        }
    }
}
