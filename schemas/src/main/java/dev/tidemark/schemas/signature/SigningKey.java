package dev.tidemark.schemas.signature;

import dev.tidemark.schemas.identity.AgentKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An Ed25519 key that can sign. Never shown: its text has the public key alone. Immutable; safe for any thread. */
public final class SigningKey {

    private static final byte[] TRIAL = "Is the one the other's?".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern PRIVATE =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern PUBLIC =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    private final PrivateKey secret;
    private final AgentKey publicKey;

    private SigningKey(PrivateKey secret, AgentKey publicKey) {
        this.secret = secret;
        this.publicKey = publicKey;
    }

    /** A fresh one. */
    public static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(Dsse.ALGORITHM).generateKeyPair();
            return new SigningKey(
                    pair.getPrivate(), AgentKey.of(pair.getPublic().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK since 15 has Ed25519", e);
        }
    }

    /**
     * As {@link #pem} wrote it, or as two blocks of openssl's one after the other.
     *
     * @throws IllegalArgumentException when it is not a private and a public Ed25519 key that belong together
     */
    static SigningKey ofPem(String pem) {
        try {
            PrivateKey secret = KeyFactory.getInstance(Dsse.ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(block(PRIVATE, pem)));
            SigningKey key = new SigningKey(secret, AgentKey.of(block(PUBLIC, pem)));
            if (!Dsse.verifies(key.publicKey, "", TRIAL, key.sign("", TRIAL))) {
                throw new IllegalArgumentException("the two keys in it do not belong together");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the private key in it is not one of Ed25519", e);
        }
    }

    private static byte[] block(Pattern pattern, String pem) {
        Matcher matcher = pattern.matcher(pem);
        if (!matcher.find()) {
            throw new IllegalArgumentException("it has not both a PRIVATE KEY and a PUBLIC KEY in PEM");
        }
        return Base64.getMimeDecoder().decode(matcher.group(1));
    }

    /** Both keys in PEM, the private one (PKCS #8) first. */
    String pem() {
        return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getEncoder().encodeToString(secret.getEncoded()), publicKey.text());
    }

    /** By which others know what it has signed. */
    public AgentKey publicKey() {
        return publicKey;
    }

    /** Signs a payload as being of a type. The same again has the same signature. */
    public byte[] sign(String type, byte[] payload) {
        try {
            Signature signature = Signature.getInstance(Dsse.ALGORITHM);
            signature.initSign(secret);
            signature.update(Dsse.preAuthenticationEncoding(type, payload));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("a key that was made or read signs", e);
        }
    }

    @Override
    public String toString() {
        return "the secret of " + publicKey;
    }
}
