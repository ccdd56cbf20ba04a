package dev.tidemark.benchmarks.schedule;

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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * The dispatcher's order: its core decides, virtual agents with a slot each build, and no time passes for real. As in a farm, the
 * dispatcher hears of an end, and gives the agent something new, before the wave asks for what that end released. That a build
 * breaks is what the wave makes of it, so the dispatcher is not told. Belongs to one thread.
 */
final class Dispatched {

    private static final Pool POOL = Pool.parse("x86_64-linux.free");
    private static final Sha256 OUTPUT = Sha256.builder().add("output").build();
    /** Agents here never fall silent, so nobody waits for a beat. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private static final double MILLIS = 1000;

    private final Story story;
    private final Timeline timeline;
    private final double[] remaining;
    private final float[] breakagesASecond;
    private final DispatchJobs core;
    private final PoolView view;
    private final Map<Sha256, Integer> jobs = new HashMap<>();
    private final PriorityQueue<Running> running =
            new PriorityQueue<>(Comparator.comparingDouble(Running::endsAt).thenComparingInt(Running::job));
    private double now;

    private record Running(double endsAt, int job, Attempt attempt, Sha256 key) {}

    private Dispatched(Story story, DispatchPolicy policy) {
        this.story = story;
        this.timeline = new Timeline(story);
        this.remaining = story.expectedRemaining();
        this.breakagesASecond = story.breakagesASecond();
        this.core = new DispatchJobs(policy.withBeatInterval(NEVER));
        this.view = new PoolView(POOL, new Learnt(), Instant.EPOCH);
    }

    /** Builds everything that can be built, as a dispatcher's own policy would. */
    static Timeline asShipped(Story story, int agents) {
        return new Dispatched(story, DispatchPolicy.STANDARD).run(agents);
    }

    /** The same with breakage-finding off. */
    static Timeline longestFirst(Story story, int agents) {
        return new Dispatched(story, DispatchPolicy.STANDARD.withBreakageBudget(0)).run(agents);
    }

    /** Nothing was built before; of each package some builds are remembered. */
    private final class Learnt implements PoolView.Kept {
        @Override
        public Optional<Sha256> evidence(Sha256 key) {
            return Optional.empty();
        }

        @Override
        public Optional<JobHistory> history(PackageId packageId) {
            int job = Integer.parseInt(packageId.attribute().substring(1));
            return Optional.of(story.remembered(packageId, job));
        }
    }

    private Timeline run(int agents) {
        for (int agent = 0; agent < agents; agent++) {
            String name = "agent-" + agent;
            tell(new DispatchEvent.Enrolled(SimulatedEnrolment.of(name)));
            tell(new DispatchEvent.Beat(name, name + "-1", Instant.EPOCH, Offer.of(List.of(), 1), List.of()));
        }
        timeline.first().forEach(this::demand);
        while (!running.isEmpty()) {
            Running end = running.remove();
            now = end.endsAt();
            tell(new DispatchEvent.Finished(
                    end.attempt().agent(),
                    end.attempt().incarnation(),
                    end.attempt().id(),
                    end.key(),
                    new DispatchEvent.Result.Built(OUTPUT),
                    Duration.ofMillis(Math.round(story.seconds(end.job()) * MILLIS))));
            timeline.ended(end.job(), now).forEach(this::demand);
        }
        if (view.waiting() > 0) {
            throw new AssertionError("%d builds were never given to an agent".formatted(view.waiting()));
        }
        return timeline;
    }

    private void demand(int job) {
        Jobs all = story.jobs();
        String attribute = "p" + job;
        BuildSpec spec = new BuildSpec(new PackageId("demo", attribute), "1.0", POOL, OUTPUT, List.of(), List.of());
        jobs.put(spec.key(), job);
        Wanter wanter = new Wanter(
                new WaveId("demo-" + (1 + all.wave(job))), new JobId(attribute, POOL.system(), Variant.WAVE), 1, null);
        Want want = new Want(
                wanter, Purpose.BUILD, Urgency.ROUTINE, all.rank(job), remaining[job], breakagesASecond[job], 0);
        tell(new DispatchEvent.Demanded(want, spec, List.of(), false, story.expected(job)));
    }

    private void tell(DispatchEvent event) {
        DispatchDecision decision = core.decide(view, event, Instant.EPOCH.plusMillis(Math.round(now * MILLIS)));
        decision.changes().forEach(view::apply);
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.RequestBuild request) {
                Sha256 key = request.spec().key();
                int job = jobs.getOrDefault(key, -1);
                if (job < 0) {
                    throw new AssertionError("nobody asked for " + request.spec());
                }
                running.add(new Running(now + story.seconds(job), job, request.attempt(), key));
            }
        }
    }
}
