package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WaveCommand;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventJsonTest {

    @Test
    void every_field_is_there_by_its_name() {
        WaveCommand command = WaveCommand.newBuilder()
                .setWave("demo-1")
                .setAt(Instant.parse("2026-01-01T12:00:00.250Z"))
                .setAnswer(new AnswerJob(
                        new JobRef("csv", "x86_64-linux", Variant.WAVE, ""),
                        Resolution.WONT_FIX,
                        "ada",
                        "a \"b\"\u0007<c>"))
                .build();

        assertThat(EventJson.of(command))
                .startsWith("{\"wave\":\"demo-1\",\"open\":null,\"at\":\"2026-01-01T12:00:00.250Z\",")
                .contains(
                        "\"answer\":{\"job\":{\"attribute\":\"csv\",\"system\":\"x86_64-linux\",\"variant\":\"WAVE\",\"probe\":\"\"")
                .contains("\"reason\":\"a \\\"b\\\"\\u0007<c>\"");
    }

    @Test
    void several_are_an_array() throws Exception {
        StringWriter text = new StringWriter();
        EventJson.write(List.of(new StateCount("READY", 1), new StateCount("RUNNING", 2)), text);

        assertThat(text).hasToString("[{\"state\":\"READY\",\"jobs\":1},{\"state\":\"RUNNING\",\"jobs\":2}]");
    }
}
