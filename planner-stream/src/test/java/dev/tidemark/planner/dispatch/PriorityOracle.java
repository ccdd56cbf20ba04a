package dev.tidemark.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The documented order, written down a second time and without any index: looks at everything. */
final class PriorityOracle {

    private PriorityOracle() {}

    /**
     * A build as one wave sees it.
     *
     * @param key the last that decides
     */
    private record Rank(
            int urgency,
            boolean presses,
            double served,
            WaveId wave,
            boolean canWait,
            double path,
            double risk,
            int jobs,
            String key) {}

    private static final Comparator<Rank> MOST_URGENT_FIRST = Comparator.comparingInt((Rank rank) -> -rank.urgency())
            .thenComparing(rank -> !rank.presses())
            .thenComparingDouble(Rank::served)
            .thenComparing(Rank::wave)
            .thenComparing(Rank::canWait)
            .thenComparingDouble(rank -> rank.canWait() ? -rank.risk() : 0)
            .thenComparingDouble(rank -> -rank.path())
            .thenComparingInt(rank -> -rank.jobs())
            .thenComparing(Rank::key);

    /** @param put what is about to be put; when it goes to an agent, nobody may be passed over */
    static void assertMostUrgent(PoolView view, Demand put, DispatchPolicy policy, Instant now) {
        Demand before = view.demands().get(put.key());
        Attempt attempt = put.attempt();
        Attempt former = before == null ? null : before.attempt();
        boolean another = former == null || attempt == null || !former.id().equals(attempt.id());
        if (before == null || attempt == null || !put.assigned() || !another) {
            return;
        }
        Agent agent = view.agents().get(attempt.agent());
        assertThat(agent).isNotNull();
        Rank own = rank(view, before, policy, now);
        for (Demand other : view.demands().values()) {
            if (isReady(other) && mayTake(view, agent, other, policy, now)) {
                assertThat(MOST_URGENT_FIRST.compare(own, rank(view, other, policy, now)))
                        .as("%s goes to %s before %s", before, agent, other)
                        .isLessThanOrEqualTo(0);
            }
        }
    }

    /** Whoever has a slot has something to build, if anything waits that he may have. */
    static void assertNobodyIdles(PoolView view, DispatchPolicy policy, Instant now) {
        for (Agent agent : view.agents().values()) {
            if (view.assignedTo(agent.name()).size() < agent.offer().slots()) {
                for (Demand demand : view.demands().values()) {
                    assertThat(!demand.assigned()
                                    && demand.waiting().retryAt() == null
                                    && mayTake(view, agent, demand, policy, now))
                            .as("%s is idle and %s waits", agent, demand)
                            .isFalse();
                }
            }
        }
    }

    private static boolean isReady(Demand demand) {
        return !demand.assigned()
                && demand.waiting().retryAt() == null
                && demand.waiting().told() == null;
    }

    private static boolean takesMore(PoolView view, Agent agent, DispatchPolicy policy, Instant now) {
        return agent.offer().wish() == Offer.Wish.MORE
                && agent.health().quarantinedUntil() == null
                && Duration.between(view.heardAt(agent.name()), now).compareTo(policy.suspectAfter()) < 0;
    }

    private static boolean fits(Agent agent, Demand demand) {
        List<String> sets = agent.offer().sets();
        long memory = agent.offer().buildMemoryBytes() > 0
                ? agent.offer().buildMemoryBytes()
                : agent.offer().memoryBytes();
        return agent.offer().features().containsAll(GpuNeed.plain(demand.spec().features()))
                && GpuNeed.of(demand.spec().features()).stream().allMatch(agent.offer()::hasGpus)
                && (sets.isEmpty() || sets.contains(demand.spec().packageId().set()))
                && (demand.failures().memoryAbove() == 0
                        || memory > demand.failures().memoryAbove());
    }

    private static boolean hasGpu(PoolView view, Agent agent, Demand demand) {
        List<Gpu> gpus = agent.offer().gpus();
        List<GpuNeed> asked = single(demand).toList();
        return asked.isEmpty()
                || gpus.isEmpty()
                || canBeHandedOut(
                        gpus,
                        Stream.concat(
                                        view.assignedTo(agent.name()).values().stream()
                                                .flatMap(PriorityOracle::single),
                                        asked.stream())
                                .toList());
    }

    /** What it asks of GPUs, once for each that it is to have. */
    private static Stream<GpuNeed> single(Demand demand) {
        return GpuNeed.of(demand.spec().features()).stream()
                .flatMap(need -> Collections.nCopies(need.count(), need).stream());
    }

    /** Whether each of those asked for can have one to itself, by trying all ways to hand them out. */
    static boolean canBeHandedOut(List<Gpu> left, List<GpuNeed> asked) {
        if (asked.isEmpty()) {
            return true;
        }
        for (int i = 0; i < left.size(); i++) {
            if (asked.getFirst().isMetBy(left.get(i))) {
                List<Gpu> others = new ArrayList<>(left);
                others.remove(i);
                if (canBeHandedOut(others, asked.subList(1, asked.size()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mayTake(PoolView view, Agent agent, Demand demand, DispatchPolicy policy, Instant now) {
        List<String> avoid = demand.failures().avoid();
        return takesMore(view, agent, policy, now)
                && fits(agent, demand)
                && hasGpu(view, agent, demand)
                && (!avoid.contains(agent.name())
                        || view.agents().values().stream()
                                .noneMatch(other -> !avoid.contains(other.name())
                                        && takesMore(view, other, policy, now)
                                        && fits(other, demand)));
    }

    private static Rank rank(PoolView view, Demand demand, DispatchPolicy policy, Instant now) {
        List<Rank> ranks = new ArrayList<>();
        double path = demand.wants().stream()
                .mapToDouble(Want::remainingSeconds)
                .max()
                .orElseThrow();
        int urgency = demand.wants().stream()
                .mapToInt(want -> want.urgency() == Urgency.SECURITY ? 1 : 0)
                .max()
                .orElseThrow();
        int jobs = demand.wants().stream().mapToInt(Want::rank).max().orElseThrow();
        for (Want want : demand.wants()) {
            WaveShare share = view.shares().get(want.wanter().wave());
            assertThat(share).isNotNull();
            double left = Math.max(Duration.between(now, share.endsAt()).toMillis() / 1000.0, work(view, share.wave()));
            boolean canWait = policy.breakageBudget() > 0 && path < policy.breakageBudget() * left;
            boolean ahead = share.seconds() >= leastServed(view) + 30 * slots(view);
            ranks.add(new Rank(
                    urgency,
                    !canWait && path >= 0.5 * left && !ahead,
                    share.seconds(),
                    share.wave(),
                    canWait,
                    path,
                    risk(demand),
                    jobs,
                    demand.key().hex()));
        }
        return ranks.stream().min(MOST_URGENT_FIRST).orElseThrow();
    }

    private static double risk(Demand demand) {
        double promised = demand.wants().stream()
                .mapToDouble(Want::breakagesASecond)
                .max()
                .orElseThrow();
        return promised > 0
                ? promised
                : demand.estimate().failureChance() / demand.estimate().seconds();
    }

    private static double work(PoolView view, WaveId wave) {
        long millis = 0;
        for (Demand demand : view.demands().values()) {
            boolean wanted = demand.wants().stream()
                    .anyMatch(want -> want.wanter().wave().equals(wave));
            if (wanted && !demand.assigned() && demand.waiting().retryAt() == null) {
                millis += Math.round(demand.estimate().seconds() * 1000);
            }
        }
        return millis / 1000.0 / Math.max(1, slots(view));
    }

    private static int slots(PoolView view) {
        return view.agents().values().stream()
                .mapToInt(agent -> agent.offer().slots())
                .sum();
    }

    private static double leastServed(PoolView view) {
        double least = Double.POSITIVE_INFINITY;
        for (Demand demand : view.demands().values()) {
            if (!demand.assigned() && demand.waiting().retryAt() == null) {
                for (WaveId wave : demand.waves()) {
                    WaveShare share = view.shares().get(wave);
                    least = share == null ? least : Math.min(least, share.seconds());
                }
            }
        }
        return least;
    }
}
