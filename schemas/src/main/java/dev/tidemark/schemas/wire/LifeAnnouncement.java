package dev.tidemark.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.signature.SigningKey;
import java.nio.ByteBuffer;

/** That a life of an agent is of who holds its key: signed once, said with every beat. docs/formats/signatures.md has its form. */
public final class LifeAnnouncement {

    /** Of the envelope that holds one. */
    public static final String TYPE = "application/vnd.tidemark.life+json";

    private LifeAnnouncement() {}

    public static Envelope signed(Attestor self, SigningKey key) {
        byte[] payload = SignedJson.write(json -> {
            json.writeStringField("pool", self.pool().toString());
            json.writeStringField("agent", self.agent());
            json.writeStringField("incarnation", self.incarnation());
        });
        return Envelopes.close(TYPE, payload, key);
    }

    /**
     * Whose life it is.
     *
     * @param payload of an envelope that was opened
     * @throws IllegalArgumentException when it cannot be understood
     */
    public static Attestor read(ByteBuffer payload) {
        JsonNode life = SignedJson.read(payload);
        return new Attestor(
                Pool.parse(SignedJson.text(life, "pool")),
                SignedJson.text(life, "agent"),
                SignedJson.text(life, "incarnation"));
    }
}
