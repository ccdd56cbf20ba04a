package dev.tidemark.benchmarks.signal;

import dev.tidemark.benchmarks.signal.FailureLogs.Kind;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.virtual.Fate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/**
 * What becomes of the builds of one wave, and why: drawn from a seed, and known. Of a hundred packages two are broken by the wave (one in
 * ten of these, where several bumps reach it, by two of them together), one is broken anyhow, and five fail by chance, from one build in a
 * hundred to three in ten, evenly by the logarithm. Of a hundred tries one is failed by the farm. Of those that the wave breaks three in
 * ten fail of one of two causes that others have too; of half of the bumps both causes are of one family of tools.
 */
final class SeededFaults implements Fate {

    private static final double REGRESSED = 0.02;
    private static final double TOGETHER = 0.1;
    private static final double COMMON = 0.3;
    private static final double PREEXISTING = 0.01;
    private static final double FLAKY = 0.05;
    private static final double LEAST_FLAKY = 0.01;
    private static final double MOST_FLAKY = 0.3;
    private static final double INFRASTRUCTURE = 0.01;
    /** How often each package was built before. */
    private static final int EARLIER_BUILDS = 20;

    private static final String STOPPED =
            Sha256.builder().add("stopped").build().hex();

    private final long seed;
    private final List<Bump> bumps;
    private final FailureLogs logs;
    /** Which of the bumps are in an output. */
    private final Map<Sha256, BitSet> carried = new HashMap<>();

    private final Map<String, BitSet> culprits = new HashMap<>();

    SeededFaults(long seed, List<Bump> bumps, FailureLogs logs) {
        this.seed = seed;
        this.bumps = List.copyOf(bumps);
        this.logs = logs;
    }

    @Override
    public Optional<Failed> failure(BuildSpec spec, String attempt) {
        String attribute = spec.packageId().attribute();
        Random tried = draw(attribute, "try " + attempt);
        if (tried.nextDouble() < INFRASTRUCTURE) {
            FailureKind kind = tried.nextBoolean() ? FailureKind.AGENT_FAULT : FailureKind.TIMED_OUT;
            return Optional.of(new Failed(kind, STOPPED));
        }
        if (isBrokenBefore(attribute)) {
            return failed(logs.any(draw(attribute, "kind before")), tried);
        }
        BitSet with = carriedBy(spec);
        BitSet needed = culprits(attribute, with);
        if (!needed.isEmpty() && contains(with, needed)) {
            return failed(cause(attribute, needed), tried);
        }
        return tried.nextDouble() < flakiness(attribute)
                ? failed(logs.any(draw(attribute, "kind by chance")), tried)
                : Optional.empty();
    }

    private Optional<Failed> failed(Kind kind, Random tried) {
        return Optional.of(new Failed(FailureKind.BUILD_FAILED, logs.fingerprint(kind, tried)));
    }

    @Override
    public Sha256 output(BuildSpec spec) {
        BitSet with = carriedBy(spec);
        Sha256 output = Sha256.builder()
                .add(spec.packageId().attribute())
                .add(with.toString())
                .build();
        if (!with.isEmpty()) {
            carried.put(output, with);
        }
        return output;
    }

    /** Attributes of the bumps that break a package together, of those that reach it; empty when none does. To be asked at the end. */
    List<String> truth(String attribute) {
        TreeSet<String> truth = new TreeSet<>();
        if (!isBrokenBefore(attribute)) { // What was broken before cannot be broken by a bump.
            culprits.getOrDefault(attribute, new BitSet()).stream()
                    .forEach(bump -> truth.add(bumps.get(bump).attribute()));
        }
        return List.copyOf(truth);
    }

    /** What a package that the wave breaks fails of. */
    String cause(String attribute) {
        return cause(attribute, culprits.getOrDefault(attribute, new BitSet())).name();
    }

    private Kind cause(String attribute, BitSet needed) {
        Random random = draw(attribute, "cause");
        if (random.nextDouble() >= COMMON) {
            return logs.any(random);
        }
        Random shared = draw(needed.toString(), "common causes");
        boolean ofOneFamily = shared.nextBoolean();
        Kind first = logs.any(shared);
        Kind second = logs.beside(first, ofOneFamily, shared);
        return random.nextBoolean() ? first : second;
    }

    /** Drawn when a package is first built with any of the bumps: that is with all that reach it. */
    private BitSet culprits(String attribute, BitSet with) {
        if (with.isEmpty()) {
            return culprits.getOrDefault(attribute, new BitSet());
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

    @Override
    public boolean isBrokenBefore(String attribute) {
        return draw(attribute, "before").nextDouble() < PREEXISTING;
    }

    private double flakiness(String attribute) {
        Random random = draw(attribute, "flaky");
        return random.nextDouble() < FLAKY ? LEAST_FLAKY * Math.pow(MOST_FLAKY / LEAST_FLAKY, random.nextDouble()) : 0;
    }

    @Override
    public JobHistory history(PackageId packageId) {
        String attribute = packageId.attribute();
        if (isBrokenBefore(attribute)) {
            return new JobHistory(packageId, 0, 0, 0, 0, EARLIER_BUILDS, 0, 0);
        }
        int flakes = earlierFlakes(attribute);
        return new JobHistory(packageId, 0, 0, 0, (double) EARLIER_BUILDS - flakes, flakes, flakes, 0);
    }

    /** How many of the package's last twenty builds failed by chance. */
    private int earlierFlakes(String attribute) {
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

    /** The same for the same package and question, whenever it is asked. */
    private Random draw(String attribute, String question) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + (attribute + "/" + question).hashCode());
        random.nextInt(); // The first of neighbouring seeds are alike.
        return random;
    }
}
