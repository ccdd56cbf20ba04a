package dev.tidemark.schemas.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidemark.schemas.identity.AgentKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DsseTest {

    /** From the protocol's own text: https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md */
    @Test
    void what_is_signed_is_the_type_and_the_payload_each_with_its_length() {
        assertThat(Dsse.preAuthenticationEncoding("http://example.com/HelloWorld", bytes("hello world")))
                .isEqualTo(bytes("DSSEv1 29 http://example.com/HelloWorld 11 hello world"));
        assertThat(Dsse.preAuthenticationEncoding("\u00e4", new byte[0]))
                .isEqualTo("DSSEv1 2 \u00e4 0 ".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void only_what_the_key_has_signed_as_that_verifies() {
        SigningKey key = SigningKey.generate();
        byte[] payload = bytes("built");
        byte[] signature = key.sign("a", payload);
        byte[] bent = signature.clone();
        bent[63] ^= 1;

        assertThat(Dsse.verifies(key.publicKey(), "a", payload, signature)).isTrue();
        assertThat(Dsse.verifies(key.publicKey(), "b", payload, signature)).isFalse();
        assertThat(Dsse.verifies(key.publicKey(), "a", bytes("bui1t"), signature))
                .isFalse();
        assertThat(Dsse.verifies(SigningKey.generate().publicKey(), "a", payload, signature))
                .isFalse();
        for (byte[] no : List.of(bent, new byte[64], new byte[63], new byte[0], new byte[65])) {
            assertThat(Dsse.verifies(key.publicKey(), "a", payload, no)).isFalse();
        }
        assertThat(key.sign("a", payload)).isEqualTo(signature);
    }

    @Test
    void bytes_that_are_no_point_of_the_curve_verify_nothing() {
        byte[] encoded = SigningKey.generate().publicKey().encoded();
        for (int fill : new int[] {0x00, 0x02, 0x7f, 0xff}) {
            java.util.Arrays.fill(encoded, 12, 44, (byte) fill);
            assertThat(Dsse.verifies(AgentKey.of(encoded), "a", bytes("built"), new byte[64]))
                    .isFalse();
        }
    }

    @Test
    void a_key_has_one_text_and_a_secret_none() {
        SigningKey key = SigningKey.generate();
        AgentKey known = key.publicKey();

        assertThat(known.text()).startsWith("MCowBQYDK2VwAyEA").hasSize(60);
        assertThat(new AgentKey(known.text())).isEqualTo(known);
        assertThat(SigningKey.ofPem(key.pem()).publicKey()).isEqualTo(known);
        assertThat(key.toString()).contains(known.text());
        assertThat(key.pem()).doesNotContain(key.toString());
        for (String no : List.of(
                "",
                "?",
                known.text() + "=",
                " " + known.text(),
                known.text().substring(4),
                known.text().replace("=", ""))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AgentKey(no))
                    .withMessageContaining("tidemark agent key");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
