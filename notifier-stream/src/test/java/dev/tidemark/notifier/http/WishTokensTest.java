package dev.tidemark.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.http.WishTokens.Wished;
import dev.tidemark.notifier.letter.Links;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class WishTokensTest {

    private final WishTokens tokens = tokens("a secret of this farm");

    private static WishTokens tokens(String secret) {
        return new WishTokens(secret.getBytes(StandardCharsets.UTF_8), () -> new Links("https://t.example.org/"));
    }

    private static String token(String link) {
        assertThat(link).startsWith("https://t.example.org/wishes/");
        return link.substring(link.lastIndexOf('/') + 1);
    }

    @Test
    void what_was_signed_is_read_back() {
        assertThat(tokens.read(token(tokens.noMail("ada")))).contains(new Wished.NoMail("ada"));
        assertThat(tokens.read(token(tokens.mute("łódź", "b-1")))).contains(new Wished.Mute("łódź", "b-1"));
    }

    @Test
    void what_nobody_here_has_signed_is_nothing() {
        String token = token(tokens.noMail("ada"));
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.read(forged)
                                    .filter(new Wished.NoMail("ada")::equals)
                                    .isPresent()
                            && !forged.equals(token))
                    .as(forged)
                    .isFalse();
        }
        assertThat(tokens("another secret").read(token)).isEmpty();
        assertThat(tokens.read("")).isEmpty();
        assertThat(tokens.read("!")).isEmpty();
        assertThat(tokens.read("A".repeat(3_000))).isEmpty();
    }
}
