package dev.tidemark.cli.view;

import dev.tidemark.cli.farm.ChunkFeed;
import dev.tidemark.cli.farm.JobFeed;
import dev.tidemark.cli.farm.JobFeed.News;
import dev.tidemark.cli.farm.JobSentences;
import dev.tidemark.cli.farm.Waves;
import dev.tidemark.cli.log.Attempts;
import dev.tidemark.cli.log.Attempts.Attempt;
import dev.tidemark.cli.log.Chunk;
import dev.tidemark.cli.log.KeptLogs;
import dev.tidemark.cli.log.LogReading;
import dev.tidemark.cli.output.Form;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a job's build prints, attempt after attempt. */
public final class LogView {

    private static final String GONE =
            "the brokers, which keep logs for a week, have nothing of it; only those of failures are kept longer";
    private static final Duration LOOK = Duration.ofMillis(100);
    /** How long the end of a log may take after the result of its attempt. */
    private static final Duration FOR_THE_END = Duration.ofSeconds(3);
    /** What is over sooner need not be told. */
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

    private final FarmSettings farm;
    private final WholeLogs wholeLogs;
    private final Form form;

    /** @param artifacts the farm's artifact store, where this machine has it */
    public LogView(FarmSettings farm, Path artifacts, Form form) {
        this.farm = farm;
        this.wholeLogs = new WholeLogs(artifacts);
        this.form = form;
    }

    /**
     * Shows it.
     *
     * @return false when it was followed and the job stands by then
     * @throws ServiceException when there is no such wave, job or attempt, or nothing that could be shown, with the next step
     */
    public boolean show(WantedLog wanted) {
        var unused = new Waves(farm).named(wanted.wave());
        Job job = wanted.of(new Waves(farm).jobs(wanted.wave()));
        try (JobFeed feed = new JobFeed(farm, job, Clock.systemUTC().instant())) {
            return new Showing(wanted, job, feed).run();
        }
    }

    /** One job's logs on their way to who reads them. */
    private final class Showing {
        private final WantedLog wanted;
        private final JobFeed feed;
        private final Pool pool;
        private final LogPrinter printer = new LogPrinter(form);
        private final Attempts attempts = new Attempts();
        private Job job;
        private String waits = "";
        private long waitsSince = System.nanoTime();

        Showing(WantedLog wanted, Job job, JobFeed feed) {
            this.wanted = wanted;
            this.job = job;
            this.feed = feed;
            this.pool = new Pool(job.getJob().getSystem(), IdentityCodec.trust(job.getTrust()));
        }

        boolean run() {
            do {
                hear(LOOK);
            } while (!feed.isUpToDate());
            int next = wanted.attempt().orElse(Math.max(1, attempts.count()));
            if (attempts.count() == 0 && (!wanted.follow() || JobView.isOver(job.getState()))) {
                showKept();
                return isWell();
            }
            requireAttempt(next);
            while (true) {
                Optional<Attempt> attempt = attempts.numbered(next);
                if (attempt.isPresent()) {
                    show(attempt.get());
                    next++;
                    if (!wanted.follow() || wanted.attempt().isPresent()) {
                        return isWell();
                    }
                } else if (JobView.isOver(job.getState())) {
                    printer.note(JobSentences.sentence(job));
                    return isWell();
                } else {
                    tellWhatItWaitsFor();
                    hear(LOOK);
                }
            }
        }

        /** Who only looks at a log asks for no outcome. */
        private boolean isWell() {
            return !wanted.follow() || !JobView.stands(job.getState());
        }

        private void requireAttempt(int number) {
            if (wanted.attempt().isPresent()
                    && attempts.numbered(number).isEmpty()
                    && (!wanted.follow()
                            || number < 1
                            || number > attempts.count() + 1
                            || JobView.isOver(job.getState()))) {
                throw new UsageException("%s has no attempt %d, but %d: see tidemark job show %s %s"
                        .formatted(wanted.job(), number, attempts.count(), wanted.wave(), wanted.job()));
            }
        }

        private void hear(Duration patience) {
            for (News news : feed.next(patience)) {
                switch (news) {
                    case News.Stands stands -> job = stands.job();
                    case News.Started(int tries, String attempt, String agent, var at) ->
                        attempts.started(tries, attempt, agent, at);
                    case News.FailedByFarm(String attempt, var wholeLog) -> attempts.failedByFarm(attempt, wholeLog);
                    case News.Ended(int tries, Optional<Failure> failure) ->
                        attempts.ended(
                                tries, failure.flatMap(Failure::getLogHash).map(Sha256::new));
                }
            }
        }

        private void tellWhatItWaitsFor() {
            String now = JobSentences.sentence(job);
            if (!now.equals(waits)) {
                waits = now;
                waitsSince = System.nanoTime();
            } else if (waitsSince != 0 && System.nanoTime() - waitsSince > WORTH_TELLING.toNanos()) {
                printer.note(now);
                waitsSince = 0;
            }
        }

        private void show(Attempt attempt) {
            printer.begin(attempt, JobView.name(job.getJob()));
            LogReading reading = new LogReading();
            try (ChunkFeed chunks = new ChunkFeed(farm, pool, attempt)) {
                read(attempt, chunks, reading);
            }
            printer.end();
            if (reading.isWhole()) {
                return;
            }
            awaitResult(attempt, reading);
            boolean over = reading.hasEnded() || isOver(attempt);
            if (!over) {
                printer.note("it is still being built: follow it with -f");
            } else if (attempts.wasReplaced(attempt) && !reading.hasEnded()) {
                printer.note(
                        "attempt %d was lost with %s: it is tried again".formatted(attempt.number(), attempt.agent()));
            } else if (attempts.isOver(attempt) && reading.hasBegun() && !reading.hasEnded()) {
                printer.note("what was printed after this is not with the brokers");
            }
            if (over && !reading.hasBegun()) {
                printer.note(GONE);
            }
            attempts.wholeLog(attempt)
                    .ifPresent(whole -> wholeLogs.tell(pool.trust(), whole, missingFrom(reading), printer));
        }

        /** What was left out in between is named where it was; the end is what people look for. */
        private OptionalLong missingFrom(LogReading reading) {
            return reading.lacksItsEnd() ? OptionalLong.of(reading.told()) : OptionalLong.empty();
        }

        /** It says where the whole log is, and comes a little later than the log's end. */
        private void awaitResult(Attempt attempt, LogReading reading) {
            long since = System.nanoTime();
            while (reading.hasEnded() && !isOver(attempt) && System.nanoTime() - since < FOR_THE_END.toNanos()) {
                hear(LOOK);
            }
        }

        private void read(Attempt attempt, ChunkFeed chunks, LogReading reading) {
            boolean fromBeginning = false;
            long overSince = 0;
            while (!reading.hasEnded()) {
                List<Chunk> next = chunks.next(LOOK);
                boolean misses = !reading.hasBegun()
                        && (next.isEmpty()
                                ? chunks.isUpToDate() && !isStillToPrint(attempt)
                                : next.getFirst().sequence() > 0);
                if (misses && !fromBeginning) {
                    fromBeginning = true;
                    chunks.fromBeginning();
                    continue;
                }
                next.forEach(chunk -> printer.show(reading.take(chunk)));
                if (reading.hasEnded() || !chunks.isUpToDate()) {
                    continue;
                }
                hear(Duration.ZERO);
                if (isOver(attempt)) {
                    overSince = overSince == 0 ? System.nanoTime() : overSince;
                    if (attempts.wasReplaced(attempt) || System.nanoTime() - overSince > FOR_THE_END.toNanos()) {
                        return;
                    }
                } else if (!wanted.follow()) {
                    return;
                }
            }
        }

        /** What began a moment ago has often printed nothing yet: no reason to look through all that others printed. */
        private boolean isStillToPrint(Attempt attempt) {
            return wanted.follow() && !isOver(attempt);
        }

        /** Of a job that is cancelled or stuck an attempt may have no result. */
        private boolean isOver(Attempt attempt) {
            return attempts.isOver(attempt) || JobView.isOver(job.getState());
        }

        /** Of a job whose attempts nobody remembers: what its record says. */
        private void showKept() {
            List<Optional<Sha256>> logs = KeptLogs.of(job);
            OptionalInt number = wanted.attempt();
            if (wanted.follow() && number.isEmpty() && logs.isEmpty()) {
                printer.note(JobSentences.sentence(job));
                return;
            }
            if (logs.isEmpty() || number.orElse(1) > logs.size() || number.orElse(1) < 1) {
                throw new ServiceException("there is no log of it%s: %s%s"
                        .formatted(
                                number.isPresent() ? " with the number " + number.getAsInt() : "",
                                JobSentences.sentence(job),
                                JobView.isOver(job.getState()) ? "" : "; -f waits for its build"));
            }
            printer.note(GONE);
            logs.get(number.orElse(logs.size()) - 1)
                    .ifPresentOrElse(
                            hash -> wholeLogs.tell(pool.trust(), hash, OptionalLong.of(0), printer),
                            () -> printer.note("no log of it was kept: see tidemark job show %s %s"
                                    .formatted(wanted.wave(), wanted.job())));
        }
    }
}
