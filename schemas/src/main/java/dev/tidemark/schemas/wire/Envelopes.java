package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.EnvelopeSignature;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.signature.Dsse;
import dev.tidemark.schemas.signature.SigningKey;
import java.nio.ByteBuffer;
import java.util.List;

/** Closes and opens signed envelopes. What is in one is only to be had together with the proof of whose it is. */
public final class Envelopes {

    /** How long a payload may be: some 5,000 inputs' result, with the longest log tail, and well within what topics take. */
    public static final int MOST_BYTES = 900_000;

    private static final int MOST_SIGNATURES = 8;

    private Envelopes() {}

    /** What an envelope turned out to be. */
    public sealed interface Opened {
        /** What its key has signed, to be read once. */
        record Genuine(ByteBuffer payload) implements Opened {}

        /** It cannot be believed. */
        record Refused(Flaw flaw) implements Opened {}
    }

    /** Why an envelope cannot be believed. */
    public enum Flaw {
        /** It bears no signature. */
        UNSIGNED,
        /** It is signed, but not in the name of that key. */
        OTHER_KEY,
        /** It is signed in the name of that key, which has not signed this. */
        FORGED,
        /** It is of another kind, too large, or signed far too often. */
        MALFORMED
    }

    /** Signs a payload. */
    public static Envelope close(String type, byte[] payload, SigningKey key) {
        EnvelopeSignature signature =
                new EnvelopeSignature(key.publicKey().id().hex(), ByteBuffer.wrap(key.sign(type, payload)));
        return new Envelope(type, ByteBuffer.wrap(payload), List.of(signature));
    }

    /** Opens an envelope that is to be signed by a key, whoever else has signed it. The cheap questions come first. */
    public static Opened open(Envelope envelope, String type, AgentKey key) {
        List<EnvelopeSignature> signatures = envelope.getSignatures();
        if (!envelope.getPayloadType().equals(type)
                || envelope.getPayload().remaining() > MOST_BYTES
                || signatures.size() > MOST_SIGNATURES) {
            return new Opened.Refused(Flaw.MALFORMED);
        }
        if (signatures.isEmpty()) {
            return new Opened.Refused(Flaw.UNSIGNED);
        }
        String id = key.id().hex();
        List<EnvelopeSignature> own = signatures.stream()
                .filter(signature -> signature.getKeyId().equals(id))
                .toList();
        if (own.isEmpty()) {
            return new Opened.Refused(Flaw.OTHER_KEY);
        }
        byte[] payload = bytes(envelope.getPayload());
        boolean genuine =
                own.stream().anyMatch(signature -> Dsse.verifies(key, type, payload, bytes(signature.getSignature())));
        return genuine ? new Opened.Genuine(envelope.getPayload().asReadOnlyBuffer()) : new Opened.Refused(Flaw.FORGED);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
