package dev.tidemark.planner.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.EnvelopeSignature;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.Envelopes;
import dev.tidemark.schemas.wire.Envelopes.Opened;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GenuineEnvelopesTest {

    private static final String TYPE = "application/vnd.test+json";
    private static final byte[] PAYLOAD = "{\"built\": true}".getBytes(StandardCharsets.UTF_8);

    private final SigningKey key = SigningKey.generate();
    private final AgentKey own = key.publicKey();
    private final GenuineEnvelopes envelopes = new GenuineEnvelopes();

    @Test
    void the_same_bytes_are_genuine_again_and_may_be_read_again() {
        for (int times = 0; times < 3; times++) {
            Envelope again = Envelopes.close(TYPE, PAYLOAD.clone(), key);

            assertThat(envelopes.open(again, TYPE, own))
                    .isEqualTo(new Opened.Genuine(ByteBuffer.wrap(PAYLOAD).asReadOnlyBuffer()));
        }
    }

    @Test
    void nothing_that_differs_from_what_was_genuine_is_believed_for_it() {
        Envelope genuine = Envelopes.close(TYPE, PAYLOAD, key);
        assertThat(envelopes.open(genuine, TYPE, own)).isInstanceOf(Opened.Genuine.class);
        byte[] signature = genuine.getSignatures().getFirst().getSignature().array();

        for (int at = 0; at < PAYLOAD.length; at++) {
            assertThat(envelopes.open(envelope(TYPE, flipped(PAYLOAD, at), signature, own), TYPE, own))
                    .isEqualTo(new Opened.Refused(Envelopes.Flaw.FORGED));
        }
        for (int at = 0; at < signature.length; at++) {
            assertThat(envelopes.open(envelope(TYPE, PAYLOAD, flipped(signature, at), own), TYPE, own))
                    .isEqualTo(new Opened.Refused(Envelopes.Flaw.FORGED));
        }
        AgentKey another = SigningKey.generate().publicKey();
        assertThat(envelopes.open(genuine, TYPE, another)).isEqualTo(new Opened.Refused(Envelopes.Flaw.OTHER_KEY));
        assertThat(envelopes.open(envelope(TYPE, PAYLOAD, signature, another), TYPE, another))
                .isEqualTo(new Opened.Refused(Envelopes.Flaw.FORGED));
        assertThat(envelopes.open(genuine, "another/type", own))
                .isEqualTo(new Opened.Refused(Envelopes.Flaw.MALFORMED));
        assertThat(envelopes.open(envelope("another/type", PAYLOAD, signature, own), TYPE, own))
                .isEqualTo(new Opened.Refused(Envelopes.Flaw.MALFORMED));
    }

    @Test
    void what_was_refused_is_refused_again() {
        Envelope forged = envelope(TYPE, PAYLOAD, new byte[64], own);

        assertThat(envelopes.open(forged, TYPE, own)).isEqualTo(new Opened.Refused(Envelopes.Flaw.FORGED));
        assertThat(envelopes.open(forged, TYPE, own)).isEqualTo(new Opened.Refused(Envelopes.Flaw.FORGED));
    }

    private static Envelope envelope(String type, byte[] payload, byte[] signature, AgentKey of) {
        return new Envelope(
                type,
                ByteBuffer.wrap(payload),
                List.of(new EnvelopeSignature(of.id().hex(), ByteBuffer.wrap(signature))));
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 1;
        return flipped;
    }
}
