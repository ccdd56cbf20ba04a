package dev.tidemark.notifier.courier.github;

import dev.tidemark.notifier.courier.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When GitHub may be asked for something. What was created or changed within the last hour is kept in a file, and so counts after a
 * restart. Safe for any thread.
 */
final class Quota {

    private static final Logger LOG = LoggerFactory.getLogger(Quota.class);
    /** GitHub's guidance for a secondary limit that says no time: a minute, and longer each time. */
    private static final Duration FIRST_HOLD = Duration.ofMinutes(1);

    private static final Duration LONGEST_HOLD = Duration.ofMinutes(32);

    private final Path file;
    private final RateLimit limit;
    private final InstantSource clock;
    private Instant heldUntil = Instant.EPOCH;
    private Duration nextHold = FIRST_HOLD;

    Quota(Path file, GithubSettings.Limits limits, InstantSource clock) {
        this.file = file;
        this.limit = new RateLimit(List.of(
                new RateLimit.Allowed(limits.perMinute(), Duration.ofMinutes(1)),
                new RateLimit.Allowed(limits.perHour(), Duration.ofHours(1))));
        this.clock = clock;
        read(clock.instant());
    }

    private void read(Instant now) {
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .map(Instant::parse)
                        .filter(at -> !at.isAfter(now)) // Of a clock that was put back.
                        .sorted()
                        .forEach(limit::take);
            }
        } catch (IOException | DateTimeException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log("what was posted to GitHub within the last hour is not known, and does not count");
        }
    }

    /** How long nothing may be created or changed; zero when something may be now. */
    synchronized Duration pause() {
        Instant now = clock.instant();
        Duration held = Duration.between(now, heldUntil);
        Duration full = limit.wait(now);
        return held.compareTo(full) > 0 ? held : full;
    }

    /** @throws HeldOff when nothing may be asked */
    synchronized void ask() throws HeldOff {
        Duration held = Duration.between(clock.instant(), heldUntil);
        if (held.isPositive()) {
            throw new HeldOff(held);
        }
    }

    /**
     * Counts something that is about to be created or changed.
     *
     * @throws HeldOff when it may not be; nothing is counted then
     */
    synchronized void create() throws HeldOff {
        Duration pause = pause();
        if (pause.isPositive()) {
            throw new HeldOff(pause);
        }
        limit.take(clock.instant());
        write();
    }

    private void write() {
        try {
            Path aside = file.resolveSibling(file.getFileName() + ".part");
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(aside, limit.taken().stream().map(at -> at + "\n").collect(Collectors.joining()));
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .setCause(e)
                    .log(
                            "what is posted to GitHub cannot be noted, and will not count after a restart: free space there");
        }
    }

    /**
     * GitHub takes no more.
     *
     * @param asked how long, where it said so
     * @return what to throw
     */
    synchronized HeldOff refused(Optional<Duration> asked) {
        Duration pause = asked.orElse(nextHold);
        Duration twice = nextHold.multipliedBy(2);
        nextHold = twice.compareTo(LONGEST_HOLD) < 0 ? twice : LONGEST_HOLD;
        hold(pause);
        LOG.atWarn().addKeyValue("pause", pause).log("GitHub takes no more for now");
        return new HeldOff(pause);
    }

    /** It may not be asked again for such a time. */
    synchronized void hold(Duration pause) {
        Instant until = clock.instant().plus(pause);
        heldUntil = until.isAfter(heldUntil) ? until : heldUntil;
    }

    /** It has created or changed something: the next limit is the first again. To be read from it may let anybody, limit or not. */
    synchronized void created() {
        nextHold = FIRST_HOLD;
    }
}
