package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.FollowKind;
import dev.tidemark.schemas.event.FollowRule;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.TellingPace;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What maintainers are told before anything is built. */
final class NoticeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    @Test
    void what_is_coming_is_in_a_maintainers_feed_while_nothing_is_built_yet() throws Exception {
        Path gate = folder.resolve("gate");
        Path written = TinySet.write(folder.resolve("tiny"));
        TinySet.addPackage(
                written,
                "base",
                List.of(),
                "while ! test -e '%s'; do sleep 0.1; done\ncp \"$version/words\" \"$out/words\"\n".formatted(gate));
        PackageSet set = PackageSet.load(written);
        int port = FreePort.any();
        try (FarmFolder data = FarmFolder.take(folder.resolve("farm"));
                EmbeddedFarm farm = EmbeddedFarm.start(options(data, set, port), part -> {});
                FarmWatch watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW);
                HttpClient client = HttpClient.newHttpClient()) {
            Intake intake = new Intake(farm.settings());
            intake.importSet(set, "x86_64-linux");
            intake.publishBump(new PackageId(set.name(), "base"), "3", BumpKind.ROUTINE, "tester");

            String feed = awaitFeed(client, port, "right-keeper", told -> told.contains("urn:tidemark:notice:"));

            assertThat(feed)
                    .contains("base 3 is coming, which reaches right")
                    .contains("Because you maintain what it reaches.")
                    .contains("4 packages are built again");
            assertThat(feed(client, port, "lone-keeper")).doesNotContain("urn:tidemark:notice:");
            String wave = feed.replaceFirst("(?s).*urn:tidemark:notice:([^<]+)<.*", "$1");
            String farmAt = farm.settings().brokers();
            assertThat(InThisProcess.run(ExitCodes.OK, "notice", "list", "--farm", farmAt))
                    .contains(wave, "base 1 → 3");
            assertThat(InThisProcess.run(ExitCodes.OK, "notice", "preview", wave, "--farm", farmAt))
                    .contains("4 packages are built again", "left-keeper", "top-keeper", "feed only")
                    .doesNotContain("lone-keeper", "weekly");
            String unused = InThisProcess.run(ExitCodes.OK, "subscribe", "top-keeper", "--mail", "--farm", farmAt);
            new FarmTopic<>(farm.settings(), Topics.SUBSCRIPTION, Subscription.class)
                    .put("eve/follow:package:nonsense", nonsense());
            assertThat(InThisProcess.run(ExitCodes.OK, "notice", "preview", wave, "--farm", farmAt))
                    .contains("left-keeper", "top-keeper", "weekly");
            assertThat(InThisProcess.run(
                            ExitCodes.OK, "notice", "preview", wave, "--person", "top-keeper", "--farm", farmAt))
                    .contains("base 3 is coming, which reaches top");
            assertThat(InThisProcess.run(ExitCodes.OK, "notice", "preview", wave, "-o", "json", "--farm", farmAt))
                    .contains("\"told\" : \"weekly\"", "\"theirs\" : 1");
            assertThat(InThisProcess.run(ExitCodes.OK, "me", "top-keeper", "--farm", farmAt))
                    .contains("To act on: nothing", "Blocked behind others: nothing")
                    .containsPattern(wave + " +base 1 → 3 +weekly +top")
                    .containsPattern("mail +on");
            assertThat(built(watch)).as("with the gate shut").isEmpty();

            Files.createFile(gate);
            await(watch, built -> built.contains("top"));
        }
    }

    /** What a former release let pass. */
    private static Subscription nonsense() {
        return Subscription.newBuilder()
                .setPerson("eve")
                .setRule("follow:package:nonsense")
                .setFollow(new FollowRule(FollowKind.PACKAGES, "nonsense", TellingPace.DAILY))
                .setBy("eve")
                .setAt(Instant.EPOCH)
                .build();
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
                Map.of("sandbox.mode", "off"),
                Optional.empty(),
                Map.of("http.port", Integer.toString(port)));
    }

    private static String awaitFeed(HttpClient client, int port, String person, Predicate<String> condition)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String feed = feed(client, port, person);
        while (!condition.test(feed)) {
            assertThat(System.nanoTime()).as(feed).isLessThan(deadline);
            Thread.sleep(LOOK_AGAIN);
            feed = feed(client, port, person);
        }
        return feed;
    }

    private static String feed(HttpClient client, int port, String person) throws IOException, InterruptedException {
        URI at = URI.create("http://127.0.0.1:%d/feeds/maintainers/%s.atom".formatted(port, person));
        return client.send(HttpRequest.newBuilder(at).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void await(FarmWatch watch, Predicate<List<String>> condition) {
        List<String> built = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(built)) {
            assertThat(System.nanoTime()).as("built: %s", built).isLessThan(deadline);
            built.addAll(built(watch));
        }
    }

    /** What has been built since it was last asked. */
    private static List<String> built(FarmWatch watch) {
        List<String> built = new ArrayList<>();
        for (FarmNews news : watch.next(Duration.ofMillis(100))) {
            if (news instanceof FarmNews.OfJob(var job) && job.getState() == JobState.SUCCEEDED) {
                built.add(job.getJob().getAttribute());
            }
        }
        return built;
    }
}
