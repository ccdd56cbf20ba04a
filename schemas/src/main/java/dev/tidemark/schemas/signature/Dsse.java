package dev.tidemark.schemas.signature;

import dev.tidemark.schemas.identity.AgentKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;

/**
 * Dead Simple Signing Envelope, version 1 (https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md): what is signed
 * is the type and the payload, each with its length, so that nothing signed as one thing passes for another.
 */
public final class Dsse {

    static final String ALGORITHM = "Ed25519";

    private static final int SIGNATURE_BYTES = 64;

    private Dsse() {}

    /** The bytes that are signed. */
    static byte[] preAuthenticationEncoding(String type, byte[] payload) {
        byte[] typeBytes = type.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.length + typeBytes.length + 40);
        bytes.writeBytes("DSSEv1 %d ".formatted(typeBytes.length).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(typeBytes);
        bytes.writeBytes(" %d ".formatted(payload.length).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(payload);
        return bytes.toByteArray();
    }

    /** Whether a key has signed a payload as being of a type. Costs half a millisecond; any bytes may be given. */
    public static boolean verifies(AgentKey key, String type, byte[] payload, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verification = Signature.getInstance(ALGORITHM);
            verification.initVerify(publicKey(key));
            verification.update(preAuthenticationEncoding(type, payload));
            return verification.verify(signature);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK since 15 has Ed25519", e);
        } catch (SignatureException e) {
            return false; // Bytes that are no signature at all.
        } catch (GeneralSecurityException e) {
            return false; // 32 bytes that are no point of the curve: nobody has signed anything with them.
        }
    }

    static PublicKey publicKey(AgentKey key) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(key.encoded()));
    }
}
