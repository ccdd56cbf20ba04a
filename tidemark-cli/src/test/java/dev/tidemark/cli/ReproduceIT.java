package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.set.PackageSet;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.source.Patch;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a breakage's page says that builds it again, in a root that has the system's programs and nothing of the farm. */
final class ReproduceIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Pattern COMMAND = Pattern.compile("<code>(curl [^<]*)</code>");

    @TempDir
    private Path folder;

    @Test
    void the_command_of_a_breakage_fails_of_the_same_cause_in_a_clean_root() throws Exception {
        CleanRoot root = CleanRoot.in(folder, "what a breakage's page says");
        int port = FreePort.any();
        PackageSet set = PackageSet.load(TinySet.write(folder.resolve("tiny")));
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = EmbeddedFarm.start(options(data, set, port), part -> {});
                FarmWatch watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW);
                HttpClient client = HttpClient.newHttpClient()) {
            Intake intake = new Intake(farm.settings());
            intake.importSet(set, "x86_64-linux");
            intake.publishBump(new PackageId(set.name(), "base"), "2", BumpKind.ROUTINE, "tester");
            Breakage breakage = awaitBreakage(watch);
            RegressedJob broken = breakage.getRegressed().getFirst();
            String page = awaitPage(client, "http://127.0.0.1:%d/breakages/%s".formatted(port, breakage.getBreakage()));
            Matcher command = COMMAND.matcher(page);
            assertThat(command.find()).as(page).isTrue();

            CleanRoot.Run run = root.run(command.group(1));

            assertThat(run.status()).as("%s", run).isEqualTo(1);
            assertThat(run.output()).isEqualTo("tidemark-phase: compile\nerror: base offers no word right\n");
            assertThat(run.errors())
                    .contains("builds tiny:right 1 in /tmp/")
                    .contains("the recipe ended with status 1");
            assertThat(run.output().lines())
                    .containsExactlyElementsOf(broken.getFailure().getLogTail());

            CleanRoot.Run away = root.run(
                    "set -e; cd /home/ada; %s -s here || true; cat here/deps/base/words".formatted(command.group(1)));

            assertThat(away.output()).as("%s", away).endsWith("\nleft\n");

            assertCommand(farm, breakage, port, data.resolve("artifacts"));
            assertMarks(farm, breakage, set.folder());

            try (var recipes = Files.walk(data.resolve("artifacts/free/recipes"))) {
                for (Path recipe : recipes.filter(Files::isRegularFile).toList()) {
                    Files.delete(recipe);
                }
            }
            CleanRoot.Run without = root.run(command.group(1));

            assertThat(without.status()).isEqualTo(3);
            assertThat(without.output()).isEmpty();
            assertThat(without.errors()).contains("not all that tiny:right was built from is in the artifact store");
            String named = breakage.getBreakage().substring(0, 6);
            assertThat(reproduce(farm, 3, named, "--notifier", "http://127.0.0.1:" + port))
                    .as("what says why goes to standard error")
                    .isEmpty();
            assertThat(reproduce(
                            farm,
                            3,
                            named,
                            "--artifacts",
                            data.resolve("artifacts").toString()))
                    .contains("its recipe is not in the artifact store");
        }
    }

    /** The program does the same, from the notifier and from the artifact store. */
    private void assertCommand(EmbeddedFarm farm, Breakage breakage, int port, Path artifacts) throws IOException {
        String named = breakage.getBreakage().substring(0, 6);
        String notifier = "http://127.0.0.1:" + port;
        assertThat(reproduce(farm, 0, named, "--print", "--notifier", notifier))
                .startsWith("# Builds tiny:right 1 for x86_64-linux")
                .endsWith("main \"$@\"");
        assertThat(reproduce(farm, 1, named, "right", "--notifier", notifier))
                .isEqualTo("tidemark-phase: compile\nerror: base offers no word right");

        Path there = folder.resolve("again");
        assertThat(reproduce(farm, 1, named, "--artifacts", artifacts.toString(), "--folder", there.toString()))
                .isEqualTo("tidemark-phase: compile\nerror: base offers no word right");
        assertThat(there.resolve("deps/base/words")).hasContent("left");
        assertThat(reproduce(farm, 0, named, "--print", "--artifacts", artifacts.toString()))
                .contains("file:///");

        assertThat(reproduce(farm, 2, named, "left", "--notifier", notifier))
                .contains("did not break that, but right (x86_64-linux): name one of those");
        assertThat(reproduce(farm, 3, named, "--notifier", "http://127.0.0.1:" + FreePort.any()))
                .contains("no notifier answers at http://127.0.0.1:");
    }

    private static String reproduce(EmbeddedFarm farm, int expected, String... arguments) {
        return InThisProcess.run(
                expected,
                Stream.of(
                                Stream.of("reproduce"),
                                Arrays.stream(arguments),
                                Stream.of("--farm", farm.settings().brokers()))
                        .flatMap(words -> words)
                        .toArray(String[]::new));
    }

    /** A patch for the set's files, which fits them. */
    private void assertMarks(EmbeddedFarm farm, Breakage breakage, Path files) throws Exception {
        String patch = InThisProcess.run(
                0,
                "breakage",
                "patch",
                breakage.getBreakage(),
                "--sources",
                files.toString(),
                "--farm",
                farm.settings().brokers());
        Path copy = folder.resolve("marked");
        TreeCopy.copy(files, copy);
        Path file = Files.writeString(folder.resolve("broken.patch"), patch + "\n");
        Patch.apply(Programs.PLAIN, file, copy);

        assertThat(PackageSet.load(copy).packages())
                .filteredOn(each -> !each.broken().isEmpty())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.attribute()).isEqualTo("right");
                    assertThat(each.broken()).isEqualTo("fails since base 2 (%s)".formatted(breakage.getBreakage()));
                });
        assertThat(PackageSet.load(files).find("right").orElseThrow().broken()).isEmpty();
    }

    private static EmbeddedFarm.Options options(FarmFolder data, PackageSet set, int port) {
        return new EmbeddedFarm.Options(
                data,
                1,
                3,
                0,
                RegistrySettings.WITHOUT_SERVER,
                Map.of(set.name(), set.folder()),
                EmbeddedFarm.Options.THIS_MACHINE,
                2,
                Duration.ofMinutes(10),
                Map.of(),
                Optional.empty(),
                Map.of("http.port", Integer.toString(port)));
    }

    private static Breakage awaitBreakage(FarmWatch watch) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (FarmNews news : watch.next(Duration.ofMillis(100))) {
                if (news instanceof FarmNews.OfBreakage(Breakage breakage)) {
                    return breakage;
                }
            }
        }
        throw new AssertionError("no breakage within " + PATIENCE);
    }

    /** The notifier reads what it serves from the topic, as anybody does. */
    private static String awaitPage(HttpClient client, String url) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        while (answer.statusCode() != 200) {
            assertThat(System.nanoTime()).as("%s: %d", url, answer.statusCode()).isLessThan(deadline);
            Thread.sleep(LOOK_AGAIN);
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        }
        return answer.body();
    }
}
