package dev.tidemark.planner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class LongWaitTest {

    private final LongWait wait = new LongWait(Duration.ofMinutes(1));

    @Test
    void the_same_one_that_is_waited_for_too_long_is_told_once() {
        Optional<Marker> first = Optional.of(marker(1));
        assertThat(at(first, 0)).isEmpty();
        assertThat(at(first, 59)).isEmpty();
        assertThat(at(first, 60)).isEqualTo(first);
        assertThat(at(first, 600)).isEmpty();
    }

    @Test
    void each_one_has_its_time() {
        at(Optional.of(marker(1)), 0);
        assertThat(at(Optional.of(marker(2)), 60)).isEmpty();
        assertThat(at(Optional.empty(), 110)).isEmpty();
        assertThat(at(Optional.of(marker(2)), 130)).isEmpty();
        assertThat(at(Optional.of(marker(2)), 190)).isPresent();
    }

    private Optional<Marker> at(Optional<Marker> first, int seconds) {
        return wait.isLong(first, Duration.ofSeconds(seconds).toNanos());
    }

    private static Marker marker(long sequence) {
        GraphRevision revision = GraphRevision.newBuilder()
                .setSet("demo")
                .setSequence(sequence)
                .setRevision("commit")
                .setPackages(0)
                .setChecksum("")
                .setEndOffsets(List.of(0L))
                .setImportedAt(Instant.EPOCH)
                .build();
        return new Marker(RECORDS.get((int) sequence), revision);
    }

    private static final List<ConsumerRecord<byte[], byte[]>> RECORDS = List.of(record(0), record(1), record(2));

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>(Topics.GRAPH_REVISION.name(), 0, offset, new byte[0], new byte[0]);
    }
}
