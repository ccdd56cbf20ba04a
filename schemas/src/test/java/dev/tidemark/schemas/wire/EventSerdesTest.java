package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.store.Evidence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

final class EventSerdesTest {

    private final EventSerdes serdes = new EventSerdes(new RegistrySettings("mock://event-serdes-test", Map.of()));

    @Test
    void a_value_bears_the_id_of_the_newest_version_in_the_history() {
        byte[] bytes = write(serdes, new Evidence("hash"));

        assertThat(bytes[0]).isZero();
        assertThat(SchemaHistory.newest(Evidence.getClassSchema().getFullName()))
                .hasValueSatisfying(
                        version -> assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(version.id()));
    }

    @Test
    void two_of_one_scope_read_each_other() {
        EventSerdes other = new EventSerdes(new RegistrySettings("mock://event-serdes-test", Map.of()));
        Evidence evidence = new Evidence("hash");

        try (Serde<Evidence> serde = other.of(Evidence.class)) {
            assertThat(serde.deserializer().deserialize("topic", write(serdes, evidence)))
                    .isEqualTo(evidence);
        }
    }

    @Test
    void a_tombstone_stays_one() {
        try (Serde<Evidence> serde = serdes.of(Evidence.class)) {
            assertThat(serde.serializer().serialize("topic", null)).isNull();
            assertThat(serde.deserializer().deserialize("topic", null)).isNull();
        }
    }

    @Test
    void a_value_of_another_kind_is_refused_by_name() {
        try (Serde<Wave> serde = serdes.of(Wave.class)) {
            byte[] bytes = write(serdes, new Admissions(1L, 1L));
            assertThatThrownBy(() -> serde.deserializer().deserialize("topic", bytes))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageStartingWith("topic holds a Admissions where a Wave belongs");
        }
    }

    @Test
    void bytes_that_are_no_event_are_refused() {
        try (Serde<Wave> serde = serdes.of(Wave.class)) {
            for (String text : new String[] {"no event", "\0\0\0\0\7", "\0\0\0\u7fff\7"}) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                assertThatThrownBy(() -> serde.deserializer().deserialize("topic", bytes))
                        .isInstanceOf(SerializationException.class);
            }
        }
    }

    @Test
    void a_registry_of_no_known_kind_is_refused_with_what_there_is() {
        assertThatThrownBy(() -> new RegistrySettings("ftp://registry", Map.of()))
                .hasMessageContaining("mock://tidemark");
    }

    @Test
    void a_trace_is_kept_in_one_header_and_a_bad_one_is_none() {
        RecordHeaders headers = new RecordHeaders();
        Trace trace = Trace.fresh(new Random(1));
        Trace.fresh(new Random(2)).into(headers);
        trace.into(headers);

        assertThat(Trace.from(headers)).contains(trace);
        assertThat(headers.toArray()).hasSize(1);
        headers.add("traceparent", "nonsense".getBytes(StandardCharsets.UTF_8));
        assertThat(Trace.from(headers)).isEmpty();
        assertThatThrownBy(() -> new Trace("nonsense")).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] write(EventSerdes serdes, Evidence value) {
        try (Serde<Evidence> serde = serdes.of(Evidence.class)) {
            return serde.serializer().serialize("topic", value);
        }
    }

    private static byte[] write(EventSerdes serdes, Admissions value) {
        try (Serde<Admissions> serde = serdes.of(Admissions.class)) {
            return serde.serializer().serialize("topic", value);
        }
    }
}
