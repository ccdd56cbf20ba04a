package dev.tidemark.planner.testing;

import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Force;
import dev.tidemark.planner.admit.BumpStatus.Publication;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.Obstacle;
import dev.tidemark.planner.admit.WaveRecord;
import dev.tidemark.planner.admit.WaveRecord.End;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.Agent;
import dev.tidemark.planner.dispatch.Attempt;
import dev.tidemark.planner.dispatch.Condition;
import dev.tidemark.planner.dispatch.Demand;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.Enrolment;
import dev.tidemark.planner.dispatch.Gpu;
import dev.tidemark.planner.dispatch.Health;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.dispatch.Missed;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.dispatch.WaveShare;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.JobStatus;
import dev.tidemark.planner.wave.Preparation;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Any value that can be, the same for the same seed. */
public final class RandomValues {

    private final Random random;

    public RandomValues(long seed) {
        this.random = new Random(seed);
    }

    public JobStatus jobStatus() {
        return new JobStatus(
                any(JobState.values()),
                random.nextInt(5),
                random.nextInt(3),
                random.nextBoolean(),
                random.nextBoolean(),
                perhaps(this::word),
                perhaps(this::hash),
                Stream.generate(this::failure).limit(random.nextInt(4)).toList(),
                words(),
                IntStream.range(0, random.nextInt(3)).boxed().toList(),
                IntStream.range(0, random.nextInt(3)).boxed().toList(),
                random.nextInt(3),
                IntStream.range(0, random.nextInt(3)).boxed().toList(),
                Stream.generate(() -> new AttemptLog(any(FailureKind.values()), word(), hash()))
                        .limit(random.nextInt(4))
                        .toList());
    }

    /** Of a job that somebody wants, that is its own root and says what it waits for. */
    public JobStatus jobStatusWithoutRoots() {
        JobStatus any = jobStatus();
        JobState state = any.state() == JobState.DORMANT ? JobState.PENDING : any.state();
        return new JobStatus(
                state,
                any.tries(),
                any.generation(),
                any.owed(),
                any.exhausted(),
                any.waitsFor() == null ? "a reason" : any.waitsFor(),
                any.outputHash(),
                any.failures(),
                any.avoid(),
                List.of(),
                List.of(),
                any.losses(),
                any.restored(),
                any.otherLogs());
    }

    public Demand demand() {
        BuildSpec spec = spec();
        return new Demand(
                spec.key(),
                spec,
                Stream.generate(this::want).limit(1 + random.nextInt(3)).toList(),
                new Demand.Estimate(0.001 + random.nextDouble(), random.nextDouble()),
                perhaps(() -> new Attempt(word(), word(), word(), random.nextBoolean())),
                random.nextBoolean(),
                new Demand.Failures(
                        random.nextInt(4), random.nextBoolean(), words(), words(), random.nextLong(1L << 40), missed()),
                new Demand.Waiting(
                        instant(),
                        instant(),
                        perhaps(this::word),
                        random.nextBoolean(),
                        perhaps(this::instant),
                        perhaps(this::instant)));
    }

    private Missed missed() {
        List<Missed.Claim> claims = Stream.generate(() -> new Missed.Claim(name(), word(), words()))
                .limit(random.nextInt(3))
                .toList();
        return new Missed(claims, words(), random.nextBoolean());
    }

    public Want want() {
        return new Want(
                wanter(),
                purpose(),
                any(Urgency.values()),
                random.nextInt(100),
                random.nextDouble(),
                random.nextDouble(),
                random.nextInt(4));
    }

    private Wanter wanter() {
        JobId job = jobId();
        return new Wanter(new WaveId(name()), job, random.nextInt(5), perhaps(this::word));
    }

    public Agent agent() {
        return new Agent(name(), word(), instant(), words(), offer(), health());
    }

    public Offer offer() {
        return new Offer(
                words(),
                words(),
                1 + random.nextInt(9),
                random.nextInt(9),
                random.nextLong(1L << 40),
                random.nextLong(1L << 40),
                Stream.generate(() -> new Gpu(name(), name(), random.nextLong(1L << 40), name()))
                        .limit(random.nextInt(3))
                        .toList(),
                any(Offer.Wish.values()),
                new Offer.Bounds(word(), word()));
    }

    public Condition condition() {
        return new Condition(
                random.nextLong(1L << 40),
                perhaps(() -> new Condition.Pressure(random.nextDouble(), random.nextDouble(), random.nextDouble())));
    }

    public Enrolment enrolment() {
        return new Enrolment(
                "agent-" + random.nextInt(100),
                TestKeys.of("agent-" + random.nextInt(5)).publicKey(),
                new Enrolment.Maxima(
                        random.nextInt(3), random.nextInt(3), random.nextLong(1L << 40), perhaps(this::words)),
                any(Enrolment.Standing.values()),
                "ada",
                random.nextBoolean() ? "" : "it moved",
                instant());
    }

    private Health health() {
        return new Health(
                Stream.generate(() -> any(Health.End.values()))
                        .limit(random.nextInt(4))
                        .toList(),
                perhaps(this::instant));
    }

    public WaveShare waveShare() {
        return new WaveShare(new WaveId(name()), random.nextDouble(), instant());
    }

    public JobHistory jobHistory() {
        return new JobHistory(
                new PackageId(name(), name()),
                random.nextInt(99),
                random.nextGaussian(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextLong(1L << 40));
    }

    public BumpStatus bumpStatus() {
        Bump bump = new Bump(
                name(),
                word(),
                word(),
                any(Urgency.values()),
                word(),
                perhaps(this::word),
                words(),
                perhaps(this::word));
        Publication publication = new Publication(
                instant(), perhaps(this::word), words(), perhaps(() -> new Force(word(), word())), perhaps(this::word));
        return new BumpStatus(name(), bump, publication, instant(), standing(), perhaps(this::instant));
    }

    private Standing standing() {
        return switch (random.nextInt(4)) {
            case 0 ->
                Standing.pending(
                        any(Obstacle.values()), word(), instant(), Optional.ofNullable(perhaps(this::instant)));
            case 1 -> new Standing.InWave(new WaveId(name()), instant());
            case 2 -> new Standing.Done(new WaveId(name()), instant());
            default -> new Standing.Skipped(word(), word(), instant());
        };
    }

    public WaveRecord waveRecord() {
        End end = perhaps(
                () -> new End(any(Outcome.values()), instant(), random.nextInt(100) / 8.0, random.nextInt(100) / 8.0));
        return new WaveRecord(new WaveId(name()), instant(), random.nextBoolean(), Optional.ofNullable(end));
    }

    public BuildFailure failure() {
        return new BuildFailure(
                any(FailureKind.values()),
                word(),
                words(),
                perhaps(this::hash),
                word(),
                word(),
                word(),
                words(),
                words());
    }

    public BuildSpec spec() {
        Workspace workspace = switch (random.nextInt(4)) {
            case 0 -> new Workspace.Published(hash());
            case 1 -> new Workspace.Base(hash());
            default -> Workspace.NONE;
        };
        return random.nextInt(4) == 0
                ? BuildSpec.preparing(name(), new Pool(name(), any(TrustDomain.values())), wanted())
                : spec(workspace);
    }

    private Workspace.Wanted wanted() {
        Bump bump = new Bump(
                name(),
                word(),
                word(),
                any(Urgency.values()),
                word(),
                perhaps(this::word),
                words(),
                perhaps(this::word));
        return new Workspace.Wanted(random.nextLong(1L << 40), word(), List.of(bump));
    }

    /** How far a wave of a set that is evaluated is in being prepared. */
    public Preparation preparation() {
        Preparation.Step step = any(Preparation.Step.values());
        return step == Preparation.Step.NEEDLESS
                ? Preparation.NEEDLESS
                : new Preparation(
                        step,
                        random.nextInt(5),
                        random.nextInt(3),
                        perhaps(this::word),
                        perhaps(this::failure),
                        words(),
                        random.nextInt(4));
    }

    public List<EvaluatedJob> evaluatedJobs() {
        return Stream.generate(() -> new EvaluatedJob(
                        jobId(),
                        word(),
                        any(TrustDomain.values()),
                        hash(),
                        features(),
                        words(),
                        random.nextBoolean(),
                        word(),
                        Stream.generate(this::jobId).limit(random.nextInt(4)).toList()))
                .limit(random.nextInt(4))
                .toList();
    }

    private JobId jobId() {
        Variant variant = any(Variant.values());
        return new JobId(
                name(),
                name(),
                variant,
                variant == Variant.PROBE ? Integer.toHexString(1 + random.nextInt(1 << 20)) : "");
    }

    private BuildSpec spec(Workspace workspace) {
        return new BuildSpec(
                new PackageId(name(), name()),
                word(),
                new Pool(name(), any(TrustDomain.values())),
                hash(),
                Stream.generate(() -> new BuildInput(name(), hash(), any(TrustDomain.values())))
                        .limit(random.nextInt(3))
                        .toList(),
                features(),
                workspace);
    }

    /** Of a package: some ask for more of GPUs than features can say. */
    private List<String> features() {
        if (random.nextBoolean()) {
            return words();
        }
        List<String> architectures = List.of("sm-" + (10 + random.nextInt(990)), "sm-" + (10 + random.nextInt(90)));
        return new GpuNeed(
                        1 + random.nextInt(GpuNeed.MOST),
                        architectures.subList(0, random.nextInt(3)),
                        random.nextLong(1L << 40),
                        random.nextBoolean() ? "" : random.nextInt(999) + "." + random.nextInt(99))
                .among(words().stream().sorted().toList());
    }

    public News news() {
        return switch (random.nextInt(8)) {
            case 0 -> new News.Started(word(), word());
            case 1 -> new News.Built(hash(), random.nextBoolean(), Duration.ofMillis(random.nextInt(10_000)), word());
            case 2 -> new News.Failed(failure(), Duration.ofMillis(random.nextInt(10_000)), perhaps(this::hash));
            case 3 -> new News.Waiting(word());
            case 4 -> new News.Evaluated(word(), random.nextInt(9), evaluatedJobs());
            case 5 ->
                new News.Prepared(
                        word(), hash(), random.nextInt(99), Duration.ofMillis(random.nextInt(10_000)), word());
            case 6 -> new News.FailedByFarm(word(), word(), any(FailureKind.values()), word(), perhaps(this::hash));
            default -> new News.Stuck(word(), random.nextBoolean());
        };
    }

    public Purpose purpose() {
        return any(Purpose.values());
    }

    public List<String> words() {
        return Stream.generate(this::word).limit(random.nextInt(4)).toList();
    }

    private Instant instant() {
        return Instant.ofEpochMilli(random.nextLong(2_000_000_000_000L));
    }

    private Sha256 hash() {
        return TestGraphs.hash(Long.toString(random.nextLong()));
    }

    private String name() {
        return "n" + random.nextInt(1000) + ".x";
    }

    /** Any text, empty and beyond ASCII too. */
    private String word() {
        return any(new String[] {"", "a", "ein Wort", "łódź ⚓ 🌊", "line\nbreak", "w" + random.nextInt()});
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> @Nullable T perhaps(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }
}
