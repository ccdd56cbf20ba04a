package dev.tidemark.planner.kafka;

import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.codec.HistoryCodec;
import dev.tidemark.planner.topology.Feeds.LearntBuilds;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.event.JobHistory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the builds of every set: four numbers for each package and system, in arrays. A set of 100,000 packages for four
 * systems takes 20 MB, most of it names. Safe for any thread.
 */
final class HistoryFold implements LearntBuilds {

    private final Map<String, OfSet> sets = new HashMap<>();

    /**
     * Takes a record over.
     *
     * @param key of the record: {@code set:attribute/system}
     * @param value null when nothing is known any more
     * @throws IllegalArgumentException for figures that no builds can have; what was known before stays
     */
    synchronized void take(String key, @Nullable JobHistory value) {
        Expected expected = value == null ? Expected.NOTHING : Expected.of(value);
        int colon = key.indexOf(':');
        int slash = key.lastIndexOf('/');
        if (colon < 0 || slash < colon) {
            throw new IllegalArgumentException("%s names no set, package and system".formatted(key));
        }
        sets.computeIfAbsent(Routing.setOf(key), set -> new OfSet())
                .put(key.substring(colon + 1, slash), key.substring(slash + 1), expected);
    }

    @Override
    public synchronized Prospects of(String set) {
        OfSet learnt = sets.get(set);
        return learnt == null ? Prospects.UNKNOWN : learnt.copy();
    }

    /**
     * Of one package on one system.
     *
     * @param seconds 0 when none of its builds has succeeded
     * @param chance of a failure; less than 0 when nothing is known of it
     * @param flakes builds that failed by chance
     * @param successes builds that succeeded
     */
    private record Expected(float seconds, float chance, float flakes, float successes) {
        static final Expected NOTHING = new Expected(0, -1, 0, 0);

        static Expected of(JobHistory event) {
            var history = HistoryCodec.history(event);
            double seconds = event.getBuilds() == 0
                    ? 0
                    : BuildTime.ofLogarithms(
                                    event.getMeanLogSeconds(), event.getVarianceLogSeconds(), event.getBuilds())
                            .seconds();
            float flakes = (float) history.flakes();
            float successes = (float) history.successes();
            return new Expected((float) seconds, (float) history.failureChance(), flakes, successes);
        }
    }

    /** One set. Packages are numbered as they come, and keep their numbers. */
    private static final class OfSet {
        /** Shared with the copies: it only grows, and they know how far it reached. */
        private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

        private final TreeMap<String, OfSystem> systems = new TreeMap<>();
        /** Of all packages on all systems. */
        private double flakes;

        private double successes;

        void put(String attribute, String system, Expected expected) {
            int next = numbers.size();
            int number = numbers.computeIfAbsent(attribute, first -> next);
            OfSystem learnt = systems.computeIfAbsent(system, first -> new OfSystem());
            Expected before = learnt.of(number);
            flakes += expected.flakes() - before.flakes();
            successes += expected.successes() - before.successes();
            learnt.put(number, expected);
        }

        Prospects copy() {
            Map<String, OfSystem> copied = new TreeMap<>();
            systems.forEach((system, learnt) -> copied.put(system, learnt.copy()));
            return new Learnt(numbers, copied, FlakeScore.shareOf(Math.max(0, flakes), Math.max(0, successes)));
        }
    }

    /** One system of a set, by the packages' numbers. */
    private static final class OfSystem {
        private float[] seconds;
        private float[] chances;
        private float[] flakes;
        private float[] successes;

        OfSystem() {
            this(new float[0], new float[0], new float[0], new float[0]);
        }

        private OfSystem(float[] seconds, float[] chances, float[] flakes, float[] successes) {
            this.seconds = seconds;
            this.chances = chances;
            this.flakes = flakes;
            this.successes = successes;
        }

        void put(int number, Expected expected) {
            int before = seconds.length;
            if (number >= before) {
                int room = Math.max(number + 1, before + (before >> 1));
                seconds = Arrays.copyOf(seconds, room);
                chances = Arrays.copyOf(chances, room);
                flakes = Arrays.copyOf(flakes, room);
                successes = Arrays.copyOf(successes, room);
                Arrays.fill(chances, before, room, Expected.NOTHING.chance());
            }
            seconds[number] = expected.seconds();
            chances[number] = expected.chance();
            flakes[number] = expected.flakes();
            successes[number] = expected.successes();
        }

        OfSystem copy() {
            return new OfSystem(seconds.clone(), chances.clone(), flakes.clone(), successes.clone());
        }

        Expected of(int number) {
            return number < seconds.length
                    ? new Expected(seconds[number], chances[number], flakes[number], successes[number])
                    : Expected.NOTHING;
        }
    }

    /**
     * A set as it was when it was asked for.
     *
     * @param flaky the share of its builds that fail by chance
     */
    private record Learnt(Map<String, Integer> numbers, Map<String, OfSystem> systems, double flaky)
            implements Prospects {

        @Override
        public double seconds(String attribute, String system) {
            float seconds = of(attribute, system).seconds();
            return seconds > 0 ? seconds : UNKNOWN.seconds(attribute, system);
        }

        @Override
        public double failureChance(String attribute, String system) {
            float chance = of(attribute, system).chance();
            return chance < 0 ? UNKNOWN.failureChance(attribute, system) : chance;
        }

        @Override
        public FlakeScore flakeScore(String attribute, String system) {
            Expected expected = of(attribute, system);
            return FlakeScore.of(flaky, expected.flakes(), expected.successes());
        }

        private Expected of(String attribute, String system) {
            Integer number = numbers.get(attribute);
            OfSystem learnt = systems.get(system);
            return number == null || learnt == null ? Expected.NOTHING : learnt.of(number);
        }
    }
}
