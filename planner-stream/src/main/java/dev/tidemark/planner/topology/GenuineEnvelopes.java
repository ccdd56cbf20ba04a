package dev.tidemark.planner.topology;

import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.EnvelopeSignature;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.Envelopes;
import dev.tidemark.schemas.wire.Envelopes.Opened;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Opens envelopes, and remembers those that it found genuine lately: agents send a result again until it is settled, so that a
 * planner that was away has several copies of each, and to verify a signature takes a hundred times as long as to know the bytes
 * again. Belongs to one thread.
 */
final class GenuineEnvelopes {

    /** Some minutes of a large farm, in about a megabyte. */
    private static final int REMEMBERED = 8192;

    private final Map<Sha256, Boolean> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sha256, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** As {@link Envelopes#open}. */
    Opened open(Envelope envelope, String type, AgentKey key) {
        Sha256 digest = digest(envelope, type, key);
        if (known.containsKey(digest)) {
            return new Opened.Genuine(envelope.getPayload().asReadOnlyBuffer());
        }
        Opened opened = Envelopes.open(envelope, type, key);
        if (opened instanceof Opened.Genuine) {
            known.put(digest, true);
        }
        return opened;
    }

    /** Of all that the answer depends on. */
    private static Sha256 digest(Envelope envelope, String type, AgentKey key) {
        Sha256.Builder digest = Sha256.builder()
                .add(type)
                .add(key.id().hex())
                .add(envelope.getPayloadType())
                .add(bytes(envelope.getPayload()))
                .add(envelope.getSignatures().size());
        for (EnvelopeSignature signature : envelope.getSignatures()) {
            digest.add(signature.getKeyId()).add(bytes(signature.getSignature()));
        }
        return digest.build();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
