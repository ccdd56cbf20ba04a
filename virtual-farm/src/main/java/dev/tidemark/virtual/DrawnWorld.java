package dev.tidemark.virtual;

import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Drawn from a seed, by what is built and by which try, and so the same whatever happens before it. Immutable. */
final class DrawnWorld implements World {

    private static final long LEAST_MILLIS = 1;
    private static final double MILLIS = 1000;
    /** Of the logarithm: how much one build of a package differs from another where nothing was learnt of it. */
    private static final double JITTER = 0.1;

    /** How likely it is that an input is not found where one is not. */
    private static final double LOST = 0.9;

    private static final List<FailureKind> FARM_FAILURES =
            List.of(FailureKind.AGENT_FAULT, FailureKind.INPUT_LOST, FailureKind.INPUT_LOST);

    private final long seed;
    private final Mishaps mishaps;
    private final BuildTimes times;
    private final Set<String> steady;

    /**
     * How likely it is, from 0 to 1, that a build ends badly.
     *
     * @param broken that a package cannot be built from what it is built from, however often it is tried
     * @param poisoned that it cannot be built because of one of the things it is built from, whatever the others are
     * @param flaky that a try fails that need not have failed
     * @param refused that the set turns out to refuse a try
     * @param farm that the farm fails a try
     * @param cursed that the farm fails every try of a build
     */
    record Mishaps(double broken, double poisoned, double flaky, double refused, double farm, double cursed) {

        /** Only packages are to blame. */
        static Mishaps broken(double rate) {
            return new Mishaps(rate, 0, 0, 0, 0, 0);
        }
    }

    /**
     * @param seed of all that is drawn
     * @param times how long builds take, as distributions
     * @param steady packages that are the same whatever is built into them
     */
    DrawnWorld(long seed, Mishaps mishaps, BuildTimes times, Set<String> steady) {
        this.seed = seed;
        this.mishaps = mishaps;
        this.times = times;
        this.steady = Set.copyOf(steady);
    }

    @Override
    public BuildTimes times() {
        return times;
    }

    @Override
    public long millis(BuildSpec spec, String attempt) {
        return millis(spec.packageId().attribute(), spec.pool().system(), attempt);
    }

    /**
     * Where nothing was learnt of a package, it is drawn once for the package, and its builds differ little: that packages take so
     * differently long is what the assumption is about.
     */
    long millis(String attribute, String system, String attempt) {
        BuildTime time = times.time(attribute, system);
        double logarithm = time.isLearnt()
                ? time.mu() + time.sigma() * normal("try", attempt)
                : time.mu() + time.sigma() * normal("package", attribute) + JITTER * normal("try", attempt);
        return Math.max(LEAST_MILLIS, Math.round(Math.exp(logarithm) * MILLIS));
    }

    @Override
    public Optional<Failed> failure(BuildSpec spec, String attempt) {
        return kind(spec, attempt).map(kind -> new Failed(kind, fingerprint(spec, attempt)));
    }

    private String fingerprint(BuildSpec spec, String attempt) {
        return spec.packageId().attribute() + (isByChance(attempt) ? " by chance" : "");
    }

    private Optional<FailureKind> kind(BuildSpec spec, String attempt) {
        String key = spec.key().hex();
        if (uniform("cursed", key) < mishaps.cursed() || uniform("farm", attempt) < mishaps.farm()) {
            return Optional.of(FARM_FAILURES.get((int) (uniform("which", attempt) * FARM_FAILURES.size())));
        }
        if (uniform("refused", attempt) < mishaps.refused()) {
            return Optional.of(FailureKind.REFUSED);
        }
        boolean fails = isByChance(attempt) || isBroken(spec);
        return fails ? Optional.of(FailureKind.BUILD_FAILED) : Optional.empty();
    }

    /** Whether this try fails by chance, whatever is built. */
    private boolean isByChance(String attempt) {
        return uniform("flaky", attempt) < mishaps.flaky();
    }

    private boolean isBroken(BuildSpec spec) {
        return isBroken(spec.key()) || spec.inputs().stream().anyMatch(input -> poisons(spec, input));
    }

    /** Whether it cannot be built from what it is built from. */
    boolean isBroken(Sha256 key) {
        return uniform("fails", key.hex()) < mishaps.broken();
    }

    private boolean poisons(BuildSpec spec, BuildInput input) {
        return mishaps.poisoned() > 0
                && uniform(
                                "poisoned",
                                spec.packageId().attribute()
                                        + input.outputHash().hex())
                        < mishaps.poisoned();
    }

    @Override
    public List<String> lost(BuildSpec spec, String attempt) {
        return spec.inputs().stream()
                .map(BuildInput::attribute)
                .filter(input -> uniform("lost " + input, attempt) < LOST)
                .toList();
    }

    @Override
    public boolean happens(String what, String of, double chance) {
        return uniform(what, of) < chance;
    }

    /** Another thing of everything that is different, unless it is steady. */
    @Override
    public Sha256 output(BuildSpec spec) {
        String attribute = spec.packageId().attribute();
        return steady.contains(attribute)
                ? Sha256.builder()
                        .add("steady")
                        .add(attribute)
                        .add(spec.pool().toString())
                        .build()
                : output(spec.key());
    }

    /** Another one for each build key. */
    static Sha256 output(Sha256 key) {
        return Sha256.builder().add("output").add(key.hex()).build();
    }

    /** Evenly distributed from 0 (inclusive) to 1. */
    private double uniform(String what, String of) {
        return (mix(what, of) >>> 11) * 0x1.0p-53;
    }

    /** Normally distributed: Box and Muller's transform of two that are evenly distributed. */
    private double normal(String what, String of) {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform(what, of)));
        return radius * Math.cos(2 * Math.PI * uniform(what + "'", of));
    }

    private long mix(String what, String of) {
        long hash = seed * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < what.length(); i++) {
            hash = (hash ^ what.charAt(i)) * 0x100000001B3L;
        }
        for (int i = 0; i < of.length(); i++) {
            hash = (hash ^ of.charAt(i)) * 0x100000001B3L;
        }
        // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
        hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
        return hash ^ (hash >>> 31);
    }
}
