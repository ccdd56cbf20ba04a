package dev.tidemark.planner.admit;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bump and where it stands.
 *
 * @param set the set whose package changes
 * @param bump what changes
 * @param publication what else its publisher said
 * @param heardAt when it was first heard of
 * @param standing where it stands
 * @param admittedAt when the latest wave that carried it was opened; null when none was
 */
public record BumpStatus(
        String set,
        Bump bump,
        Publication publication,
        Instant heardAt,
        Standing standing,
        @Nullable Instant admittedAt) {

    /** What means to a shell what it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:@+/-]+");
    /** In the order in which they were heard of. */
    static final Comparator<BumpStatus> BY_AGE =
            Comparator.comparing(BumpStatus::heardAt).thenComparing(status -> status.id());

    /**
     * What a publisher says of a bump besides what changes.
     *
     * @param seenAt when the publisher saw the release
     * @param release what it is a part of, where one release moves several packages; null where it stands alone
     * @param together the attributes of all packages of that release
     * @param force who has it taken up whatever holds it; null when nobody has
     * @param traceparent trace context of the record that published it; null when it had none
     */
    public record Publication(
            Instant seenAt,
            @Nullable String release,
            List<String> together,
            @Nullable Force force,
            @Nullable String traceparent) {
        public Publication {
            together = together.stream().sorted().distinct().toList();
        }
    }

    /** Who has a bump taken up whatever holds it, and why. */
    public record Force(String by, String reason) {}

    /** Where a bump stands. */
    public sealed interface Standing {

        /** Since when. */
        Instant since();

        /** Not taken up yet. */
        sealed interface Pending extends Standing {
            /** What kind of reason it is. */
            Obstacle obstacle();

            /** Why, for a person. */
            String reason();

            /** When it is judged again because of the time; empty where no time helps. */
            Optional<Instant> until();
        }

        /** Taken up by itself when its time comes. */
        record Waiting(Obstacle obstacle, String reason, Instant since, Optional<Instant> until) implements Pending {}

        /** Not taken up before something or somebody changes. */
        record Held(Obstacle obstacle, String reason, Instant since, Optional<Instant> until) implements Pending {}

        /** Carried by a wave. */
        record InWave(WaveId wave, Instant since) implements Standing {}

        /** Carried by a wave that went green. */
        record Done(WaveId wave, Instant since) implements Standing {}

        /** Never built: a newer one of its package came before its turn. */
        record Skipped(String by, String reason, Instant since) implements Standing {}

        /** WAITING or HELD, as the obstacle is. */
        static Pending pending(Obstacle obstacle, String reason, Instant since, Optional<Instant> until) {
            return obstacle.passes()
                    ? new Waiting(obstacle, reason, since, until)
                    : new Held(obstacle, reason, since, until);
        }
    }

    /** Identity of the bump: the package and what it changes to. Whatever else a watcher says, it is the same bump. */
    public String id() {
        return id(set, bump);
    }

    /** The identity that a bump of a set has: {@code set:attribute@version}, with {@code @change} where there is one. */
    public static String id(String set, Bump bump) {
        String version = set + ":" + bump.attribute() + "@" + bump.to();
        return bump.change() == null ? version : version + "@" + bump.change();
    }

    /** What a person can do about it, as a command or a sentence; empty when there is nothing to do. */
    public Optional<String> nextStep() {
        if (!(standing instanceof Standing.Pending pending)) {
            return standing instanceof Standing.Skipped ? Optional.of(forcing()) : Optional.empty();
        }
        return Optional.of(
                switch (pending.obstacle()) {
                    case NO_GRAPH, NO_PACKAGE -> "tidemark graph import PATH";
                    case NOT_NEWER,
                            PRERELEASE,
                            NOT_ENTITLED,
                            ON_HOLD,
                            EXCLUDED,
                            ABANDONED,
                            AGE,
                            CADENCE,
                            RUNNING,
                            BUDGET,
                            GROUP,
                            HEAVYWEIGHT,
                            BATCH -> forcing();
                });
    }

    private String forcing() {
        String change = bump.change() == null ? "" : " --change " + quoted(bump.change());
        return "tidemark bump force %s%s --by NAME --reason TEXT"
                .formatted(quoted(set + ":" + bump.attribute() + "@" + bump.to()), change);
    }

    /** As a shell takes it for one word: a watcher chose it, and a person will paste it. */
    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    BumpStatus standing(Standing next) {
        return new BumpStatus(set, bump, publication, heardAt, next, admittedAt);
    }

    /** The wave that carries it; empty where none does. */
    Optional<WaveId> wave() {
        return standing instanceof Standing.InWave(var wave, var since) ? Optional.of(wave) : Optional.empty();
    }

    boolean isPending() {
        return standing instanceof Standing.Pending;
    }

    boolean isForced() {
        return publication.force() != null;
    }
}
