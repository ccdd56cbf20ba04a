package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A build that at least one wave wants. There is one a key.
 *
 * @param key identity of the build
 * @param spec what to build
 * @param wants who wants it and how much, in order of arrival
 * @param estimate what is expected of it
 * @param attempt the try that counts; null while there was none
 * @param assigned whether that try is believed to be under way; when not, it is fenced once another is made
 * @param failures what became of it so far
 * @param waiting how it waits for an agent; what it was before, while one builds it
 */
public record Demand(
        Sha256 key,
        BuildSpec spec,
        List<Want> wants,
        Estimate estimate,
        @Nullable Attempt attempt,
        boolean assigned,
        Failures failures,
        Waiting waiting) {

    public Demand {
        wants = List.copyOf(wants);
    }

    /**
     * What is expected of a build.
     *
     * @param seconds how long it takes, more than 0
     * @param failureChance how likely the package fails, between 0 and 1
     */
    public record Estimate(double seconds, double failureChance) {

        /** @throws IllegalArgumentException when it takes no time, or the chance is none */
        public Estimate {
            if (!(seconds > 0) || !Double.isFinite(seconds) || !(failureChance >= 0) || !(failureChance <= 1)) {
                throw new IllegalArgumentException(
                        "no build takes %s seconds and fails with a chance of %s".formatted(seconds, failureChance));
            }
        }
    }

    /**
     * What the farm failed, and where.
     *
     * @param byFarm how often the farm failed it
     * @param doubted whether one of those may have been the package's: the next such failure counts as the package's
     * @param avoid agents that it failed on, in order: others are preferred
     * @param accused those of them that are to blame if another builds it, in order
     * @param memoryAbove how much memory was not enough, in bytes; 0 when any may be
     * @param missed what of its inputs they did not find
     */
    public record Failures(
            int byFarm, boolean doubted, List<String> avoid, List<String> accused, long memoryAbove, Missed missed) {

        public Failures {
            avoid = List.copyOf(avoid);
            accused = List.copyOf(accused);
        }

        Failures with(Missed other) {
            return new Failures(byFarm, doubted, avoid, accused, memoryAbove, other);
        }

        /** The first and what the second adds to them, in order. */
        static List<String> and(List<String> some, List<String> more) {
            return Stream.concat(some.stream(), more.stream()).distinct().toList();
        }
    }

    /**
     * How a build waits for an agent.
     *
     * @param queued since when no agent has it, whatever it waited for
     * @param since since when it waits for its turn, or since when nobody fits
     * @param told what those who want it were last told that it waits for; null when it waits for nothing but its turn
     * @param stuck whether they were told that it is stuck
     * @param retryAt not before then; null when at once
     * @param wakesAt when it is to be looked at again; null when time changes nothing
     */
    public record Waiting(
            Instant queued,
            Instant since,
            @Nullable String told,
            boolean stuck,
            @Nullable Instant retryAt,
            @Nullable Instant wakesAt) {

        /** No agent has it any more; it waits for its turn. */
        static Waiting from(Instant now) {
            return new Waiting(now, now, null, false, null, null);
        }

        /** What it waited for came: now it waits for its turn. */
        Waiting turn(Instant now) {
            return new Waiting(queued, now, null, false, null, null);
        }
    }

    /** Why: as the first who wants it says, unless the farm has failed it since, or it was tried too early. */
    public Purpose purpose() {
        return failures.byFarm() > 0 || failures.missed().again()
                ? Purpose.INFRA_RETRY
                : wants.getFirst().purpose();
    }

    /** The most urgent of those who want it. */
    public Urgency urgency() {
        Urgency most = Urgency.ROUTINE;
        for (Want want : wants) {
            most = want.urgency().compareTo(most) > 0 ? want.urgency() : most;
        }
        return most;
    }

    /** The longest remaining path of those who want it, in jobs. */
    public int rank() {
        int longest = 0;
        for (Want want : wants) {
            longest = Math.max(longest, want.rank());
        }
        return longest;
    }

    /** The longest remaining path of those who want it, in expected seconds. */
    double remainingSeconds() {
        double longest = 0;
        for (Want want : wants) {
            longest = Math.max(longest, want.remainingSeconds());
        }
        return longest;
    }

    /**
     * How many breakages a second of an agent's time finds, by chance, here or on the best way that begins here, as the one says who
     * expects most; where nobody says anything, here.
     */
    double breakagesASecond() {
        double most = 0;
        for (Want want : wants) {
            most = Math.max(most, want.breakagesASecond());
        }
        return most > 0 ? most : estimate.failureChance() / estimate.seconds();
    }

    /** How many builds failed those who want it: by chance, if it is built now. */
    int failuresByChance() {
        int most = 0;
        for (Want want : wants) {
            most = Math.max(most, want.failures());
        }
        return most;
    }

    Needs needs() {
        return Needs.of(spec, failures.memoryAbove(), failures.avoid());
    }

    /** The waves that want it, in alphabetical order. */
    List<WaveId> waves() {
        return wants.size() == 1
                ? List.of(wants.getFirst().wanter().wave())
                : wants.stream()
                        .map(want -> want.wanter().wave())
                        .distinct()
                        .sorted()
                        .toList();
    }

    boolean backsOff() {
        return !assigned && waiting.retryAt() != null;
    }

    /** Since it is with an agent, it waits for nothing. */
    private Waiting atWork() {
        return waiting.turn(waiting.since());
    }

    /** Whether the same job asks for it by a later try. */
    boolean isWantedMoreThan(Wanter wanter) {
        return wants.stream()
                .map(Want::wanter)
                .anyMatch(other -> other.isForTheSameAs(wanter) && other.tries() > wanter.tries());
    }

    Demand wantedBy(List<Want> others) {
        return new Demand(key, spec, others, estimate, attempt, assigned, failures, waiting);
    }

    Demand assignedTo(Attempt made) {
        return new Demand(
                key,
                spec,
                wants,
                estimate,
                made,
                true,
                failures.with(failures.missed().tried()),
                atWork());
    }

    /** Its agent still knows of the try. */
    Demand takenBack() {
        return new Demand(key, spec, wants, estimate, attempt, true, failures, atWork());
    }

    /** Its agent began; whether the try is believed in stays as it is: only a beat takes a try back. */
    Demand begunBy(Attempt begun) {
        return new Demand(key, spec, wants, estimate, begun, assigned, failures, atWork());
    }

    /** The try is not believed in any more; until another is made, it may still come back. */
    Demand wantedAgain(Instant now) {
        return new Demand(key, spec, wants, estimate, attempt, false, failures, Waiting.from(now));
    }

    /** The try is over. */
    Demand failed(Failures more, Waiting until) {
        return new Demand(key, spec, wants, estimate, null, false, more, until);
    }

    Demand with(Failures other) {
        return new Demand(key, spec, wants, estimate, attempt, assigned, other, waiting);
    }

    Demand waiting(Waiting other) {
        return new Demand(key, spec, wants, estimate, attempt, assigned, failures, other);
    }
}
