package dev.tidemark.cli.farm;

import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.FarmSettings;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a job is not running, in a sentence with the next command. */
public final class JobSentences {

    private JobSentences() {}

    /** One for each job of a package in a wave; empty when the wave has none. */
    public static List<String> of(FarmSettings farm, String wave, String attribute) {
        String prefix = "%s/%s/".formatted(wave, attribute);
        FarmTopic<Job> jobs = new FarmTopic<>(farm, Topics.JOB, Job.class);
        Optional<String> still = Optional.ofNullable(new FarmTopic<>(farm, Topics.WAVE, Wave.class)
                        .newest(wave::equals)
                        .get(wave))
                .flatMap(JobSentences::still);
        return jobs.newest(key -> key.startsWith(prefix)).values().stream()
                .map(job -> {
                    if (still.isPresent() && (job.getState() == JobState.PENDING || job.getState() == JobState.READY)) {
                        return told(job, still.get());
                    }
                    return hasItsTurnToCome(job)
                            ? told(job, turn(job, jobs.newest(key -> true).values()))
                            : sentence(job);
                })
                .toList();
    }

    /** Why nothing of a wave is begun, where nothing is. */
    static Optional<String> still(Wave wave) {
        return switch (wave.getState()) {
            case PAUSED, HALTED ->
                Optional.of("waits, since its wave is %s (%s): see tidemark wave show %s"
                        .formatted(wave.getState(), wave.getReason().orElse("nobody said why"), wave.getWave()));
            case PREPARING, OPEN, RED, GREEN, ABANDONED, UNKNOWN -> Optional.empty();
        };
    }

    private static boolean hasItsTurnToCome(Job job) {
        return job.getState() == JobState.READY && job.getWaitsFor().isEmpty();
    }

    /** @param all of every wave of the farm */
    static String turn(Job job, Collection<Job> all) {
        List<Job> others = all.stream()
                .filter(JobSentences::hasItsTurnToCome)
                .filter(other -> other.getTrust() == job.getTrust()
                        && other.getJob().getSystem().equals(job.getJob().getSystem()))
                .filter(other -> !(other.getWave().equals(job.getWave())
                        && other.getJob().equals(job.getJob())))
                .toList();
        long waves = others.stream().map(Job::getWave).distinct().count();
        return "waits for its turn, as do %,d others of %d %s in its pool: see who is free with tidemark agent list"
                .formatted(others.size(), waves, waves == 1 ? "wave" : "waves");
    }

    /** What a person is told of a job. */
    public static String sentence(Job job) {
        return told(job, standing(job));
    }

    private static String told(Job job, String standing) {
        return Screen.printable("%s on %s%s %s"
                .formatted(
                        job.getJob().getAttribute(),
                        job.getJob().getSystem(),
                        PackageId.isSource(job.getJob().getAttribute())
                                ? ""
                                : variant(job.getJob().getVariant()),
                        standing));
    }

    private static String variant(Variant variant) {
        return switch (variant) {
            case WAVE, UNKNOWN -> "";
            case BASELINE -> ", without the bumps,";
            case PROBE -> ", with some of the bumps,";
        };
    }

    /** Of a source, where that is another word than of a build. */
    private static Optional<String> fetched(Job job, String waits) {
        return Optional.ofNullable(
                switch (job.getState()) {
                    case RUNNING -> "is being fetched: follow it with tidemark watch";
                    case SUCCEEDED -> "is fetched: there is nothing to wait for";
                    case PREEXISTING -> "is another thing than its hash says (%s)".formatted(waits);
                    case PENDING,
                            READY,
                            CONFIRMING,
                            JUDGING,
                            BISECTING,
                            UNCHANGED,
                            EXCLUDED,
                            CANCELLED,
                            REGRESSED,
                            BLOCKED,
                            STUCK,
                            UNKNOWN -> null;
                });
    }

    private static String standing(Job job) {
        String waits = job.getWaitsFor().orElse("");
        if (PackageId.isSource(job.getJob().getAttribute())) {
            Optional<String> fetched = fetched(job, waits);
            if (fetched.isPresent()) {
                return fetched.get();
            }
        }
        return switch (job.getState()) {
            case PENDING ->
                waits.isEmpty()
                        ? "waits for what it needs to be built: follow it with tidemark watch"
                        : "waits: %s; follow it with tidemark watch".formatted(waits);
            case READY ->
                waits.isEmpty()
                        ? "waits for its turn: see who is free with tidemark agent list"
                        : "waits: %s; see the agents with tidemark agent list".formatted(waits);
            case RUNNING -> "is being built: follow it with tidemark watch";
            case CONFIRMING ->
                "failed (%s) and is tried again%s: follow it with tidemark watch"
                        .formatted(failure(job), waits.isEmpty() ? "" : ", which waits: " + waits);
            case JUDGING -> "failed (%s) and waits for its build without the bumps".formatted(failure(job));
            case BISECTING ->
                "failed (%s), is built without the bumps, and waits for probes to tell which of them breaks it"
                        .formatted(failure(job));
            case SUCCEEDED -> "is built: there is nothing to wait for";
            case UNCHANGED -> "is what it was before: nothing had to be built";
            case PREEXISTING -> "was broken before the bumps%s".formatted(roots(job));
            case EXCLUDED -> "is left out of the wave%s".formatted(waits.isEmpty() ? "" : ": " + waits);
            case CANCELLED -> "was cancelled with its wave: to begin again, tidemark bump force";
            case REGRESSED ->
                job.getJob().getVariant() == Variant.PROBE
                        ? "fails (%s), which tells which of them break it".formatted(failure(job))
                        : "was broken by the wave (%s): see tidemark watch --from beginning".formatted(failure(job));
            case BLOCKED -> "cannot be built%s: what is broken there comes first".formatted(roots(job));
            case STUCK -> "is stuck: %s".formatted(waits.isEmpty() ? "see tidemark events" : waits);
            case UNKNOWN -> "is in a state that is newer than this program: upgrade it";
        };
    }

    private static String failure(Job job) {
        return job.getFailure()
                .map(Failure::getKind)
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .orElse("unknown");
    }

    private static String roots(Job job) {
        return job.getRoots().isEmpty()
                ? ""
                : job.getRoots().stream().map(JobRef::getAttribute).collect(Collectors.joining(", ", ", behind ", ""));
    }
}
