package dev.tidemark.benchmarks.cores;

import dev.tidemark.benchmarks.plan.BusyThread;
import dev.tidemark.benchmarks.plan.Duel;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.Attempt;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchJobs;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.dispatch.SimulatedEnrolment;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What it costs the dispatcher to give the next build to an agent, by how many builds wait. All agents are busy; a build ends,
 * the most urgent of those that wait takes its place, and one that ended is asked for again, so that always as many wait. Belongs
 * to one thread.
 */
public final class AssignmentCost {

    /** What the ratio is called. */
    public static final String RATIO = "assignment with many ready / with few ready";

    private static final Pool POOL = Pool.parse("x86_64-linux.free");
    private static final Instant NOW = Instant.EPOCH;
    private static final Sha256 RECIPE = Sha256.builder().add("recipe").build();
    private static final int WAVES = 8;
    private static final int AT_ONCE = 100;
    private static final int LONGEST_SECONDS = 10_000;
    private static final Duration TOOK = Duration.ofSeconds(79);

    private final DispatchJobs core = new DispatchJobs(DispatchPolicy.STANDARD);
    private final PoolView view = new PoolView(POOL, new Nothing(), NOW);
    private final Deque<Effect.RequestBuild> running = new ArrayDeque<>();
    private final Random random = new Random(1);
    private int requested;

    /**
     * @param ready how many builds wait, at least 1
     * @param agents with one slot each, at least 1
     */
    public AssignmentCost(int ready, int agents) {
        for (int agent = 0; agent < agents; agent++) {
            String name = "agent-" + agent;
            tell(new DispatchEvent.Enrolled(SimulatedEnrolment.of(name)));
            tell(new DispatchEvent.Beat(name, name + "-life-1", NOW, Offer.of(List.of(), 1), List.of()));
        }
        for (int job = 0; job < agents + ready; job++) {
            demand(new BuildSpec(new PackageId("demo", "p" + job), "1.0", POOL, RECIPE, List.of(), List.of()));
        }
    }

    /** Nothing was built before, and nothing is learnt. */
    private static final class Nothing implements PoolView.Kept {
        @Override
        public Optional<Sha256> evidence(Sha256 key) {
            return Optional.empty();
        }

        @Override
        public Optional<JobHistory> history(PackageId packageId) {
            return Optional.empty();
        }
    }

    /** Many against few, each contender with a pool of its own. */
    public static Duel duel(int many, int few, int agents) {
        return new Duel(RATIO, side(many, agents), side(few, agents), List.of());
    }

    private static Duel.Side side(int ready, int agents) {
        AssignmentCost cost = new AssignmentCost(ready, agents);
        return new Duel.Side("%,d ready, %,d agents".formatted(ready, agents), new BusyThread(cost::assign, AT_ONCE));
    }

    /**
     * So many builds end, that often.
     *
     * @return how many were requested instead of them
     */
    public int assign() {
        int before = requested;
        for (int end = 0; end < AT_ONCE; end++) {
            Effect.RequestBuild ended = running.removeFirst();
            Attempt attempt = ended.attempt();
            tell(new DispatchEvent.Finished(
                    attempt.agent(),
                    attempt.incarnation(),
                    attempt.id(),
                    ended.spec().key(),
                    new DispatchEvent.Result.Built(RECIPE),
                    TOOK));
            demand(ended.spec());
        }
        return requested - before;
    }

    /** How many builds wait now. */
    public int waiting() {
        return view.waiting();
    }

    private void demand(BuildSpec spec) {
        WaveId wave = new WaveId("demo-" + (1 + random.nextInt(WAVES)));
        JobId job = new JobId(spec.packageId().attribute(), POOL.system(), Variant.WAVE);
        double remaining = 1 + random.nextInt(LONGEST_SECONDS);
        Want want = new Want(
                new Wanter(wave, job, 1, null), Purpose.BUILD, Urgency.ROUTINE, 1, remaining, random.nextDouble(), 0);
        tell(new DispatchEvent.Demanded(want, spec, List.of(), false, TOOK.toSeconds()));
    }

    private void tell(DispatchEvent event) {
        DispatchDecision decision = core.decide(view, event, NOW);
        decision.changes().forEach(view::apply);
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.RequestBuild request) {
                running.addLast(request);
                requested++;
            }
        }
    }
}
