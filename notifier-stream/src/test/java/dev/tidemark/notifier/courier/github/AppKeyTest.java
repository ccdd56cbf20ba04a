package dev.tidemark.notifier.courier.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AppKeyTest {

    /** Of a key of 2,048 bits in PKCS #8, what is before that of PKCS #1. */
    private static final int HEAD = 26;

    private final FakeClock clock = new FakeClock();

    @TempDir
    private Path folder;

    /** The key's file as GitHub writes it. */
    static String pem(KeyPair pair) {
        byte[] encoded = pair.getPrivate().getEncoded();
        return pem("RSA PRIVATE KEY", Arrays.copyOfRange(encoded, HEAD, encoded.length));
    }

    private static String pem(String kind, byte[] key) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(key), kind);
    }

    static KeyPair pair() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_it_says_is_signed_with_the_key_in_either_form(boolean asGithubWritesIt) throws Exception {
        KeyPair pair = pair();
        Path file = Files.writeString(
                folder.resolve("key.pem"),
                asGithubWritesIt
                        ? pem(pair)
                        : pem("PRIVATE KEY", pair.getPrivate().getEncoded()));

        String said = new AppKey("7", file, clock).getEncodedAuthorization();

        assertThat(said).startsWith("Bearer ");
        String[] parts = said.substring("Bearer ".length()).split("\\.", -1);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(pair.getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts[1]));
        long now = clock.instant().getEpochSecond();
        assertThat(claims.path("iss").asText()).isEqualTo("7");
        assertThat(claims.path("iat").asLong()).isEqualTo(now - 60);
        assertThat(claims.path("exp").asLong()).isEqualTo(now + 9 * 60);
    }

    @Test
    void a_file_that_is_not_there_says_which_setting_names_it() {
        assertThatThrownBy(() -> new AppKey("7", folder.resolve("none.pem"), clock).getEncodedAuthorization())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("put the .pem that GitHub generated where github.login.app.key-file says");
    }

    @Test
    void a_file_without_a_key_says_what_to_put_there() throws IOException {
        Path file = Files.writeString(folder.resolve("key.pem"), "no key");
        assertThatThrownBy(() -> new AppKey("7", file, clock).getEncodedAuthorization())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("put the .pem there that GitHub generated");

        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> new AppKey("7", file, clock).getEncodedAuthorization())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("put the .pem there that GitHub generated");

        Files.writeString(file, pem("RSA PRIVATE KEY", new byte[300]));
        assertThatThrownBy(() -> new AppKey("7", file, clock).getEncodedAuthorization())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("put the .pem there that GitHub generated");
    }
}
