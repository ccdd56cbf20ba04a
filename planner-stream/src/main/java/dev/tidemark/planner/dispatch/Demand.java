package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.ArrayList;
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
                asked.avoid(),
                now,
                null,
                false);
    }

    /** One more wants it; one who asks again for the same job replaces himself. */
    Demand joinedBy(DispatchEvent.Demanded asked) {
        List<Wanter> joined = new ArrayList<>(wanters);
        joined.removeIf(wanter -> wanter.wave().equals(asked.wanter().wave())
                && wanter.job().equals(asked.wanter().job()));
        joined.add(asked.wanter());
        List<String> avoided =
                Stream.concat(avoid.stream(), asked.avoid().stream()).distinct().toList();
        return new Demand(
                key,
                spec,
                purpose,
                urgency.compareTo(asked.urgency()) >= 0 ? urgency : asked.urgency(),
                Math.max(rank, asked.rank()),
                joined,
                attempt,
                assigned,
                farmFailures,
                avoided,
                waitingSince,
                told,
                stuck);
    }

    Demand assignedTo(Attempt made) {
        Purpose now = farmFailures > 0 ? Purpose.INFRA_RETRY : purpose;
        return new Demand(
                key, spec, now, urgency, rank, wanters, made, true, farmFailures, avoid, waitingSince, null, false);
    }

    /** Its agent still knows of the try. */
    Demand takenBack() {
        return new Demand(
                key,
                spec,
                purpose,
                urgency,
                rank,
                wanters,
                attempt,
                true,
                farmFailures,
                avoid,
                waitingSince,
                null,
                false);
    }

    /** Its agent began; whether the try is believed in stays as it is: only a beat takes a try back. */
    Demand begunBy(Attempt begun) {
        return new Demand(
                key,
                spec,
                purpose,
                urgency,
                rank,
                wanters,
                begun,
                assigned,
                farmFailures,
                avoid,
                waitingSince,
                null,
                false);
    }

    /** The try is not believed in any more; until another is made, it may still come back. */
    Demand wantedAgain(Instant now) {
        return new Demand(
                key, spec, purpose, urgency, rank, wanters, attempt, false, farmFailures, avoid, now, null, false);
    }

    /** The farm failed it. */
    Demand failedBy(String agent, Instant now) {
        List<String> avoided = avoid.contains(agent)
                ? avoid
                : Stream.concat(avoid.stream(), Stream.of(agent)).toList();
        return new Demand(
                key, spec, purpose, urgency, rank, wanters, null, false, farmFailures + 1, avoided, now, null, false);
    }

    /** Since then, nobody fits, for that reason; null when somebody does. */
    Demand telling(@Nullable String reason, Instant since) {
        return new Demand(
                key,
                spec,
                purpose,
                urgency,
                rank,
                wanters,
                attempt,
                assigned,
                farmFailures,
                avoid,
                since,
                reason,
                stuck);
    }

    Demand tellingStuck() {
        return new Demand(
                key,
                spec,
                purpose,
                urgency,
                rank,
                wanters,
                attempt,
                assigned,
                farmFailures,
                avoid,
                waitingSince,
                told,
                true);
    }
}
