package dev.tidemark.virtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.people.Entry;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.virtual.Trial.Judged;
import dev.tidemark.virtual.Trial.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TrialTest {

    private static final VirtualNotifier.Manner MANNER = new VirtualNotifier.Manner(
            new Pace(
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    Duration.ofDays(14),
                    Duration.ofDays(3),
                    Duration.ofDays(180)),
            new Wishes.Grouping(
                    List.of(Wishes.GroupBy.BREAKAGE),
                    new Wishes.Timing(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ZERO),
                    new Wishes.Limits(10, 50, 3),
                    6,
                    Duration.ZERO));

    /** The bump of lib breaks app, behind which is docs; old has been broken for long, and new needs it. */
    private static final class Known implements Fate {
        @Override
        public Optional<Failed> failure(BuildSpec spec, String attempt) {
            boolean bumped = spec.packageId().attribute().equals("app")
                    && spec.inputs().stream()
                            .anyMatch(input -> input.outputHash().equals(output("lib", "2")));
            return bumped || isBrokenBefore(spec.packageId().attribute())
                    ? Optional.of(new Failed(
                            FailureKind.BUILD_FAILED, spec.packageId().attribute()))
                    : Optional.empty();
        }

        @Override
        public Sha256 output(BuildSpec spec) {
            return output(spec.packageId().attribute(), spec.version());
        }

        private static Sha256 output(String attribute, String version) {
            return Sha256.builder().add(attribute).add(version).build();
        }

        @Override
        public boolean isBrokenBefore(String attribute) {
            return attribute.equals("old");
        }

        @Override
        public JobHistory history(PackageId packageId) {
            return isBrokenBefore(packageId.attribute())
                    ? new JobHistory(packageId, 0, 0, 0, 0, 20, 0, 0)
                    : new JobHistory(packageId, 0, 0, 0, 20, 0, 0, 0);
        }
    }

    private static PackageNode node(String attribute, String... needs) {
        return PackageNode.named(attribute, "1")
                .systems(List.of("x86_64-linux"))
                .dependencies(Stream.of(needs).map(Dependency::build).toList())
                .people(new PackageNode.People(List.of(attribute + "-owner"), List.of()))
                .recipeDigest(Sha256.builder().add(attribute).build())
                .build();
    }

    private static Report tried(double mishaps, long seed) throws InvalidGraphException {
        PackageGraph graph = new GraphBuilder("demo", 1)
                .revision("commit-1")
                .add(node("lib"))
                .add(node("old"))
                .add(node("app", "lib"))
                .add(node("docs", "app"))
                .add(node("new", "lib", "old"))
                .build();
        List<Bump> bumps = List.of(new Bump("lib", "1", "2", Urgency.ROUTINE, "watcher"));
        return Trial.of(new Trial.Question(graph, bumps, new Known(), 2, mishaps, MANNER, seed));
    }

    private static void assertIsAsItShould(Report report) {
        assertThat(report.state()).isEqualTo(WaveState.RED);
        assertThat(report.jobs())
                .extracting(Judged::attribute, Judged::state, Judged::blamed)
                .containsExactlyInAnyOrder(
                        tuple("lib", JobState.SUCCEEDED, List.of()),
                        tuple("app", JobState.REGRESSED, List.of("lib")),
                        tuple("docs", JobState.BLOCKED, List.of()),
                        tuple("new", JobState.PREEXISTING, List.of()));
        assertThat(report.published())
                .extracting(each -> each.publication().breakage().id())
                .containsOnly(
                        report.published().getFirst().publication().breakage().id());
        assertThat(report.told())
                .extracting(Trial.Told::person, told -> told.entry().kind())
                .containsExactlyInAnyOrder(
                        tuple("app-owner", Entry.Kind.MESSAGE),
                        tuple("lib-owner", Entry.Kind.MESSAGE),
                        tuple("watcher", Entry.Kind.MESSAGE),
                        tuple("docs-owner", Entry.Kind.DIGEST_OF_DAY));
    }

    @Test
    void who_can_act_is_told_once_of_what_the_bump_broke_and_nothing_is_built_twice_without_a_purpose()
            throws Exception {
        Report report = tried(0, 1);

        assertIsAsItShould(report);
        assertThat(report.builds())
                .as("the baselines of app and lib were built before, and old is known to fail")
                .containsOnlyKeys(Purpose.BUILD, Purpose.INPUT, Purpose.CONFIRM)
                .containsEntry(Purpose.BUILD, 2)
                .containsEntry(Purpose.INPUT, 1)
                .containsEntry(Purpose.CONFIRM, 1);
        assertThat(report.again()).isZero();
    }

    @Test
    void the_same_is_told_though_agents_die_and_messages_come_late_and_twice() throws Exception {
        int deaths = 0;
        for (long seed = 1; seed <= 40; seed++) {
            Report report = tried(0.2, seed);
            assertIsAsItShould(report);
            deaths += report.deaths();
        }
        assertThat(deaths).isPositive();
    }
}
