package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.schemas.identity.GpuFeature;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The frozen jobs of a plan, one array for each thing that is known of them. Immutable. */
final class JobColumns {

    private final Column<String> attribute;
    private final Column<String> version;
    private final Column<Pool> pool;
    private final Digests recipe;
    private final Column<List<String>> features;
    private final Column<List<String>> maintainers;
    private final Column<String> refusal;
    private final float[] expectedSeconds;
    private final float[] failureChance;
    private final float[] flakes;
    private final float[] steady;
    private final BitSet wave;
    /** The bumps of a PROBE; empty for any other. */
    private final Column<String> probe;

    private final BitSet sentinel;
    private final BitSet gpu;
    /** Numbers in the order of the jobs' names. */
    private final int[] byName;

    private JobColumns(Builder jobs) {
        attribute = jobs.attribute.build();
        version = jobs.version.build();
        pool = jobs.pool.build();
        probe = jobs.probe.build();
        recipe = jobs.recipe.ofMore(jobs.size);
        features = jobs.features.build();
        maintainers = jobs.maintainers.build();
        refusal = jobs.refusal.build();
        expectedSeconds = Arrays.copyOf(jobs.expectedSeconds, jobs.size);
        failureChance = Arrays.copyOf(jobs.failureChance, jobs.size);
        flakes = Arrays.copyOf(jobs.flakes, jobs.size);
        steady = Arrays.copyOf(jobs.steady, jobs.size);
        wave = jobs.wave;
        sentinel = jobs.sentinel;
        gpu = jobs.gpu;
        byName = sorted();
    }

    /** Takes jobs one after the other, so that whoever reads them need not hold them all. */
    static final class Builder {

        private static final int FEW = 64;

        private final Column.Builder<String> attribute = new Column.Builder<>();
        private final Column.Builder<String> version = new Column.Builder<>();
        private final Column.Builder<Pool> pool = new Column.Builder<>();
        private final Column.Builder<String> probe = new Column.Builder<>();
        private final Column.Builder<List<String>> features = new Column.Builder<>();
        private final Column.Builder<List<String>> maintainers = new Column.Builder<>();
        private final Column.Builder<String> refusal = new Column.Builder<>();
        private final BitSet wave = new BitSet();
        private final BitSet sentinel = new BitSet();
        private final BitSet gpu = new BitSet();
        private Digests recipe = new Digests(FEW);
        private float[] expectedSeconds = new float[FEW];
        private float[] failureChance = new float[FEW];
        private float[] flakes = new float[FEW];
        private float[] steady = new float[FEW];
        private int size;

        void add(FrozenJob job) {
            makeRoom();
            attribute.add(job.id().attribute());
            version.add(job.version());
            pool.add(new Pool(job.id().system(), job.trust()));
            probe.add(job.id().probe());
            recipe.set(size, job.recipeDigest());
            features.add(job.features());
            maintainers.add(job.maintainers());
            refusal.add(job.refusal());
            expectedSeconds[size] = (float) job.expectedSeconds();
            failureChance[size] = (float) job.failureChance();
            flakes[size] = (float) job.flakeScore().flakes();
            steady[size] = (float) job.flakeScore().steady();
            wave.set(size, job.id().variant() == Variant.WAVE);
            sentinel.set(size, job.sentinel());
            gpu.set(size, job.features().stream().anyMatch(GpuFeature::isAny));
            size++;
        }

        /** The WAVE job of a BASELINE job that was added; the same but for its version, and whether it is a sentinel. */
        void addBumped(int base, String bumpedVersion, boolean isSentinel) {
            Objects.checkIndex(base, size);
            makeRoom();
            attribute.addAs(base);
            version.add(bumpedVersion);
            pool.addAs(base);
            probe.addAs(base);
            recipe.copy(base, size);
            features.addAs(base);
            maintainers.addAs(base);
            refusal.addAs(base);
            expectedSeconds[size] = expectedSeconds[base];
            failureChance[size] = failureChance[base];
            flakes[size] = flakes[base];
            steady[size] = steady[base];
            wave.set(size);
            sentinel.set(size, isSentinel);
            gpu.set(size, gpu.get(base));
            size++;
        }

        private void makeRoom() {
            if (size == expectedSeconds.length) {
                grow(Math.multiplyExact(2, size));
            }
        }

        private void grow(int room) {
            recipe = recipe.ofMore(room);
            expectedSeconds = Arrays.copyOf(expectedSeconds, room);
            failureChance = Arrays.copyOf(failureChance, room);
            flakes = Arrays.copyOf(flakes, room);
            steady = Arrays.copyOf(steady, room);
        }

        JobColumns build() {
            return new JobColumns(this);
        }
    }

    /** By the attribute's place first, beside which a job's number has room: few jobs have the same, and names are long to compare. */
    private int[] sorted() {
        int[] places = attribute.places(Comparator.naturalOrder());
        long[] keys = new long[places.length];
        Arrays.setAll(keys, job -> ((long) places[job] << Integer.SIZE) | job);
        Arrays.sort(keys);
        int[] sorted = new int[keys.length];
        for (int at = 0; at < keys.length; at++) {
            int job = (int) keys[at];
            int before = at;
            for (; before > 0 && compare(sorted[before - 1], job) > 0; before--) {
                sorted[before] = sorted[before - 1];
            }
            sorted[before] = job;
        }
        return sorted;
    }

    FrozenJob job(int job) {
        return new FrozenJob(
                id(job),
                version.get(job),
                pool.get(job).trust(),
                recipe(job),
                features.get(job),
                maintainers.get(job),
                expectedSeconds[job],
                failureChance[job],
                flakeScore(job),
                sentinel.get(job),
                refusal.get(job));
    }

    /** Whether a WAVE job is what {@link Builder#addBumped} makes of a BASELINE job. */
    boolean isBumped(int job, int base) {
        return wave.get(job)
                && !wave.get(base)
                && !isProbe(base)
                && attribute.same(job, base)
                && pool.same(job, base)
                && recipe.same(job, base)
                && features.same(job, base)
                && maintainers.same(job, base)
                && refusal.same(job, base)
                && same(expectedSeconds, job, base)
                && same(failureChance, job, base)
                && same(flakes, job, base)
                && same(steady, job, base);
    }

    private static boolean same(float[] column, int one, int other) {
        return Float.compare(column[one], column[other]) == 0;
    }

    private Variant variant(int job) {
        return wave.get(job) ? Variant.WAVE : isProbe(job) ? Variant.PROBE : Variant.BASELINE;
    }

    boolean isProbe(int job) {
        return !probe.get(job).isEmpty();
    }

    int size() {
        return expectedSeconds.length;
    }

    JobId id(int job) {
        return new JobId(attribute.get(job), pool.get(job).system(), variant(job), probe.get(job));
    }

    String attribute(int job) {
        return attribute.get(job);
    }

    String version(int job) {
        return version.get(job);
    }

    Pool pool(int job) {
        return pool.get(job);
    }

    Sha256 recipe(int job) {
        return Objects.requireNonNull(recipe.get(job), "every frozen job has a recipe");
    }

    List<String> features(int job) {
        return features.get(job);
    }

    List<String> maintainers(int job) {
        return maintainers.get(job);
    }

    String refusal(int job) {
        return refusal.get(job);
    }

    float expectedSeconds(int job) {
        return expectedSeconds[job];
    }

    float failureChance(int job) {
        return failureChance[job];
    }

    FlakeScore flakeScore(int job) {
        return new FlakeScore(flakes[job], steady[job]);
    }

    boolean isWaveJob(int job) {
        return wave.get(job);
    }

    int waveJobs() {
        return wave.cardinality();
    }

    boolean isSentinel(int job) {
        return sentinel.get(job);
    }

    boolean needsGpu(int job) {
        return gpu.get(job);
    }

    boolean sameVersion(int one, int other) {
        return version.same(one, other);
    }

    /** -1 when there is no such job. */
    int numberOf(JobId id) {
        int low = 0;
        int high = byName.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(byName[middle], id);
            if (order == 0) {
                return byName[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The jobs' numbers in the order of their names. */
    int[] byName() {
        return byName.clone();
    }

    private int compare(int one, int other) {
        int order = attribute.same(one, other) ? 0 : attribute.get(one).compareTo(attribute.get(other));
        if (order == 0) {
            order = pool.get(one).system().compareTo(pool.get(other).system());
        }
        if (order == 0) {
            order = variant(one).compareTo(variant(other));
        }
        return order != 0 ? order : probe.get(one).compareTo(probe.get(other));
    }

    /** As {@link JobId#compareTo}, without making one. */
    private int compare(int job, JobId id) {
        int order = attribute.get(job).compareTo(id.attribute());
        if (order == 0) {
            order = pool.get(job).system().compareTo(id.system());
        }
        if (order == 0) {
            order = variant(job).compareTo(id.variant());
        }
        return order != 0 ? order : probe.get(job).compareTo(id.probe());
    }
}
