package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A build that at least one wave wants. There is one a key.
 *
 * @param key identity of the build
 * @param spec what to build
 * @param purpose why
 * @param urgency the most urgent of those who want it
 * @param rank the longest remaining path of those who want it, in jobs
 * @param wanters who wants it, in order of arrival
 * @param attempt the try that counts; null while there was none
 * @param assigned whether that try is believed to be under way; when not, it is fenced once another is made
 * @param farmFailures how often the farm failed it
 * @param doubted whether one of those failures may have been the package's: the next such failure counts as the package's
 * @param avoid agents that it failed on, in order
 * @param waitingSince since when it waits for an agent
 * @param told what those who want it were last told that it waits for; null when it waits for nothing but its turn
 * @param stuck whether they were told that it is stuck
 */
public record Demand(
        Sha256 key,
        BuildSpec spec,
        Purpose purpose,
        Urgency urgency,
        int rank,
        List<Wanter> wanters,
        @Nullable Attempt attempt,
        boolean assigned,
        int farmFailures,
        boolean doubted,
        List<String> avoid,
        Instant waitingSince,
        @Nullable String told,
        boolean stuck) {

    /** Who goes first: SECURITY before ROUTINE, then the longest remaining path, then the key. */
    static final Comparator<Demand> URGENT_FIRST = Comparator.comparing(Demand::urgency)
            .thenComparingInt(Demand::rank)
            .reversed()
            .thenComparing(Demand::key);

    public Demand {
        wanters = List.copyOf(wanters);
        avoid = List.copyOf(avoid);
    }

    /** One wants it for the first time, and nobody else does. */
    static Demand first(DispatchEvent.Demanded asked, Instant now) {
        return new Demand(
                asked.spec().key(),
                asked.spec(),
                asked.purpose(),
                asked.urgency(),
                asked.rank(),
                List.of(asked.wanter()),
                null,
                false,
                0,
                false,
                asked.avoid(),
                now,
                null,
                false);
    }

    /** One more wants it; one who asks again for the same job replaces himself. */
    Demand joinedBy(DispatchEvent.Demanded asked) {
        Edit edit = new Edit(this);
        edit.wanters = Stream.concat(
                        wanters.stream()
                                .filter(wanter -> !(wanter.wave()
                                                .equals(asked.wanter().wave())
                                        && wanter.job().equals(asked.wanter().job()))),
                        Stream.of(asked.wanter()))
                .toList();
        edit.avoid =
                Stream.concat(avoid.stream(), asked.avoid().stream()).distinct().toList();
        edit.urgency = urgency.compareTo(asked.urgency()) >= 0 ? urgency : asked.urgency();
        edit.rank = Math.max(rank, asked.rank());
        return edit.done();
    }

    Demand assignedTo(Attempt made) {
        Edit edit = new Edit(this);
        edit.purpose = farmFailures > 0 ? Purpose.INFRA_RETRY : purpose;
        edit.attempt = made;
        edit.assigned = true;
        edit.told = null;
        edit.stuck = false;
        return edit.done();
    }

    /** Its agent still knows of the try. */
    Demand takenBack() {
        Edit edit = new Edit(this);
        edit.assigned = true;
        edit.told = null;
        edit.stuck = false;
        return edit.done();
    }

    /** Its agent began; whether the try is believed in stays as it is: only a beat takes a try back. */
    Demand begunBy(Attempt begun) {
        Edit edit = new Edit(this);
        edit.attempt = begun;
        edit.told = null;
        edit.stuck = false;
        return edit.done();
    }

    /** The try is not believed in any more; until another is made, it may still come back. */
    Demand wantedAgain(Instant now) {
        Edit edit = new Edit(this);
        edit.assigned = false;
        edit.waitingSince = now;
        edit.told = null;
        edit.stuck = false;
        return edit.done();
    }

    /** The farm failed it, or may have. */
    Demand failedBy(BuildFailure failure, Instant now) {
        Edit edit = new Edit(this);
        edit.attempt = null;
        edit.assigned = false;
        edit.farmFailures = farmFailures + 1;
        edit.doubted = doubted || failure.kind().cause() == FailureKind.Cause.EITHER;
        edit.avoid = Stream.concat(avoid.stream(), Stream.of(failure.agent()))
                .distinct()
                .toList();
        edit.waitingSince = now;
        edit.told = null;
        edit.stuck = false;
        return edit.done();
    }

    /** Since then, nobody fits, for that reason; null when somebody does. */
    Demand telling(@Nullable String reason, Instant since) {
        Edit edit = new Edit(this);
        edit.waitingSince = since;
        edit.told = reason;
        return edit.done();
    }

    Demand tellingStuck(String reason) {
        Edit edit = new Edit(this);
        edit.told = reason;
        edit.stuck = true;
        return edit.done();
    }

    /** The same demand with something changed: fields by name, since no eye tells fourteen positions apart. */
    private static final class Edit {
        private final Demand before;
        private Purpose purpose;
        private Urgency urgency;
        private int rank;
        private List<Wanter> wanters;
        private @Nullable Attempt attempt;
        private boolean assigned;
        private int farmFailures;
        private boolean doubted;
        private List<String> avoid;
        private Instant waitingSince;
        private @Nullable String told;
        private boolean stuck;

        Edit(Demand before) {
            this.before = before;
            this.purpose = before.purpose;
            this.urgency = before.urgency;
            this.rank = before.rank;
            this.wanters = before.wanters;
            this.attempt = before.attempt;
            this.assigned = before.assigned;
            this.farmFailures = before.farmFailures;
            this.doubted = before.doubted;
            this.avoid = before.avoid;
            this.waitingSince = before.waitingSince;
            this.told = before.told;
            this.stuck = before.stuck;
        }

        Demand done() {
            return new Demand(
                    before.key,
                    before.spec,
                    purpose,
                    urgency,
                    rank,
                    wanters,
                    attempt,
                    assigned,
                    farmFailures,
                    doubted,
                    avoid,
                    waitingSince,
                    told,
                    stuck);
        }
    }
}
