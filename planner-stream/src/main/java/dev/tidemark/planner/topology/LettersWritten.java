package dev.tidemark.planner.topology;

import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.EnvelopeSignature;
import dev.tidemark.schemas.identity.Sha256;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which refused reports lie in the dead letters already: an agent repeats its result every few seconds until it is answered, and beats all
 * the time; one letter tells as much as a thousand. What it says once is a letter each time: replayed, every one of them counts.
 * Remembers the last of them, in this life of the process. Not thread-safe.
 */
final class LettersWritten {

    private static final int REMEMBERED = 1000;

    private final Map<Sha256, Boolean> written = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Nothing is known: what was thought to be written may not have been. */
    void clear() {
        written.clear();
    }

    /** Whether there is none yet of this very result, or of a beat of this life of the agent, for this reason; from now on there is. */
    boolean isNew(AgentReport report, String reason) {
        if (report.getBeat().isEmpty() && report.getResult().isEmpty()) {
            return true;
        }
        Sha256.Builder digest = Sha256.builder()
                .add(report.getAgent())
                .add(report.getIncarnation())
                .add(reason);
        report.getResult().ifPresent(result -> add(digest, result));
        return written.put(digest.build(), true) == null;
    }

    private static void add(Sha256.Builder digest, Envelope result) {
        digest.add(result.getPayloadType()).add(bytes(result.getPayload()));
        for (EnvelopeSignature signature : result.getSignatures()) {
            digest.add(signature.getKeyId()).add(bytes(signature.getSignature()));
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
