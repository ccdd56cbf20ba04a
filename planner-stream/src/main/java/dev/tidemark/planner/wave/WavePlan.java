package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A wave's frozen jobs, numbered so that what a job needs has a smaller number. Every job of the WAVE variant has the
 * number of the same job of the BASELINE variant. Jobs of the PROBE variant come last, as they are asked for. Held in arrays, not
 * in objects: a wave may have 100,000 jobs. Immutable, safe for any thread.
 */
public final class WavePlan {

    /** Where an earlier release kept no time, and to divide by. */
    private static final float LEAST_SECONDS = 1e-3f;
    /** In place of a job's number: the preparation of the wave. */
    public static final int PREPARATION = -2;

    private final Header header;
    private final JobColumns jobs;
    /** From each job to what it needs, ordered by attribute, as a build's inputs are. */
    private final Edges needs;

    private final Edges dependents;
    private final int[] baseline;
    private final int[] judgedBy;
    private final int[] rank;
    /** Told with every decision. */
    private final int levels;

    private final float[] remainingSeconds;
    private final float[] breakagesASecond;

    /**
     * What a wave is, before its jobs.
     *
     * @param wave the wave
     * @param set its set
     * @param bumps what it carries, ordered by attribute
     * @param sequence the graph revision that it was planned from
     * @param workspace what its jobs are built in; while it is wanted, the jobs are an estimate
     * @param origin what that is made of, or to be made of; empty where the set's graph is the truth
     * @param terms how it is carried
     */
    public record Header(
            WaveId wave,
            String set,
            List<Bump> bumps,
            long sequence,
            Workspace workspace,
            Optional<Workspace.Wanted> origin,
            WaveTerms terms) {
        public Header {
            bumps = List.copyOf(bumps);
        }

        Header in(Workspace other) {
            return new Header(wave, set, bumps, sequence, other, origin, terms);
        }
    }

    /**
     * @param header what the wave is
     * @param jobs in an order in which dependencies come first
     * @param dependencies by job: the numbers of what it needs
     * @param baseline by job: the number of the same job without the bumps; -1 for one that is no WAVE job, or of which there is none
     * @throws IllegalArgumentException when a job needs one that does not come first
     */
    public WavePlan(Header header, List<FrozenJob> jobs, List<int[]> dependencies, int[] baseline) {
        this(builder(header, jobs, dependencies, baseline));
    }

    private static Builder builder(Header header, List<FrozenJob> jobs, List<int[]> dependencies, int[] baseline) {
        Builder plan = new Builder(header);
        for (int job = 0; job < jobs.size(); job++) {
            plan.add(jobs.get(job), dependencies.get(job), baseline[job]);
        }
        return plan;
    }

    private WavePlan(Builder plan) {
        this.header = plan.header;
        this.jobs = plan.jobs.build();
        this.needs = plan.needs.ordered(this.jobs.byName());
        this.baseline = plan.baseline.toArray();
        requireOrder();
        this.dependents = needs.reversed();
        this.judgedBy = judged();
        this.rank = ranks();
        this.levels = longestChain();
        this.remainingSeconds = remaining();
        this.breakagesASecond = breakageRates();
    }

    /** Takes a plan's jobs one after the other, so that whoever reads them need not hold them all. Belongs to one thread. */
    public static final class Builder {

        private final Header header;
        private final JobColumns.Builder jobs = new JobColumns.Builder();
        private final Edges.Builder needs = new Edges.Builder();
        private final Ints baseline = new Ints();

        public Builder(Header header) {
            this.header = header;
        }

        /**
         * The next job.
         *
         * @param dependencies the numbers of what it needs
         * @param baselineJob the number of the same job without the bumps; -1 for one that is no WAVE job, or of which there is none
         */
        public void add(FrozenJob job, int[] dependencies, int baselineJob) {
            jobs.add(job);
            needs.add(dependencies);
            baseline.add(baselineJob);
        }

        /**
         * The next job: the WAVE job of one of the BASELINE variant that was added, and as that, but for what is told here.
         *
         * @param baselineJob the number of the BASELINE job
         * @param dependencies the numbers of what it needs
         */
        public void addBumped(int baselineJob, String version, boolean sentinel, int[] dependencies) {
            jobs.addBumped(baselineJob, version, sentinel);
            needs.add(dependencies);
            baseline.add(baselineJob);
        }

        /** How many were added. */
        int size() {
            return baseline.size();
        }

        /** @throws IllegalArgumentException when a job needs one that does not come first */
        public WavePlan build() {
            return new WavePlan(this);
        }
    }

    private void requireOrder() {
        for (int job = 0; job < jobs.size(); job++) {
            for (int edge = needs.begin(job); edge < needs.end(job); edge++) {
                if (needs.target(edge) >= job) {
                    throw new IllegalArgumentException(
                            "job %d needs job %d, which does not come first".formatted(job, needs.target(edge)));
                }
            }
        }
    }

    private int[] judged() {
        int[] judged = new int[baseline.length];
        Arrays.fill(judged, -1);
        for (int job = 0; job < baseline.length; job++) {
            if (baseline[job] >= 0) {
                judged[baseline[job]] = job;
            }
            if (jobs.isProbe(job)) {
                judged[job] = jobs.numberOf(new JobId(attribute(job), pool(job).system(), Variant.WAVE));
            }
        }
        return judged;
    }

    /** The same wave with more jobs, which nothing in it needs. */
    WavePlan with(List<FrozenJob> more, List<int[]> dependencies) {
        Builder all = new Builder(header);
        for (int job = 0; job < size(); job++) {
            all.add(job(job), needs.of(job), baseline[job]);
        }
        for (int job = 0; job < more.size(); job++) {
            all.add(more.get(job), dependencies.get(job), -1);
        }
        return all.build();
    }

    /** Longest path to the end of the wave, in jobs. */
    private int[] ranks() {
        int[] ranks = new int[jobs.size()];
        for (int job = ranks.length - 1; job >= 0; job--) {
            ranks[job] = 1;
            for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
                ranks[job] = Math.max(ranks[job], ranks[dependents.target(edge)] + 1);
            }
        }
        return ranks;
    }

    private float[] remaining() {
        float[] plain = longest(0);
        float whole = 0;
        for (float seconds : plain) {
            whole = Math.max(whole, seconds);
        }
        return longest(whole);
    }

    /** The longest path from each job to the end, a sentinel counted as so much longer. */
    private float[] longest(float addedToSentinels) {
        float[] longest = new float[jobs.size()];
        for (int job = longest.length - 1; job >= 0; job--) {
            float after = jobs.isSentinel(job) ? addedToSentinels : 0;
            for (int edge = dependents.begin(job); edge < dependents.end(job); edge++) {
                after = Math.max(after, longest[dependents.target(edge)]);
            }
            longest[job] = jobs.expectedSeconds(job) + after;
        }
        return longest;
    }

    /** What the baseline fails, and what the set refuses, breaks nothing. */
    private float[] breakageRates() {
        float[] chances = new float[jobs.size()];
        float[] seconds = new float[jobs.size()];
        for (int job = 0; job < chances.length; job++) {
            chances[job] = jobs.isWaveJob(job) && jobs.refusal(job).isEmpty() ? jobs.failureChance(job) : 0;
            seconds[job] = Math.max(LEAST_SECONDS, jobs.expectedSeconds(job));
        }
        return BreakageRates.of(chances, seconds, dependents::of);
    }

    /** What the wave is, before its jobs. */
    public Header header() {
        return header;
    }

    public WaveId wave() {
        return header.wave();
    }

    public String set() {
        return header.set();
    }

    public List<Bump> bumps() {
        return header.bumps();
    }

    public long sequence() {
        return header.sequence();
    }

    public WaveTerms terms() {
        return header.terms();
    }

    /** How many jobs there are, of all variants. */
    public int size() {
        return jobs.size();
    }

    /** A job; made anew with each call. */
    public FrozenJob job(int index) {
        return jobs.job(index);
    }

    /** The number of a job, or of the preparation; -1 when the wave has no such job. */
    public int numberOf(JobId id) {
        return id.attribute().equals(PackageId.WORKSPACE) ? PREPARATION : jobs.numberOf(id);
    }

    /** The name of a job, or of the preparation. */
    public JobId id(int index) {
        return index == PREPARATION
                ? new JobId(PackageId.WORKSPACE, preparation().pool().system(), Variant.WAVE)
                : jobs.id(index);
    }

    /** Whether a workspace is still wanted: the jobs are an estimate until its evaluation is frozen. */
    public boolean isEstimate() {
        return workspace() instanceof Workspace.Wanted;
    }

    public Workspace workspace() {
        return header.workspace();
    }

    /** What the workspace is made of, or to be made of; empty where the set's graph is the truth. */
    public Optional<Workspace.Wanted> origin() {
        return header.origin();
    }

    /**
     * What to ask for before any job, and once more where that is lost. It goes to the first of the systems of the first bumped package, by
     * name, since jobs have another order once they are frozen and what comes out has to be the same; and always to the open domain:
     * what is published there is recipes, which agents of every domain have to read, and a stricter domain's store is closed to the
     * others.
     */
    BuildSpec preparation() {
        Workspace.Wanted wanted =
                origin().orElseThrow(() -> new AssertionError("a wave that wants no workspace is not prepared"));
        for (Bump bump : bumps()) {
            Optional<String> system = IntStream.range(0, size())
                    .filter(job -> isWaveJob(job) && attribute(job).equals(bump.attribute()))
                    .mapToObj(job -> pool(job).system())
                    .min(Comparator.naturalOrder());
            if (system.isPresent()) {
                return BuildSpec.preparing(set(), new Pool(system.get(), TrustDomain.FREE), wanted);
            }
        }
        throw new AssertionError("a wave without a job of its bumps is not prepared");
    }

    /** Whether a job is as its BASELINE job, but for its version, what it needs, and whether it is a sentinel. */
    public boolean isBumped(int index) {
        return baseline[index] >= 0 && jobs.isBumped(index, baseline[index]);
    }

    public boolean isSentinel(int index) {
        return jobs.isSentinel(index);
    }

    /** Whether it has some of the bumps. */
    public boolean isProbe(int index) {
        return jobs.isProbe(index);
    }

    /** Whether it is a source, which is fetched, and no package. */
    boolean isSource(int index) {
        return PackageId.isSource(attribute(index));
    }

    /**
     * Whether a job that is there holds up nobody who needs it: it has an output, or it is a source that is another thing than its hash says.
     * Whoever needs that one finds out by itself, and is judged by it.
     */
    boolean isThere(int index, JobState state) {
        return state.hasOutput() || (state == JobState.PREEXISTING && isSource(index));
    }

    boolean isWaveJob(int index) {
        return jobs.isWaveJob(index);
    }

    String attribute(int index) {
        return jobs.attribute(index);
    }

    /** The version that is built. */
    public String version(int index) {
        return jobs.version(index);
    }

    /** The pool whose agents can build it. */
    public Pool pool(int index) {
        return jobs.pool(index);
    }

    Sha256 recipeDigest(int index) {
        return jobs.recipe(index);
    }

    /** Features that the agent must have. */
    public List<String> features(int index) {
        return jobs.features(index);
    }

    /** Handles of the package's maintainers, in the set's order. */
    public List<String> maintainers(int index) {
        return jobs.maintainers(index);
    }

    /** Why the set says that it is not to be built; empty when it is. */
    public String refusal(int index) {
        return jobs.refusal(index);
    }

    boolean needsGpu(int index) {
        return jobs.needsGpu(index);
    }

    boolean sameVersion(int one, int other) {
        return jobs.sameVersion(one, other);
    }

    /** What a job needs, ascending. */
    public int[] dependenciesOf(int index) {
        int[] numbers = needs.of(index);
        Arrays.sort(numbers);
        return numbers;
    }

    /** How many jobs a job needs. */
    public int dependencyCount(int index) {
        return needs.end(index) - needs.begin(index);
    }

    /** All jobs, in the order of their names: by attribute, system, variant and probe. */
    int[] byName() {
        return jobs.byName();
    }

    /** What needs each job. */
    Edges dependents() {
        return dependents;
    }

    /** What each job needs, ordered by attribute. */
    Edges needs() {
        return needs;
    }

    /** The same job without the bumps; -1 for one that is no WAVE job. */
    public int baselineOf(int index) {
        return baseline[index];
    }

    /** The WAVE job that this BASELINE or PROBE job may have to judge; -1 when there is none. */
    int judges(int index) {
        return judgedBy[index];
    }

    /** Longest path from a job to the end of the wave, in jobs; everything waits for the preparation. */
    public int rank(int index) {
        return index == PREPARATION ? levels() + 1 : rank[index];
    }

    /** How likely the package fails a job, between 0 and 1. */
    double failureChance(int index) {
        return jobs.failureChance(index);
    }

    /** How likely a job fails by chance; the same for it with and without the bumps. */
    public FlakeScore flakeScore(int index) {
        return jobs.flakeScore(index);
    }

    /** How long a job's build is expected to take, in seconds; 0 for the preparation, of which no graph knows. */
    public double expectedSeconds(int index) {
        return index == PREPARATION ? 0 : jobs.expectedSeconds(index);
    }

    /**
     * The longest path from a job to the end of the wave, in seconds as expected, its own among them. A sentinel's, and so
     * that of whatever leads to one, is longer by the longest of all: they go before everything else.
     */
    public double remainingSeconds(int index) {
        return index == PREPARATION ? longestSeconds() : remainingSeconds[index];
    }

    private double longestSeconds() {
        float longest = 0;
        for (float seconds : remainingSeconds) {
            longest = Math.max(longest, seconds);
        }
        return longest;
    }

    /**
     * How many breakages a second of an agent's time finds, by chance, on the best way that begins with a job; 0 where none does.
     */
    public double breakagesASecond(int index) {
        return index == PREPARATION ? 0 : breakagesASecond[index];
    }

    /** How many jobs of the WAVE variant there are. */
    public int waveJobs() {
        return jobs.waveJobs();
    }

    /** The longest chain of WAVE jobs that wait for each other. */
    public int levels() {
        return levels;
    }

    private int longestChain() {
        int longest = 0;
        for (int job = 0; job < size(); job++) {
            if (isWaveJob(job)) {
                longest = Math.max(longest, rank[job]);
            }
        }
        return longest;
    }
}
