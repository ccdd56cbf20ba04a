package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.notifier.breakage.Publication;
import dev.tidemark.notifier.people.Entry;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A wave on a virtual farm whose faults somebody knows: what is judged, by the planner's cores, and what is told, by the notifier's.
 * Messages come late and twice, agents die, and planners restart. The same question gives the same answer. Safe for any thread.
 */
public final class Trial {

    private static final Duration TICK = Duration.ofMinutes(1);
    private static final Duration BEATS = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofDays(30);
    /** After the end of the wave: by then everything is told, the day's messages too. */
    private static final Duration AFTERWARDS = Duration.ofDays(2);

    private static final Instant BEGIN = Instant.parse("2017-09-01T00:00:00Z");
    private static final WaveId WAVE = new WaveId("trial-1");

    private Trial() {}

    /**
     * What is tried.
     *
     * @param graph the set, in which all that could be built was
     * @param bumps of one wave, ordered by attribute
     * @param fate what becomes of builds
     * @param agents how many there are for each pool of the set
     * @param mishaps how likely a message is late or comes twice, 0 to 1; a fifth of that, with each, that an agent dies or a planner restarts
     * @param manner how people are told
     * @param seed of all that is drawn besides
     */
    public record Question(
            PackageGraph graph,
            List<Bump> bumps,
            Fate fate,
            int agents,
            double mishaps,
            VirtualNotifier.Manner manner,
            long seed) {

        public Question {
            bumps = List.copyOf(bumps);
        }
    }

    /**
     * A job with the wave's bumps.
     *
     * @param state where it is at the end
     * @param failedAt when a try of it failed that counts, first; empty when none did
     * @param blamed attributes of the bumps that are blamed for it, ordered; empty unless it is REGRESSED
     */
    public record Judged(String attribute, JobState state, Optional<Instant> failedAt, List<String> blamed) {
        public Judged {
            blamed = List.copyOf(blamed);
        }
    }

    /** Something was told of a breakage. */
    public record Published(Instant at, Publication publication) {}

    /** Somebody was told something. */
    public record Told(Instant at, String person, Entry entry) {}

    /**
     * What came of it.
     *
     * @param state of the wave
     * @param jobs with its bumps
     * @param builds how many agents ended for each purpose, farm failures not counted
     * @param causedBuilds those among the inputs that only judging needed
     * @param failedInputs jobs without the bumps of which a try failed and that judge nothing
     * @param again builds that ended in vain because the farm failed them, or was lost with its agent or its news
     * @param deaths of agents
     * @param published in order
     * @param told in order; what only stands in feeds is left out
     */
    public record Report(
            WaveState state,
            List<Judged> jobs,
            SortedMap<Purpose, Integer> builds,
            int causedBuilds,
            int failedInputs,
            int again,
            int deaths,
            List<Published> published,
            List<Told> told) {

        public Report {
            jobs = List.copyOf(jobs);
            builds = new TreeMap<>(builds);
            published = List.copyOf(published);
            told = List.copyOf(told);
        }
    }

    /** Plays it to its end, and two days more. */
    public static Report of(Question question) {
        Faults faults = new Faults(question.seed(), question.mishaps(), Long.MAX_VALUE);
        Hearing hearing = new Hearing();
        VirtualNotifier notifier = new VirtualNotifier(question.graph().set(), question.manner(), hearing);
        TrialLedger ledger = new TrialLedger();
        VirtualFarm farm = new VirtualFarm(
                new VirtualFarm.Setting(
                        question.graph(),
                        true,
                        Simulation.agents(question.graph(), question.agents()),
                        DispatchPolicy.STANDARD.withBeatInterval(BEATS),
                        Policy.NONE,
                        TICK,
                        PATIENCE,
                        Optional.of(faults),
                        learnt(question)),
                Cores.REAL,
                new FatedWorld(question.fate(), question.seed(), BuildTimes.none()),
                new Observers(List.of(new WaveHerald(notifier), ledger)),
                BEGIN.toEpochMilli());
        farm.open(WAVE, question.bumps());
        farm.run(PATIENCE);
        notifier.pass(Instant.ofEpochMilli(farm.now()).plus(AFTERWARDS));
        return ledger.report(faults.happened().getOrDefault(Faults.Kind.DEATH, 0), hearing.published, hearing.told);
    }

    private static SortedMap<String, JobHistory> learnt(Question question) {
        TreeMap<String, JobHistory> learnt = new TreeMap<>();
        for (int index = 0; index < question.graph().size(); index++) {
            String attribute = question.graph().attribute(index);
            learnt.put(
                    attribute,
                    question.fate().history(new PackageId(question.graph().set(), attribute)));
        }
        return learnt;
    }

    /** What was told. */
    private static final class Hearing implements VirtualNotifier.Listener {
        private final List<Published> published = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();

        @Override
        public void published(Instant at, Publication publication) {
            published.add(new Published(at, publication));
        }

        @Override
        public void told(Instant at, String person, Entry entry) {
            if (entry.kind() != Entry.Kind.NOTE) {
                told.add(new Told(at, person, entry));
            }
        }
    }
}
