package dev.tidemark.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One pool with agents that are slow, die, come back and say things twice, and waves that want the same builds. Whatever
 * happens, in the end everybody who wanted a build has been told exactly once what became of it.
 */
final class DispatchSimulation {

    private static final List<List<String>> FEATURES =
            List.of(List.of(), List.of("gpu"), List.of("kvm"), List.of("gpu", "kvm"));

    private final Random random;
    private static final DispatchPolicy POLICY = new DispatchPolicy(
            Duration.ofSeconds(2),
            3,
            15,
            2,
            10,
            Duration.ofMinutes(10),
            4,
            new DispatchPolicy.Retry(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofMinutes(1)),
            new DispatchPolicy.Quarantine(2, 5, Duration.ofMinutes(4)),
            0.8);

    private final PoolBench pool = new PoolBench(POLICY);
    private final List<SimulatedAgent> agents = new ArrayList<>();
    private final List<BuildSpec> specs = new ArrayList<>();
    private final Map<Wanter, News> ends = new HashMap<>();
    private final Map<Wanter, Sha256> wanted = new HashMap<>();
    private final List<DispatchEvent> delivered = new ArrayList<>();
    private final List<Wanter> open = new ArrayList<>();
    private final Set<Sha256> unread = new HashSet<>();
    private final Set<Wanter> withdrawn = new HashSet<>();
    private int jobs;

    DispatchSimulation(long seed) {
        random = new Random(seed);
        for (int agent = 0; agent < 1 + random.nextInt(4); agent++) {
            agents.add(
                    new SimulatedAgent("agent-" + agent, anyFeatures(), 1 + random.nextInt(2), random, reading(agent)));
            enrol(agents.getLast());
        }
        for (int spec = 0; spec < 1 + random.nextInt(8); spec++) {
            specs.add(PoolBench.spec("p" + spec, anyFeatures().toArray(String[]::new)));
            if (random.nextInt(10) == 0) {
                unread.add(specs.getLast().key());
            }
        }
    }

    /** Some requests none of the first agents can read, some the second cannot. */
    private Predicate<Sha256> reading(int agent) {
        return key -> !unread.contains(key) && (agent != 1 || key.hex().charAt(0) > '3');
    }

    /** One of them offers more than it may, by chance. */
    private void enrol(SimulatedAgent agent) {
        boolean narrow = agent.name().equals("agent-1");
        pool.enrol(
                agent.name(),
                narrow ? new Enrolment.Maxima(1, 0, 0, null) : Enrolment.Maxima.NONE,
                Enrolment.Standing.SERVING);
    }

    private List<String> anyFeatures() {
        return FEATURES.get(Math.max(0, random.nextInt(7) - 3));
    }

    void run() {
        for (int step = 0; step < 150; step++) {
            step();
            if (random.nextInt(20) == 0) {
                pool.assertReplays();
            }
        }
        endWell();
        pool.assertReplays();
        Set<Wanter> answered = new HashSet<>(ends.keySet());
        answered.addAll(withdrawn);
        assertThat(answered).containsAll(wanted.keySet());
        assertThat(pool.view().shares()).isEmpty();
    }

    private void step() {
        SimulatedAgent agent = agents.get(random.nextInt(agents.size()));
        switch (random.nextInt(13)) {
            case 0, 1 -> want(specs.get(random.nextInt(specs.size())));
            case 12 -> takeBack();
            case 2, 3 -> agent.work(false);
            case 4 -> agent.beat(pool.now());
            case 5, 6, 7 -> deliver(agent);
            case 8, 9 -> tick(Duration.ofMillis(500L + random.nextInt(4000)));
            case 10 -> rarely(agent);
            default -> agents.forEach(each -> each.beat(pool.now()));
        }
    }

    private void rarely(SimulatedAgent agent) {
        switch (random.nextInt(10)) {
            case 0 -> agent.die();
            case 1 -> agent.wish(List.of(Offer.Wish.values()).get(random.nextInt(Offer.Wish.values().length)));
            case 2, 3 -> agent.live();
            case 4 -> pool.restart();
            case 6 -> decideOn(agent);
            case 7 -> agent.leave(pool.now());
            case 5 -> tick(Duration.ofMinutes(1L + random.nextInt(11)));
            default -> {
                if (!delivered.isEmpty()) {
                    tell(delivered.get(random.nextInt(delivered.size())));
                }
            }
        }
    }

    /** A person does, for once against it. */
    private void decideOn(SimulatedAgent agent) {
        switch (random.nextInt(4)) {
            case 0 -> tell(new DispatchEvent.EnrolmentForgotten(agent.name()));
            case 1 ->
                tell(new DispatchEvent.Enrolled(
                        PoolBench.enrolment(agent.name(), Enrolment.Maxima.NONE, Enrolment.Standing.REVOKED)));
            case 2 ->
                tell(new DispatchEvent.Enrolled(
                        PoolBench.enrolment(agent.name(), Enrolment.Maxima.NONE, Enrolment.Standing.DRAINING)));
            default -> enrol(agent);
        }
    }

    private void want(BuildSpec spec) {
        Wanter wanter =
                PoolBench.wanter("demo-" + random.nextInt(5), spec.packageId().attribute(), ++jobs);
        // A wave that asks again for the same job takes back what it asked for before.
        wanted.keySet().stream()
                .filter(each -> each.wave().equals(wanter.wave()) && each.job().equals(wanter.job()))
                .forEach(withdrawn::add);
        wanted.put(wanter, spec.key());
        open.add(wanter);
        List<String> avoid = random.nextInt(3) == 0 ? List.of("agent-0") : List.of();
        Urgency urgency = random.nextInt(5) == 0 ? Urgency.SECURITY : Urgency.ROUTINE;
        Purpose purpose = random.nextInt(10) == 0 ? Purpose.RETRY : Purpose.BUILD;
        double remaining = random.nextInt(3) == 0 ? 0 : random.nextInt(1000);
        Want want = new Want(
                wanter,
                purpose,
                urgency,
                1 + random.nextInt(5),
                remaining,
                random.nextInt(3) * random.nextDouble(),
                random.nextInt(3));
        tell(new DispatchEvent.Demanded(want, spec, avoid, random.nextBoolean(), random.nextInt(200)));
    }

    /** One that asked, or one that has not asked yet, or has taken it back before. */
    private void takeBack() {
        Wanter wanter = open.isEmpty() || random.nextInt(8) == 0
                ? PoolBench.wanter("demo-0", "nobody")
                : open.get(random.nextInt(open.size()));
        withdrawn.add(wanter);
        tell(new DispatchEvent.Withdrawn(wanter.wave(), wanter.job(), wanter.tries()));
    }

    private void deliver(SimulatedAgent agent) {
        if (agent.hasMore()) {
            DispatchEvent event = agent.next();
            tell(event);
            if (!(event instanceof DispatchEvent.Beat)) {
                delivered.add(event);
            }
        }
    }

    private void tick(Duration time) {
        pool.pass(time);
        tell(new DispatchEvent.Ticked());
    }

    private void tell(DispatchEvent event) {
        for (Effect effect : pool.tell(event)) {
            agents.forEach(agent -> {
                if (isFor(agent, effect)) {
                    agent.hear(effect);
                }
            });
            if (effect instanceof Effect.TellWave(Wanter wanter, News news)) {
                told(wanter, news);
            }
        }
    }

    private static boolean isFor(SimulatedAgent agent, Effect effect) {
        return switch (effect) {
            case Effect.RequestBuild build -> build.attempt().agent().equals(agent.name());
            case Effect.SettleAttempt settled -> settled.agent().equals(agent.name());
            case Effect.FenceAgent fenced -> fenced.agent().equals(agent.name());
            case Effect.TurnAway turned -> turned.agent().equals(agent.name());
            case Effect.PutAside aside -> false;
            case Effect.TellWave tell -> false;
            case Effect.PublishHistory history -> false;
            case Effect.PublishAgent published -> false;
            case Effect.TellOperators operators -> false;
        };
    }

    private void told(Wanter wanter, News news) {
        assertThat(wanted).containsKey(wanter);
        assertThat(withdrawn)
                .as("%s is told %s after it took it back", wanter, news)
                .doesNotContain(wanter);
        assertThat(ends).as("%s is told %s after its end", wanter, news).doesNotContainKey(wanter);
        Sha256 key = wanted.get(wanter);
        switch (news) {
            case News.Evaluated part -> throw new AssertionError("nobody asked for a preparation");
            case News.Prepared prepared -> throw new AssertionError("nobody asked for a preparation");
            case News.Built built -> ends.put(wanter, news);
            case News.Failed failed -> ends.put(wanter, news);
            case News.Stuck stuck -> {
                if (!pool.view().demands().containsKey(key)) {
                    ends.put(wanter, news);
                }
            }
            case News.Waiting waiting -> assertThat(pool.view().demands()).containsKey(key);
            case News.Started started -> assertThat(pool.view().demands()).containsKey(key);
            case News.FailedByFarm failed -> {} // What follows from it is told besides.
        }
    }

    /** Nobody dies any more, everything is delivered, and there is an agent that fits everything. */
    private void endWell() {
        agents.add(new SimulatedAgent("all-round", List.of("gpu", "kvm"), 2, random, key -> true));
        for (int round = 0; round < 1000 && !pool.view().demands().isEmpty(); round++) {
            for (SimulatedAgent agent : agents) {
                agent.live();
                agent.wish(Offer.Wish.MORE);
                if (round == 0) {
                    pool.enrol(agent.name());
                }
                agent.work(true);
                agent.beat(pool.now());
                while (agent.hasMore()) {
                    deliver(agent);
                }
            }
            tick(Duration.ofSeconds(2));
        }
        assertThat(pool.view().demands()).as("every build ends").isEmpty();
    }
}
