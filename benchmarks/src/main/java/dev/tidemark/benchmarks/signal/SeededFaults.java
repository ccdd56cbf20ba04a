package dev.tidemark.benchmarks.signal;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.schemas.identity.Sha256;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What becomes of the builds of one wave, and why: drawn from a seed, and known. Of a hundred packages two are broken by the wave (one in
 * ten of these, where several bumps reach it, by two of them together), one is broken anyhow, and five fail by chance, from one build in a
 * hundred to three in ten, evenly by the logarithm. Of those that are broken three in ten fail of a cause that others have too.
 */
final class SeededFaults {

    private static final double REGRESSED = 0.02;
    private static final double TOGETHER = 0.1;
    private static final double COMMON = 0.3;
    private static final double PREEXISTING = 0.01;
    private static final double FLAKY = 0.05;
    private static final double LEAST_FLAKY = 0.01;
    private static final double MOST_FLAKY = 0.3;
    /** How often each package was built before. */
    static final int EARLIER_BUILDS = 20;

    private final long seed;
    private final List<Bump> bumps;
    private final Random chance;
    /** Which of the bumps are in an output. */
    private final Map<Sha256, BitSet> carried = new HashMap<>();

    private final Map<String, BitSet> culprits = new HashMap<>();

    SeededFaults(long seed, List<Bump> bumps) {
        this.seed = seed;
        this.bumps = List.copyOf(bumps);
        this.chance = new Random(seed);
    }

    /** What a build comes to. */
    sealed interface End {
        record Built(Sha256 output) implements End {}

        record Failed(BuildFailure failure) implements End {}
    }

    /**
     * What becomes of one try of a build.
     *
     * @param known whether it was built before, so that what it came to is evidence and no chance
     */
    End build(BuildSpec spec, boolean known) {
        String attribute = spec.packageId().attribute();
        BitSet with = carriedBy(spec);
        if (isPreexisting(attribute)) {
            return failed("before:" + attribute);
        }
        BitSet needed = culprits(attribute, with);
        if (!needed.isEmpty() && contains(with, needed)) {
            boolean common = draw(attribute, "common").nextDouble() < COMMON;
            return failed(common ? "common:" + needed : "own:" + attribute);
        }
        if (!known && chance.nextDouble() < flakiness(attribute)) {
            return failed("chance:" + attribute);
        }
        Sha256 output = Sha256.builder().add(attribute).add(with.toString()).build();
        carried.put(output, with);
        return new End.Built(output);
    }

    /** The bumps that break a package together, of those that reach it; empty when none does. To be asked once it was built with all of them. */
    BitSet culprits(String attribute) {
        return culprits.getOrDefault(attribute, new BitSet());
    }

    /** Drawn when a package is first built with any of the bumps: that is with all that reach it. */
    private BitSet culprits(String attribute, BitSet with) {
        if (with.isEmpty()) {
            return culprits(attribute);
        }
        return culprits.computeIfAbsent(attribute, first -> {
            Random random = draw(attribute, "regressed");
            BitSet needed = new BitSet();
            int[] reaching = with.stream().toArray();
            if (random.nextDouble() < REGRESSED) {
                needed.set(reaching[random.nextInt(reaching.length)]);
                if (reaching.length > 1 && random.nextDouble() < TOGETHER) {
                    needed.set(reaching[random.nextInt(reaching.length)]);
                }
            }
            return needed;
        });
    }

    boolean isPreexisting(String attribute) {
        return draw(attribute, "before").nextDouble() < PREEXISTING;
    }

    private double flakiness(String attribute) {
        Random random = draw(attribute, "flaky");
        return random.nextDouble() < FLAKY ? LEAST_FLAKY * Math.pow(MOST_FLAKY / LEAST_FLAKY, random.nextDouble()) : 0;
    }

    /** How many of the package's last twenty builds failed by chance. */
    int earlierFlakes(String attribute) {
        double flakiness = flakiness(attribute);
        Random random = draw(attribute, "earlier");
        int flakes = 0;
        for (int build = 0; build < EARLIER_BUILDS; build++) {
            flakes += random.nextDouble() < flakiness ? 1 : 0;
        }
        return flakes;
    }

    private BitSet carriedBy(BuildSpec spec) {
        BitSet with = new BitSet();
        for (int bump = 0; bump < bumps.size(); bump++) {
            Bump each = bumps.get(bump);
            with.set(
                    bump,
                    each.attribute().equals(spec.packageId().attribute())
                            && each.to().equals(spec.version()));
        }
        for (BuildInput input : spec.inputs()) {
            with.or(Optional.ofNullable(carried.get(input.outputHash())).orElseGet(BitSet::new));
        }
        return with;
    }

    private static boolean contains(BitSet all, BitSet some) {
        BitSet missing = (BitSet) some.clone();
        missing.andNot(all);
        return missing.isEmpty();
    }

    private static End failed(String cause) {
        Sha256 fingerprint = Sha256.builder().add(cause).build();
        return new End.Failed(new BuildFailure(
                FailureKind.BUILD_FAILED,
                "it fails in this simulation",
                List.of(),
                null,
                fingerprint.hex(),
                "simulated"));
    }

    /** The same for the same package and question, whenever it is asked. */
    private Random draw(String attribute, String question) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + (attribute + "/" + question).hashCode());
        random.nextInt(); // The first of neighbouring seeds are alike.
        return random;
    }
}
