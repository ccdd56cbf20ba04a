package dev.tidemark.notifier.courier.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.authorization.AuthorizationProvider;

/**
 * Says that it is the app, with a token that the app's key signs (docs.github.com, "Generating a JSON Web Token for a GitHub App"). The
 * key is read for each, so that another one counts at once. Safe for any thread.
 */
final class AppKey implements AuthorizationProvider {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA )?PRIVATE KEY-----");
    /** What is before an RSA key of PKCS #1 in PKCS #8: version 0, and the algorithm rsaEncryption (RFC 5208, RFC 8017). */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    /** GitHub allows ten minutes at most; clocks may differ by one. */
    private static final Duration LIFE = Duration.ofMinutes(9);

    private static final Duration SKEW = Duration.ofMinutes(1);

    private final String app;
    private final Path file;
    private final InstantSource clock;

    AppKey(String app, Path file, InstantSource clock) {
        this.app = app;
        this.file = file;
        this.clock = clock;
    }

    /** @throws IOException when the key cannot be read or is none, with the next step */
    @Override
    public String getEncodedAuthorization() throws IOException {
        Instant now = clock.instant();
        ObjectNode head =
                JsonNodeFactory.instance.objectNode().put("alg", "RS256").put("typ", "JWT");
        ObjectNode claims = JsonNodeFactory.instance
                .objectNode()
                .put("iat", now.minus(SKEW).getEpochSecond())
                .put("exp", now.plus(LIFE).getEpochSecond())
                .put("iss", app);
        String said = encoded(head) + "." + encoded(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key());
            signature.update(said.getBytes(StandardCharsets.US_ASCII));
            return "Bearer " + said + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw noKey(e);
        }
    }

    private static String encoded(ObjectNode node) {
        return BASE64.encodeToString(node.toString().getBytes(StandardCharsets.UTF_8));
    }

    private PrivateKey key() throws IOException, GeneralSecurityException {
        Matcher pem = PEM.matcher(read());
        if (!pem.find()) {
            throw noKey(null);
        }
        byte[] bytes = decoded(pem.group(2));
        byte[] encoded = pem.group(1) == null ? bytes : element(0x30, RSA, element(0x04, bytes));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    }

    private String read() throws IOException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IOException(
                    "the key of the GitHub App cannot be read (%s): put the .pem that GitHub generated where github.login.app.key-file says"
                            .formatted(e),
                    e);
        }
    }

    private byte[] decoded(String text) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw noKey(e);
        }
    }

    private IOException noKey(@Nullable Exception cause) {
        return new IOException(
                "%s holds no private key of a GitHub App: put the .pem there that GitHub generated for it"
                        .formatted(file),
                cause);
    }

    /** An element of DER (X.690): its tag, its length, and what is in it. */
    private static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 0x80) {
            element.write(length);
        } else {
            element.write(0x82); // Two bytes of length: no key is longer.
            element.write(length >> 8);
            element.write(length);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
