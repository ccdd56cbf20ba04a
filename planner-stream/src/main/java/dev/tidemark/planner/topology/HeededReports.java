package dev.tidemark.planner.topology;

import dev.tidemark.planner.codec.DispatchCodec;
import dev.tidemark.planner.dispatch.Credentials;
import dev.tidemark.planner.dispatch.Credentials.Check;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted.About;
import dev.tidemark.planner.dispatch.Distrust;
import dev.tidemark.planner.dispatch.PoolView;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.AgentName;
import dev.tidemark.schemas.wire.Attestor;
import dev.tidemark.schemas.wire.BuildStatement;
import dev.tidemark.schemas.wire.Envelopes;
import dev.tidemark.schemas.wire.Envelopes.Opened;
import dev.tidemark.schemas.wire.LifeAnnouncement;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What reports of agents come to: what must be signed is verified here, and read only then. Whether who signed it may say so is
 * {@link Credentials}' question. For the thread of the view.
 */
final class HeededReports {

    private final GenuineEnvelopes envelopes = new GenuineEnvelopes();

    /**
     * @param stampedAt the broker's time of the record
     * @throws IllegalArgumentException when it cannot be understood, whoever says it
     */
    DispatchEvent event(PoolView view, AgentReport report, Instant stampedAt) {
        AgentName.valid(report.getAgent());
        Optional<Envelope> result = DispatchCodec.signed(report);
        if (result.isPresent()) {
            return result(view, report, result.get());
        }
        DispatchEvent said = DispatchCodec.reported(report, stampedAt);
        Optional<Beat> beat = report.getBeat();
        if (beat.isEmpty()) {
            // What is said of an attempt counts only when the life has it, and it has it only once it is known.
            return said;
        }
        return switch (Credentials.ofLife(view, report.getAgent(), report.getIncarnation())) {
            case Check.Heed() -> said;
            case Check.Refuse(Distrust why) -> distrusted(report, About.LIFE, why, "");
            case Check.Verify(AgentKey key) -> {
                Distrusted wrong = wrongLife(view, report, beat.get().getAnnouncement(), key);
                yield wrong == null ? said : wrong;
            }
        };
    }

    private static @Nullable Distrusted wrongLife(
            PoolView view, AgentReport report, Optional<Envelope> announcement, AgentKey key) {
        if (announcement.isEmpty()) {
            return distrusted(report, About.LIFE, Distrust.UNSIGNED, "");
        }
        return switch (Envelopes.open(announcement.get(), LifeAnnouncement.TYPE, key)) {
            case Opened.Refused(Envelopes.Flaw flaw) -> distrusted(report, About.LIFE, why(flaw), "");
            case Opened.Genuine(ByteBuffer payload) -> {
                try {
                    yield wrongAttestor(view, report, LifeAnnouncement.read(payload), About.LIFE);
                } catch (IllegalArgumentException e) {
                    yield distrusted(report, About.LIFE, Distrust.UNREADABLE, String.valueOf(e.getMessage()));
                }
            }
        };
    }

    private DispatchEvent result(PoolView view, AgentReport report, Envelope envelope) {
        return switch (Credentials.ofResult(view, report.getAgent())) {
            case Check.Heed() -> throw new AssertionError("no result goes without a signature");
            case Check.Refuse(Distrust why) -> distrusted(report, About.RESULT, why, "");
            case Check.Verify(AgentKey key) ->
                switch (envelopes.open(envelope, BuildStatement.TYPE, key)) {
                    case Opened.Refused(Envelopes.Flaw flaw) -> distrusted(report, About.RESULT, why(flaw), "");
                    case Opened.Genuine(ByteBuffer payload) -> genuine(view, report, payload);
                };
        };
    }

    private static DispatchEvent genuine(PoolView view, AgentReport report, ByteBuffer payload) {
        try {
            BuildStatement statement = BuildStatement.read(payload);
            Distrusted wrong = wrongAttestor(view, report, statement.by(), About.RESULT);
            return wrong == null ? DispatchCodec.finished(statement) : wrong;
        } catch (IllegalArgumentException e) {
            return distrusted(report, About.RESULT, Distrust.UNREADABLE, String.valueOf(e.getMessage()));
        }
    }

    /** What one has signed another cannot say, nor the same elsewhere. */
    private static @Nullable Distrusted wrongAttestor(PoolView view, AgentReport report, Attestor by, About about) {
        if (!by.pool().equals(view.pool())) {
            return distrusted(report, about, Distrust.OTHER_POOL, by.pool().toString());
        }
        if (!by.agent().equals(report.getAgent()) || !by.incarnation().equals(report.getIncarnation())) {
            return distrusted(
                    report,
                    about,
                    Distrust.MISMATCHED,
                    "it is of %s, in its life %s".formatted(by.agent(), by.incarnation()));
        }
        return null;
    }

    private static Distrust why(Envelopes.Flaw flaw) {
        return switch (flaw) {
            case UNSIGNED -> Distrust.UNSIGNED;
            case OTHER_KEY -> Distrust.OTHER_KEY;
            case FORGED -> Distrust.FORGED;
            case MALFORMED -> Distrust.UNREADABLE;
        };
    }

    private static Distrusted distrusted(AgentReport report, About about, Distrust why, String detail) {
        return new Distrusted(
                report.getAgent(),
                report.getIncarnation(),
                about,
                why,
                detail,
                DispatchCodec.key(report),
                about == About.LIFE ? DispatchCodec.offer(report) : null);
    }
}
