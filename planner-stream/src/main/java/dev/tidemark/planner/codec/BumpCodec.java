package dev.tidemark.planner.codec;

import dev.tidemark.planner.admit.AdmitBump.OpenedWave;
import dev.tidemark.planner.admit.BumpStatus;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.wire.NewerEventException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bumps as they are published, kept and carried into a wave. */
public final class BumpCodec {

    private static final int MOST_CHARACTERS = 256;

    private BumpCodec() {}

    /**
     * A bump that nobody has judged yet.
     *
     * @throws IllegalArgumentException when a name or the version cannot be
     */
    public static BumpStatus published(VersionBump event, @Nullable String traceparent) {
        PackageId id = new PackageId(event.getSet(), event.getAttribute());
        if (event.getTo().isBlank() || event.getTo().chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the bump of " + id + " names no version that could be");
        }
        requireShort(id, "version", event.getTo());
        requireShort(id, "publisher", event.getPublisher());
        Bump bump =
                new Bump(id.attribute(), "", event.getTo(), EventCodec.urgency(event.getKind()), event.getPublisher());
        return new BumpStatus(id.set(), bump, new Standing.Held("not judged yet"), traceparent);
    }

    /** It is in every record that the bump leads to, and more than once in a breakage. */
    private static void requireShort(PackageId id, String what, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("the bump of %s has a %s of %d characters: publish it with at most %d"
                    .formatted(id, what, text.length(), MOST_CHARACTERS));
        }
    }

    /** As it is kept and shown. */
    public static dev.tidemark.schemas.event.Bump event(BumpStatus status) {
        var builder = dev.tidemark.schemas.event.Bump.newBuilder()
                .setSet(status.set())
                .setBump(EventCodec.bumpRef(status.bump()))
                .setTraceparent(status.traceparent());
        return switch (status.standing()) {
            case Standing.Held(String reason) ->
                builder.setState(BumpState.HELD).setReason(reason).setWave(null).build();
            case Standing.InWave(WaveId wave) ->
                builder.setState(BumpState.IN_WAVE)
                        .setReason(null)
                        .setWave(wave.value())
                        .build();
        };
    }

    /** As it was kept. */
    public static BumpStatus status(dev.tidemark.schemas.event.Bump event) {
        Standing standing = switch (event.getState()) {
            case HELD -> new Standing.Held(event.getReason().orElse(""));
            case IN_WAVE -> new Standing.InWave(new WaveId(event.getWave().orElseThrow()));
            case UNKNOWN -> throw new NewerEventException("a state of a bump");
        };
        return new BumpStatus(
                event.getSet(),
                EventCodec.bump(event.getBump()),
                standing,
                event.getTraceparent().orElse(null));
    }

    /** The command that opens a wave. */
    public static WaveCommand open(OpenedWave opened, Instant at) {
        OpenWave open = new OpenWave(
                opened.bump().set(), List.of(EventCodec.bumpRef(opened.bump().bump())), opened.minimumSequence(), null);
        return WaveCommand.newBuilder()
                .setWave(opened.wave().value())
                .setOpen(open)
                .setAt(at)
                .build();
    }
}
