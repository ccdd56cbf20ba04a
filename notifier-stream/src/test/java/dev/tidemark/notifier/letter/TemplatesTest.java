package dev.tidemark.notifier.letter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.letter.Templates.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TemplatesTest {

    private static final Map<String, Object> MODEL = Map.of("what", "<b>x</b>", "posted", true);

    @TempDir
    private Path folder;

    @Test
    void what_is_filled_in_is_escaped_in_html() {
        assertThat(new Templates(Optional.empty()).fill("wish", Kind.HTML, MODEL))
                .contains("Noted: &lt;b&gt;x&lt;/b&gt;.");
    }

    @Test
    void an_operators_own_template_goes_before_the_one_that_comes_along() throws IOException {
        Files.writeString(folder.resolve("wish.html.mustache"), "ours: {{what}}");

        assertThat(new Templates(Optional.of(folder)).fill("wish", Kind.HTML, MODEL))
                .isEqualTo("ours: &lt;b&gt;x&lt;/b&gt;");
    }

    @Test
    void one_that_fails_is_not_used_and_nothing_is_lost() throws IOException {
        for (String wrong : List.of("{{#open}}", "{{nobody knows this}}", "{{missing}}")) {
            Files.writeString(folder.resolve("wish.html.mustache"), wrong);

            assertThat(new Templates(Optional.of(folder)).fill("wish", Kind.HTML, MODEL))
                    .as(wrong)
                    .contains("Noted: ");
        }
        Files.delete(folder.resolve("wish.html.mustache"));
        Files.createDirectory(folder.resolve("wish.html.mustache"));
        assertThat(new Templates(Optional.of(folder)).fill("wish", Kind.HTML, MODEL))
                .contains("Noted: ");
    }
}
