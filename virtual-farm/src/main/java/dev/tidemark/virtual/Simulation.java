package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus.Publication;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Plays bumps over a graph: what would a farm have done with them? The decisions are those of the planner's cores; agents and
 * their builds are simulated, and no agent dies. The same question gives the same answer. Safe for any thread.
 */
public final class Simulation {

    /** Nobody falls silent here, so nobody need say that he lives. */
    private static final Duration NEVER = Duration.ofDays(365_000);

    private static final Duration TICK = Duration.ofHours(1);
    private static final Duration IMPORT = Duration.ofDays(7);
    private static final Duration PATIENCE = Duration.ofDays(30);
    private static final DispatchPolicy DISPATCH = DispatchPolicy.STANDARD.withBeatInterval(NEVER);

    private Simulation() {}

    /**
     * A bump and when it came.
     *
     * @param at when it was published
     * @param attribute the package
     * @param from the version that it had before
     * @param to the version that was released
     */
    public record TimedBump(Instant at, String attribute, String from, String to) {}

    /**
     * What is asked.
     *
     * @param graph the set
     * @param bumps in any order
     * @param agents how many there are for each pool of the set, each with every feature and one slot
     * @param failureRate the share of jobs that fail with a wave's bumps: 0 to 1
     * @param seed of all that is drawn
     * @param times how long builds take, as distributions
     * @param policy the set's: which bumps are taken up, and when
     * @param rewind whether each package begins with the version that its first bump comes from
     */
    public record Question(
            PackageGraph graph,
            List<TimedBump> bumps,
            int agents,
            double failureRate,
            long seed,
            BuildTimes times,
            Policy policy,
            boolean rewind) {

        public Question {
            bumps = bumps.stream()
                    .sorted(Comparator.comparing(TimedBump::at)
                            .thenComparing(TimedBump::attribute)
                            .thenComparing(TimedBump::to))
                    .toList();
        }
    }

    /** Is told how far it is. */
    public interface Progress {
        /**
         * A bump was published.
         *
         * @param bump which of them, from 1
         * @param at the simulated time
         */
        void at(int bump, Instant at);
    }

    /** Tells what came of it. */
    public static SimulationReport of(Question question, Progress progress) {
        Invariants invariants = new Invariants(begun(question), agents(question), DISPATCH);
        return played(question, List.of(new Herald(progress), invariants), invariants);
    }

    /** Tells the same without a look at the invariants, which takes most of the time: none is violated in what it tells. */
    public static SimulationReport unwatched(Question question) {
        return played(question, List.of(), new Invariants(begun(question), agents(question), DISPATCH));
    }

    /** @param invariants told of the end; of what happens only where it is among the watchers */
    private static SimulationReport played(Question question, List<FarmObserver> watchers, Invariants invariants) {
        long begin = question.bumps().isEmpty()
                ? 0
                : question.bumps().getFirst().at().toEpochMilli();
        Tally tally = new Tally(begin, agents(question).size(), attribute -> jobs(question.graph(), attribute));
        List<FarmObserver> observers = new ArrayList<>(watchers);
        observers.add(tally);
        VirtualFarm farm = new VirtualFarm(
                new VirtualFarm.Setting(
                        begun(question),
                        true,
                        agents(question),
                        DISPATCH,
                        question.policy(),
                        TICK,
                        IMPORT,
                        Optional.empty(),
                        new TreeMap<>()),
                Cores.REAL,
                new DrawnWorld(
                        question.seed(), DrawnWorld.Mishaps.broken(question.failureRate()), question.times(), Set.of()),
                new Observers(observers),
                begin);
        question.bumps().forEach(bump -> farm.publish(published(bump), bump.at().toEpochMilli()));
        farm.runUntilTakenUp(PATIENCE);
        if (watchers.contains(invariants)) {
            invariants.end(List.of());
        }
        return tally.report(farm.open().size(), invariants);
    }

    /** The set at the beginning. */
    private static PackageGraph begun(Question question) {
        return question.rewind() ? rewound(question) : question.graph();
    }

    private static List<AgentSpec> agents(Question question) {
        return agents(question.graph(), question.agents());
    }

    private static SetEvent.BumpPublished published(TimedBump bump) {
        return new SetEvent.BumpPublished(
                new Bump(bump.attribute(), bump.from(), bump.to(), Urgency.ROUTINE, "simulation"),
                new Publication(bump.at(), null, List.of(), null, null));
    }

    /** Counts bumps as they come. */
    private static final class Herald implements FarmObserver {
        private final Progress progress;
        private int bumps;

        Herald(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void decided(long now, SetEvent event, AdmitBump.Decision decision) {
            if (event instanceof SetEvent.BumpPublished) {
                progress.at(++bumps, Instant.ofEpochMilli(now));
            }
        }
    }

    private static int jobs(PackageGraph graph, String attribute) {
        return graph.indexOf(attribute).stream()
                .map(index -> graph.affectedBy(new int[] {index}).length)
                .sum();
    }

    private static PackageGraph rewound(Question question) {
        Map<String, String> first = new TreeMap<>();
        question.bumps().forEach(bump -> first.putIfAbsent(bump.attribute(), bump.from()));
        return Bumped.next(question.graph(), first);
    }

    /** So many for each pool of the set, each with every feature. */
    static List<AgentSpec> agents(PackageGraph graph, int each) {
        Needs needs = Needs.of(graph);
        List<AgentSpec> agents = new ArrayList<>();
        for (Pool pool : needs.pools()) {
            for (int number = 1; number <= each; number++) {
                agents.add(new AgentSpec(pool + "-" + number, pool, needs.features(), 1));
            }
        }
        return agents;
    }
}
