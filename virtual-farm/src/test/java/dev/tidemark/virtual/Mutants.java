package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.Attempt;
import dev.tidemark.planner.dispatch.Demand;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.wave.FrozenJob;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Cores with a fault each. A harness that does not notice one proves nothing. Each belongs to one farm. */
enum Mutants {
    DOES_NOTHING,
    SKIPS_DEDUPE,
    ACCEPTS_A_FENCED_ATTEMPT,
    RELEASES_ON_THE_FIRST_SETTLED_DEPENDENCY,
    RELEASES_AGAIN_AFTER_A_RESTORE,
    EXPIRES_LEASES_WHILE_LAGGING,
    SETTLES_ACROSS_TRUST_DOMAINS,
    LOSES_A_PARKED_OPEN,
    DROPS_A_WITHDRAWAL,
    COUNTS_UNCHANGED_TWICE,
    CANCELS_WHAT_ANOTHER_WAVE_WAITS_FOR,
    TAKES_NOTHING_FOR_URGENT,
    FREEZES_ON_THE_FIRST_PART,
    BELIEVES_THE_FIRST_WHO_MISSES_SOMETHING;

    Cores cores() {
        return switch (this) {
            case DOES_NOTHING -> new DoesNothing();
            case SKIPS_DEDUPE -> new SkipsDedupe();
            case ACCEPTS_A_FENCED_ATTEMPT -> new AcceptsFenced();
            case RELEASES_ON_THE_FIRST_SETTLED_DEPENDENCY -> new ReleasesEarly();
            case RELEASES_AGAIN_AFTER_A_RESTORE -> new ReleasesAgain();
            case EXPIRES_LEASES_WHILE_LAGGING -> new ExpiresLeases();
            case SETTLES_ACROSS_TRUST_DOMAINS -> new SettlesAcross();
            case LOSES_A_PARKED_OPEN -> new LosesParked();
            case DROPS_A_WITHDRAWAL -> new DropsWithdrawals();
            case COUNTS_UNCHANGED_TWICE -> new CountsTwice();
            case CANCELS_WHAT_ANOTHER_WAVE_WAITS_FOR -> new CancelsForAll();
            case TAKES_NOTHING_FOR_URGENT -> new TakesNothingForUrgent();
            case FREEZES_ON_THE_FIRST_PART -> new FreezesEarly();
            case BELIEVES_THE_FIRST_WHO_MISSES_SOMETHING -> new BelievesTheFirst();
        };
    }

    private static final class DoesNothing implements Cores {
        @Override
        public WaveDecision advance(WaveView view, WaveEvent event) {
            return WaveDecision.NOTHING;
        }
    }

    /** SECURITY is ROUTINE to it. */
    private static final class TakesNothingForUrgent implements Cores {
        @Override
        public DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
            DispatchEvent taken = event instanceof DispatchEvent.Demanded asked
                    ? new DispatchEvent.Demanded(
                            routine(asked.want()),
                            asked.spec(),
                            asked.avoid(),
                            asked.doubted(),
                            asked.expectedSeconds())
                    : event;
            return Cores.super.dispatch(policy, view, taken, now);
        }

        private static Want routine(Want want) {
            return new Want(
                    want.wanter(),
                    want.purpose(),
                    Urgency.ROUTINE,
                    want.rank(),
                    want.remainingSeconds(),
                    want.breakagesASecond(),
                    want.failures());
        }
    }

    /** One who asks for what is being built gets a build of his own. */
    private static final class SkipsDedupe implements Cores {
        private final Map<Sha256, Effect.RequestBuild> requested = new HashMap<>();

        @Override
        public DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
            DispatchDecision decision = Cores.super.dispatch(policy, view, event, now);
            List<Effect> effects = new ArrayList<>(decision.effects());
            if (event instanceof DispatchEvent.Demanded asked
                    && requested.containsKey(asked.spec().key())) {
                Effect.RequestBuild first = requested.get(asked.spec().key());
                Attempt again = new Attempt(
                        first.attempt().id() + "-again",
                        first.attempt().agent(),
                        first.attempt().incarnation(),
                        false);
                effects.add(new Effect.RequestBuild(again, first.spec(), first.purpose(), null));
            }
            for (Effect effect : decision.effects()) {
                if (effect instanceof Effect.RequestBuild build) {
                    requested.put(build.spec().key(), build);
                }
            }
            return new DispatchDecision(decision.changes(), effects);
        }
    }

    /** A result counts for whatever attempt the key has now. */
    private static final class AcceptsFenced implements Cores {
        private final Map<Sha256, Attempt> current = new HashMap<>();

        @Override
        public DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
            DispatchEvent taken = event;
            if (event instanceof DispatchEvent.Finished finished && current.containsKey(finished.key())) {
                Attempt attempt = current.get(finished.key());
                taken = new DispatchEvent.Finished(
                        attempt.agent(),
                        attempt.incarnation(),
                        attempt.id(),
                        finished.key(),
                        finished.result(),
                        finished.duration());
            }
            DispatchDecision decision = Cores.super.dispatch(policy, view, taken, now);
            for (Change change : decision.changes()) {
                if (change instanceof Change.DemandPut(Demand demand) && demand.attempt() != null) {
                    current.put(demand.key(), demand.attempt());
                }
            }
            return decision;
        }
    }

    /** Of what a job needs it only knows the first. */
    private static final class ReleasesEarly implements Cores {
        @Override
        public WavePlan plan(Message.OpenWave opened, PackageGraph graph, Prospects learnt) {
            WavePlan plan = Cores.super.plan(opened, graph, learnt);
            List<FrozenJob> jobs = new ArrayList<>();
            List<int[]> dependencies = new ArrayList<>();
            int[] baseline = new int[plan.size()];
            for (int job = 0; job < plan.size(); job++) {
                int[] needs = plan.dependenciesOf(job);
                jobs.add(plan.job(job));
                dependencies.add(Arrays.copyOf(needs, Math.min(1, needs.length)));
                baseline[job] = plan.baselineOf(job);
            }
            return new WavePlan(plan.header(), jobs, dependencies, baseline);
        }
    }

    /** What was released is not restored as such. */
    private static final class ReleasesAgain implements Cores {
        @Override
        public WaveView restored(WavePlan plan, List<WaveView.Change> stored) {
            return Cores.super.restored(
                    plan,
                    stored.stream()
                            .filter(change -> !(change instanceof WaveView.Change.JobChanged(int job, var status)
                                    && (status.state() == JobState.READY || status.state() == JobState.RUNNING)))
                            .toList());
        }
    }

    /** After a restart agents count as silent for as long as nobody listened. */
    private static final class ExpiresLeases implements Cores {
        @Override
        public PoolView empty(Pool pool, PoolView.Kept kept, Instant now) {
            return Cores.super.empty(pool, kept, now.minus(Duration.ofHours(1)));
        }
    }

    /** Who asks for a package anywhere is told of it from everywhere. */
    private static final class SettlesAcross implements Cores {
        private final Map<String, Wanter> wanters = new HashMap<>();

        @Override
        public DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
            DispatchDecision decision = Cores.super.dispatch(policy, view, event, now);
            if (event instanceof DispatchEvent.Demanded asked) {
                BuildSpec spec = asked.spec();
                wanters.put(spec.pool().toString(), asked.want().wanter());
            }
            List<Effect> effects = new ArrayList<>(decision.effects());
            if (event instanceof DispatchEvent.Finished) {
                wanters.forEach((pool, wanter) -> {
                    if (!pool.equals(view.pool().toString())) {
                        effects.add(new Effect.TellWave(wanter, new News.Started("a stranger", "an attempt")));
                    }
                });
            }
            return new DispatchDecision(decision.changes(), effects);
        }
    }

    /** What one agent does not find is lost to it. */
    private static final class BelievesTheFirst implements Cores {
        @Override
        public DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
            DispatchDecision decision = Cores.super.dispatch(policy, view, event, now);
            if (!(event instanceof DispatchEvent.Finished finished)
                    || !(finished.result() instanceof DispatchEvent.Result.Failed(BuildFailure failure))) {
                return decision;
            }
            Optional<Demand> doubted = decision.changes().stream()
                    .filter(Change.DemandPut.class::isInstance)
                    .map(put -> ((Change.DemandPut) put).demand())
                    .filter(demand -> demand.key().equals(finished.key())
                            && !demand.failures().missed().claims().isEmpty())
                    .findFirst();
            return doubted.map(demand -> believing(decision, demand, failure)).orElse(decision);
        }

        private static DispatchDecision believing(DispatchDecision decision, Demand demand, BuildFailure failure) {
            List<Change> changes = new ArrayList<>(decision.changes());
            changes.removeIf(change ->
                    change instanceof Change.DemandPut(Demand put) && put.key().equals(demand.key()));
            changes.add(new Change.DemandRemoved(demand.key()));
            List<Effect> effects = new ArrayList<>(decision.effects());
            effects.removeIf(effect -> effect instanceof Effect.RequestBuild build
                    && build.spec().key().equals(demand.key()));
            for (Want want : demand.wants()) {
                effects.add(new Effect.TellWave(want.wanter(), new News.Failed(failure, Duration.ZERO)));
            }
            return new DispatchDecision(changes, effects);
        }
    }

    private static final class LosesParked implements Cores {
        @Override
        public List<Message.OpenWave> parked(List<Message.OpenWave> parked) {
            return List.of();
        }
    }

    private static final class DropsWithdrawals implements Cores {
        @Override
        public DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
            return event instanceof DispatchEvent.Withdrawn
                    ? new DispatchDecision(List.of(), List.of())
                    : Cores.super.dispatch(policy, view, event, now);
        }
    }

    private static final class CountsTwice implements Cores {
        @Override
        public Map<JobState, Integer> counts(WaveView view) {
            Map<JobState, Integer> counts = new HashMap<>(view.counts());
            counts.computeIfPresent(JobState.UNCHANGED, (state, jobs) -> 2 * jobs);
            return counts;
        }
    }

    /** Who takes back what he wanted takes it from everybody. */
    private static final class CancelsForAll implements Cores {
        private final Map<String, Sha256> keys = new HashMap<>();
        private final Map<Sha256, Attempt> current = new HashMap<>();

        @Override
        public DispatchDecision dispatch(DispatchPolicy policy, PoolView view, DispatchEvent event, Instant now) {
            if (event instanceof DispatchEvent.Demanded asked) {
                Wanter wanter = asked.want().wanter();
                keys.put(wanter.wave() + "/" + wanter.job(), asked.spec().key());
            }
            DispatchDecision decision = Cores.super.dispatch(policy, view, event, now);
            for (Change change : decision.changes()) {
                if (change instanceof Change.DemandPut(Demand demand) && demand.attempt() != null) {
                    current.put(demand.key(), demand.attempt());
                } else if (change instanceof Change.DemandRemoved(Sha256 key)) {
                    current.remove(key);
                }
            }
            if (event instanceof DispatchEvent.Withdrawn gone) {
                Sha256 key = keys.get(gone.wave() + "/" + gone.job());
                Attempt attempt = key == null ? null : current.get(key);
                if (key != null && attempt != null) {
                    return new DispatchDecision(
                            List.of(new Change.DemandRemoved(key)),
                            List.of(new Effect.SettleAttempt(attempt.agent(), attempt.incarnation(), attempt.id())));
                }
            }
            return decision;
        }
    }

    /** What it has heard of an evaluation is all there is. */
    private static final class FreezesEarly implements Cores {
        @Override
        public WaveDecision advance(WaveView view, WaveEvent event) {
            if (!(event instanceof WaveEvent.JobReported(int job, int tries, WaveEvent.Report.Evaluated part))) {
                return Cores.super.advance(view, event);
            }
            Cores.super.advance(view, event).changes().forEach(view::apply);
            Sha256 workspace = Sha256.builder().add(part.attempt()).build();
            return Cores.super.advance(
                    view,
                    new WaveEvent.JobReported(
                            job,
                            tries,
                            new WaveEvent.Report.Prepared(
                                    part.attempt(), workspace, part.rows().size(), "an agent", Duration.ZERO)));
        }
    }
}
