package dev.tidemark.planner.codec;

import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Force;
import dev.tidemark.planner.admit.BumpStatus.Publication;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.Obstacle;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.event.BumpForce;
import dev.tidemark.schemas.event.BumpObstacle;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.OperatorEventKind;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bumps as they are published and kept. */
public final class BumpCodec {

    private static final int MOST_CHARACTERS = 256;
    private static final int MOST_TOGETHER = 1_000;

    private BumpCodec() {}

    /**
     * A bump that was published, perhaps not for the first time.
     *
     * @throws IllegalArgumentException when a name or the version cannot be
     */
    public static SetEvent.BumpPublished published(VersionBump event, @Nullable String traceparent) {
        PackageId id = new PackageId(event.getSet(), event.getAttribute());
        requireText(id, "version", event.getTo());
        requireShort(id, "publisher", event.getPublisher());
        event.getFrom().ifPresent(from -> requireShort(id, "version before", from));
        event.getChange().ifPresent(change -> requireText(id, "change", change));
        event.getRelease().ifPresent(release -> requireText(id, "release", release));
        event.getReason().ifPresent(reason -> requireShort(id, "reason", reason));
        event.getAdvisories().forEach(advisory -> requireText(id, "advisory", advisory));
        requireFew(id, "advisories", event.getAdvisories());
        requireFew(id, "packages in its release", event.getTogether());
        event.getTogether().forEach(attribute -> requireName(id, attribute));
        Bump bump = new Bump(
                id.attribute(),
                event.getFrom().orElse(""),
                event.getTo(),
                EventCodec.urgency(event.getKind()),
                event.getPublisher(),
                event.getChange().filter(change -> !change.isEmpty()).orElse(null),
                event.getAdvisories());
        Force force = event.getForced()
                ? new Force(event.getPublisher(), event.getReason().orElse(""))
                : null;
        return new SetEvent.BumpPublished(
                bump,
                new Publication(
                        event.getSeenAt(), event.getRelease().orElse(null), event.getTogether(), force, traceparent));
    }

    /** What operators are told of a bump that is not taken up before something or somebody changes. */
    public static OperatorEvent held(BumpStatus status, Standing.Held held, Instant at) {
        return new OperatorEvent(
                OperatorEventKind.BUMP_HELD,
                status.id(),
                held.reason(),
                status.nextStep().orElse("tidemark bump list --held"),
                at);
    }

    /** What operators are told of a set whose bumps are not judged again because of the time, nor of a newer graph. */
    public static OperatorEvent tickFailed(String set, String reason, Instant at) {
        return new OperatorEvent(
                OperatorEventKind.TICK_FAILED,
                set,
                ("which bumps of %s are due now cannot be decided (%s): none is taken up by itself until it can; what is"
                                + " published is still judged")
                        .formatted(set, reason),
                "report it with what the planner's log says of it; `tidemark bump list --set %s` shows what waits"
                        .formatted(set),
                at);
    }

    private static void requireText(PackageId id, String what, String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the bump of " + id + " names no " + what + " that could be");
        }
        requireShort(id, what, text);
    }

    /** It is in every record that the bump leads to, and more than once in a breakage. */
    private static void requireShort(PackageId id, String what, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("the bump of %s has a %s of %d characters: publish it with at most %d"
                    .formatted(id, what, text.length(), MOST_CHARACTERS));
        }
    }

    private static void requireFew(PackageId id, String what, List<String> list) {
        if (list.size() > MOST_TOGETHER) {
            throw new IllegalArgumentException("the bump of %s has %d %s: publish it with at most %d"
                    .formatted(id, list.size(), what, MOST_TOGETHER));
        }
    }

    private static void requireName(PackageId id, String attribute) {
        var unused = new PackageId(id.set(), attribute);
    }

    /** As it is kept and shown. */
    public static dev.tidemark.schemas.event.Bump event(BumpStatus status) {
        Publication said = status.publication();
        var builder = dev.tidemark.schemas.event.Bump.newBuilder()
                .setSet(status.set())
                .setBump(EventCodec.bumpRef(status.bump()))
                .setState(state(status.standing()))
                .setSince(status.standing().since())
                .setNextStep(status.nextStep().orElse(null))
                .setSeenAt(said.seenAt())
                .setHeardAt(status.heardAt())
                .setAdmittedAt(status.admittedAt())
                .setRelease(said.release())
                .setTogether(said.together())
                .setForce(
                        said.force() == null
                                ? null
                                : new BumpForce(said.force().by(), said.force().reason()))
                .setTraceparent(said.traceparent());
        return switch (status.standing()) {
            case Standing.Pending pending ->
                builder.setReason(pending.reason())
                        .setObstacle(BumpObstacle.valueOf(pending.obstacle().name()))
                        .setUntil(pending.until().orElse(null))
                        .build();
            case Standing.InWave(WaveId wave, Instant since) ->
                builder.setWave(wave.value()).build();
            case Standing.Done(WaveId wave, Instant since) ->
                builder.setWave(wave.value()).build();
            case Standing.Skipped(String by, String reason, Instant since) ->
                builder.setReason(reason).setSupersededBy(by).build();
        };
    }

    private static BumpState state(Standing standing) {
        return switch (standing) {
            case Standing.Waiting waiting -> BumpState.WAITING;
            case Standing.Held held -> BumpState.HELD;
            case Standing.InWave carried -> BumpState.IN_WAVE;
            case Standing.Done done -> BumpState.DONE;
            case Standing.Skipped skipped -> BumpState.SKIPPED;
        };
    }

    /** As it was kept. What was kept before it had times has none: it was always there. */
    public static BumpStatus status(dev.tidemark.schemas.event.Bump event) {
        Instant heardAt = event.getHeardAt().orElse(Instant.EPOCH);
        Publication said = new Publication(
                event.getSeenAt().orElse(Instant.EPOCH),
                event.getRelease().orElse(null),
                event.getTogether(),
                event.getForce()
                        .map(force -> new Force(force.getBy(), force.getReason()))
                        .orElse(null),
                event.getTraceparent().orElse(null));
        return new BumpStatus(
                event.getSet(),
                EventCodec.bump(event.getBump()),
                said,
                heardAt,
                standing(event, event.getSince().orElse(heardAt)),
                event.getAdmittedAt().orElse(null));
    }

    private static Standing standing(dev.tidemark.schemas.event.Bump event, Instant since) {
        return switch (event.getState()) {
            case WAITING, HELD ->
                Standing.pending(
                        event.getObstacle().map(BumpCodec::obstacle).orElse(Obstacle.NO_PACKAGE),
                        event.getReason().orElse(""),
                        since,
                        event.getUntil());
            case IN_WAVE -> new Standing.InWave(wave(event), since);
            case DONE -> new Standing.Done(wave(event), since);
            case SKIPPED ->
                new Standing.Skipped(
                        event.getSupersededBy().orElse(""), event.getReason().orElse(""), since);
            case UNKNOWN -> throw new NewerEventException("a state of a bump");
        };
    }

    private static WaveId wave(dev.tidemark.schemas.event.Bump event) {
        return new WaveId(event.getWave().orElseThrow());
    }

    private static Obstacle obstacle(BumpObstacle obstacle) {
        return switch (obstacle) {
            case NO_GRAPH -> Obstacle.NO_GRAPH;
            case NO_PACKAGE -> Obstacle.NO_PACKAGE;
            case NOT_NEWER -> Obstacle.NOT_NEWER;
            case PRERELEASE -> Obstacle.PRERELEASE;
            case NOT_ENTITLED -> Obstacle.NOT_ENTITLED;
            case ON_HOLD -> Obstacle.ON_HOLD;
            case EXCLUDED -> Obstacle.EXCLUDED;
            case ABANDONED -> Obstacle.ABANDONED;
            case AGE -> Obstacle.AGE;
            case CADENCE -> Obstacle.CADENCE;
            case RUNNING -> Obstacle.RUNNING;
            case BUDGET -> Obstacle.BUDGET;
            case GROUP -> Obstacle.GROUP;
            case HEAVYWEIGHT -> Obstacle.HEAVYWEIGHT;
            case BATCH -> Obstacle.BATCH;
            case UNKNOWN -> throw new NewerEventException("a kind of reason to hold a bump");
        };
    }
}
