package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/** An agent that builds as fate has it, says so in order but late, and dies and comes back. */
final class SimulatedAgent {

    private enum Progress {
        WAITING,
        RUNNING,
        FINISHED
    }

    private record Held(Sha256 key, Progress progress) {}

    private final String name;
    private final List<String> features;
    private final int slots;
    private final long memoryBytes;
    private final Random random;
    private final Predicate<Sha256> reads;
    private final Deque<DispatchEvent> said = new ArrayDeque<>();
    private final TreeMap<String, Held> attempts = new TreeMap<>();
    private int life = 1;
    private boolean alive = true;
    private Offer.Wish wish = Offer.Wish.MORE;

    /** @param reads which builds it can read requests for */
    SimulatedAgent(String name, List<String> features, int slots, Random random, Predicate<Sha256> reads) {
        this.name = name;
        this.reads = reads;
        this.features = features;
        this.slots = slots;
        this.random = random;
        this.memoryBytes = random.nextInt(4) * (1L << 30);
    }

    String name() {
        return name;
    }

    List<String> features() {
        return features;
    }

    /** One GPU, however many slots, where it has any. */
    private Offer offer() {
        List<Gpu> gpus =
                features.contains("gpu") ? List.of(new Gpu("NVIDIA H200", "sm-90", 1L << 37, "550.54.15")) : List.of();
        return new Offer(features, List.of(), slots, 4, memoryBytes, 0, gpus, wish, Offer.Bounds.UNKNOWN);
    }

    /** It wants nothing new, for whatever reason, or it does again. */
    void wish(Offer.Wish other) {
        wish = other;
    }

    private String incarnation() {
        return name + "-life-" + life;
    }

    void die() {
        alive = false;
        attempts.clear();
    }

    /** Ends in order: what it has not finished it gives back. */
    void leave(Instant now) {
        if (alive) {
            said.add(new DispatchEvent.Beat(name, incarnation(), now, offer(), List.of(), Condition.UNKNOWN, true));
            die();
        }
    }

    void live() {
        if (!alive) {
            alive = true;
            life++;
        }
    }

    boolean hasMore() {
        return !said.isEmpty();
    }

    DispatchEvent next() {
        return said.removeFirst();
    }

    /** What it hears; whatever is for another life, or comes while it is dead, is lost. */
    void hear(Effect effect) {
        switch (effect) {
            case Effect.RequestBuild build -> {
                if (alive
                        && wish != Offer.Wish.DRAINING
                        && reads.test(build.spec().key())
                        && build.attempt().isBy(name, incarnation())) {
                    attempts.putIfAbsent(
                            build.attempt().id(), new Held(build.spec().key(), Progress.WAITING));
                }
            }
            case Effect.SettleAttempt settled -> {
                if (settled.incarnation().equals(incarnation())) {
                    attempts.remove(settled.attempt());
                }
            }
            case Effect.FenceAgent fenced -> {
                boolean mayNot = fenced.reason().contains("is enrolled for")
                        || fenced.reason().contains("was revoked");
                if (mayNot) {
                    die();
                } else if (fenced.incarnation().equals(incarnation())) {
                    throw new AssertionError("the newest life of " + name + " was told to end");
                }
            }
            case Effect.TurnAway turned -> {} // It goes on as if nothing were.
            case Effect.PutAside aside -> throw new AssertionError("that is for people");
            case Effect.TellWave tell -> {}
            case Effect.PublishHistory history -> {}
            case Effect.PublishAgent agent -> {}
            case Effect.TellOperators operators -> {}
        }
    }

    void beat(Instant now) {
        if (alive) {
            List<KnownAttempt> known = attempts.entrySet().stream()
                    .map(attempt -> new KnownAttempt(
                            attempt.getKey(), attempt.getValue().progress() == Progress.FINISHED))
                    .toList();
            said.add(new DispatchEvent.Beat(name, incarnation(), now, offer(), known));
        }
    }

    /** Goes on with one of its builds, if it has any. */
    void work(boolean kindly) {
        List<Map.Entry<String, Held>> open = attempts.entrySet().stream()
                .filter(attempt -> attempt.getValue().progress() != Progress.FINISHED)
                .toList();
        if (!alive || open.isEmpty()) {
            return;
        }
        Map.Entry<String, Held> chosen = open.get(random.nextInt(open.size()));
        String attempt = chosen.getKey();
        Sha256 key = chosen.getValue().key();
        if (chosen.getValue().progress() == Progress.WAITING) {
            said.add(new DispatchEvent.Started(name, incarnation(), attempt));
            attempts.put(attempt, new Held(key, Progress.RUNNING));
        } else {
            said.add(new DispatchEvent.Finished(
                    name,
                    incarnation(),
                    attempt,
                    key,
                    result(key, kindly),
                    Duration.ofMillis(random.nextInt(100_000))));
            attempts.put(attempt, new Held(key, Progress.FINISHED));
        }
    }

    private Result result(Sha256 key, boolean kindly) {
        int dice = random.nextInt(100);
        if (kindly || dice < 60) {
            return new Result.Built(TestGraphs.hash("output of " + key));
        }
        FailureKind[] kinds = FailureKind.values();
        return new Result.Failed(TestGraphs.failure(kinds[dice % kinds.length], name));
    }
}
