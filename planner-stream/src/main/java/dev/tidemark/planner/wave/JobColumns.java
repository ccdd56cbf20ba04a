package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

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

    JobColumns(List<FrozenJob> jobs) {
        attribute = Column.of(jobs, job -> job.id().attribute());
        version = Column.of(jobs, FrozenJob::version);
        pool = Column.of(jobs, job -> new Pool(job.id().system(), job.trust()));
        probe = Column.of(jobs, job -> job.id().probe());
        recipe = new Digests(jobs.size());
        features = Column.of(jobs, FrozenJob::features);
        maintainers = Column.of(jobs, FrozenJob::maintainers);
        refusal = Column.of(jobs, FrozenJob::refusal);
        expectedSeconds = new float[jobs.size()];
        failureChance = new float[jobs.size()];
        flakes = new float[jobs.size()];
        steady = new float[jobs.size()];
        wave = new BitSet(jobs.size());
        sentinel = new BitSet(jobs.size());
        gpu = new BitSet(jobs.size());
        for (int job = 0; job < jobs.size(); job++) {
            FrozenJob frozen = jobs.get(job);
            recipe.set(job, frozen.recipeDigest());
            expectedSeconds[job] = (float) frozen.expectedSeconds();
            failureChance[job] = (float) frozen.failureChance();
            flakes[job] = (float) frozen.flakeScore().flakes();
            steady[job] = (float) frozen.flakeScore().steady();
            wave.set(job, frozen.id().variant() == Variant.WAVE);
            sentinel.set(job, frozen.sentinel());
            gpu.set(job, frozen.features().stream().anyMatch(JobColumns::isOfGpu));
        }
        byName = IntStream.range(0, jobs.size())
                .boxed()
                .sorted(this::compare)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static boolean isOfGpu(String feature) {
        return feature.equals("gpu") || feature.startsWith("cuda") || feature.startsWith("rocm");
    }

    FrozenJob job(int job) {
        return new FrozenJob(
                new JobId(attribute.get(job), pool.get(job).system(), variant(job), probe.get(job)),
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

    private Variant variant(int job) {
        return wave.get(job) ? Variant.WAVE : isProbe(job) ? Variant.PROBE : Variant.BASELINE;
    }

    boolean isProbe(int job) {
        return !probe.get(job).isEmpty();
    }

    int size() {
        return expectedSeconds.length;
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

    /** Each of these lists of jobs in the order of the jobs' names. */
    List<int[]> ordered(List<int[]> lists) {
        int[] places = new int[byName.length];
        for (int place = 0; place < byName.length; place++) {
            places[byName[place]] = place;
        }
        return lists.stream().map(jobs -> ordered(jobs, places)).toList();
    }

    private int[] ordered(int[] jobs, int[] places) {
        int[] ordered = new int[jobs.length];
        Arrays.setAll(ordered, at -> places[jobs[at]]);
        Arrays.sort(ordered);
        Arrays.setAll(ordered, at -> byName[ordered[at]]);
        return ordered;
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
