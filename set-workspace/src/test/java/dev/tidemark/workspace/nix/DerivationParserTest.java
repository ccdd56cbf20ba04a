package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DerivationParserTest {

    private static final String TEXT = """
            Derive([("dev","/s/h2-a-dev","",""),("out","/s/h1-a","","")],[("/s/h3-b.drv",["dev","out"]),("/s/h4-c.drv",\
            ["out"])],["/s/h5-build.sh"],"x86_64-linux","/bin/sh",["-c","true"],[("name","a"),("out","/s/h1-a")])""";

    @Test
    void every_part_is_read() throws Exception {
        Derivation derivation = parse(TEXT);

        assertThat(derivation.outputs())
                .containsExactly(
                        new Derivation.Output("dev", "/s/h2-a-dev", "", ""),
                        new Derivation.Output("out", "/s/h1-a", "", ""));
        assertThat(derivation.inputs().keySet()).containsExactly("/s/h3-b.drv", "/s/h4-c.drv");
        assertThat(derivation.inputs().get("/s/h3-b.drv")).containsExactly("dev", "out");
        assertThat(derivation.sources()).containsExactly("/s/h5-build.sh");
        assertThat(derivation.recipe())
                .isEqualTo(new Derivation.Recipe("x86_64-linux", "/bin/sh", List.of("-c", "true")));
        assertThat(derivation.environment()).hasSize(2).containsEntry("name", "a");
        assertThat(derivation.isFixedOutput()).isFalse();
        assertThat(derivation.isContentAddressed()).isFalse();
    }

    @Test
    void escapes_stand_for_what_they_mean() throws Exception {
        Derivation derivation = parse("Derive([],[],[],\"s\",\"b\",[],[(\"text\",\"x\\\"y\\\\z\\n\\t\\r\\q$ü\")])");

        assertThat(derivation.variable("text")).isEqualTo("x\"y\\z\n\t\rq$ü");
    }

    @Test
    void a_hash_that_is_known_beforehand_makes_a_source() throws Exception {
        Derivation source = parse("Derive([(\"out\",\"/s/h-f\",\"sha256\",\"00ff\")],[],[],\"builtin\",\"b\",[],[])");

        assertThat(source.isFixedOutput()).isTrue();
        assertThat(source.isContentAddressed()).isFalse();
    }

    @Test
    void an_algorithm_without_a_hash_makes_it_content_addressed() throws Exception {
        Derivation floating = parse("Derive([(\"out\",\"\",\"r:sha256\",\"\")],[],[],\"s\",\"b\",[],[])");

        assertThat(floating.isFixedOutput()).isFalse();
        assertThat(floating.isContentAddressed()).isTrue();
    }

    @Test
    void garbage_is_refused_with_where_it_begins() {
        assertThatThrownBy(() -> parse("hello"))
                .isInstanceOf(IOException.class)
                .hasMessage("not a derivation: expected \"D\" at byte 0");
        assertThatThrownBy(() -> parse(TEXT + "x"))
                .isInstanceOf(IOException.class)
                .hasMessage("not a derivation: expected the end at byte " + TEXT.length());
        assertThatThrownBy(() -> parse("DrvWithVersion(\"xp-dyn-drv\",[])")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> parse("Derive([(\"out\",\"\\")).isInstanceOf(IOException.class);
    }

    @Test
    void every_text_that_ends_too_early_is_refused() {
        for (int length = 0; length < TEXT.length(); length++) {
            String cut = TEXT.substring(0, length);
            assertThatThrownBy(() -> parse(cut)).as(cut).isInstanceOf(IOException.class);
        }
    }

    @Test
    void bytes_that_were_changed_are_read_or_refused_and_nothing_else() throws Exception {
        Random random = new Random(42);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                assertThat(DerivationParser.parse(bytes).outputs()).isNotNull();
            } catch (IOException e) {
                refused++;
                assertThat(e).hasMessageStartingWith("not a derivation: expected ");
            }
        }
        assertThat(refused).isBetween(1, 4_999);
    }

    private static Derivation parse(String text) throws IOException {
        return DerivationParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
