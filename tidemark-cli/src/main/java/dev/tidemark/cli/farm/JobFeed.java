package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.service.FarmSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of one job of a wave, as it happens: where it stands, and the attempts at it as far back as logs are kept. In order within
 * each of the two. Belongs to one thread.
 */
public final class JobFeed implements AutoCloseable {

    /** Longer than logs are kept. */
    private static final Duration AS_FAR_BACK = Duration.ofDays(8);

    private final Tail<Job> states;
    private final Tail<JobEvent> events;
    private final Job of;

    /** Something that became of it. */
    public sealed interface News {
        /** Where it stands. */
        record Stands(Job job) implements News {}

        /**
         * An agent builds it.
         *
         * @param at when that was told
         */
        record Started(int tries, String attempt, String agent, Instant at) implements News {}

        /**
         * A try has its result.
         *
         * @param failure empty when it succeeded
         */
        record Ended(int tries, Optional<Failure> failure) implements News {}

        /**
         * The farm failed an attempt: its try goes on with another.
         *
         * @param wholeLog its digest in the artifact store, where it was kept
         */
        record FailedByFarm(String attempt, Optional<Sha256> wholeLog) implements News {}
    }

    /**
     * @param of the job, whose state may be an old one
     * @param now by this machine's clock
     */
    public JobFeed(FarmSettings farm, Job of, Instant now) {
        this.of = of;
        String wave = of.getWave();
        this.states =
                Tail.open(farm, Topics.JOB, Job.class, wave, Topics.JOB.key().of(of)::equals);
        this.events = Tail.open(farm, Topics.JOB_EVENT, JobEvent.class, wave, wave::equals);
        events.from(now.minus(AS_FAR_BACK));
    }

    /** What has happened since, waiting at most so long for anything at all. */
    public List<News> next(Duration patience) {
        return Stream.concat(
                        events.next(patience).stream()
                                .filter(record -> record.value().getJob().equals(of.getJob()))
                                .flatMap(record -> news(record.value(), record.at()).stream()),
                        states.next(Duration.ZERO).stream().map(record -> new News.Stands(record.value())))
                .toList();
    }

    /** Whether everything was told that the brokers had when they answered last; false before they have. */
    public boolean isUpToDate() {
        return states.isUpToDate() && events.isUpToDate();
    }

    private static Optional<News> news(JobEvent event, Instant at) {
        int tries = event.getTries();
        return event.getStarted()
                .filter(started -> !started.getAttempt().isEmpty())
                .<News>map(started -> new News.Started(tries, started.getAttempt(), started.getAgent(), at))
                .or(() -> event.getWaiting()
                        .flatMap(waiting -> waiting.getFailedAttempt()
                                .map(attempt -> new News.FailedByFarm(
                                        attempt, waiting.getLogHash().map(Sha256::new)))))
                .or(() -> event.getFailed().map(failed -> new News.Ended(tries, Optional.of(failed.getFailure()))))
                .or(() -> event.getSucceeded().map(succeeded -> new News.Ended(tries, Optional.empty())));
    }

    @Override
    public void close() {
        try (states;
                events) {
            // Both, whatever becomes of the first.
        }
    }
}
