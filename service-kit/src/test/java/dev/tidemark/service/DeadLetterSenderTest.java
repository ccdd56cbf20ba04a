package dev.tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.DeadLetter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With Kafka's own producer fake. */
final class DeadLetterSenderTest {

    private static final byte[] VALUE = {1, 2, 3};

    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(
            false, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    private final DeadLetterSender letters = new DeadLetterSender(producer);

    @Test
    void a_letter_is_the_record_as_it_was_and_says_where_it_came_from_and_why() {
        ConsumerRecord<byte[], byte[]> record = record("key".getBytes(StandardCharsets.UTF_8), VALUE);
        record.headers().add("traceparent", new byte[] {9});

        letters.send(record, "it does not read: mend it");

        ProducerRecord<byte[], byte[]> letter = sent();
        assertThat(letter.topic()).isEqualTo(Topics.DEAD_LETTER.name());
        assertThat(letter.key()).asString().isEqualTo("key");
        assertThat(letter.value()).isEqualTo(VALUE);
        assertThat(letter.headers().lastHeader("traceparent").value()).containsExactly(9);
        assertThat(DeadLetter.from(letter.headers()))
                .contains(new DeadLetter("topic", 3, 7, "it does not read: mend it"));
        assertThat(record.headers()).hasSize(1);
        assertThat(producer.completeNext()).isTrue();
    }

    @Test
    void a_key_that_is_no_text_is_unharmed() {
        byte[] binary = {0, (byte) 0xff, (byte) 0xc3, 0x28, (byte) 0x80};

        letters.send(record(binary, VALUE), "no text");

        assertThat(sent().key()).isEqualTo(binary);
    }

    @Test
    void a_record_without_key_or_value_stays_without() {
        letters.send(record(null, null), "neither key nor value");

        assertThat(sent().key()).isNull();
        assertThat(sent().value()).isNull();
    }

    @Test
    void a_letter_that_the_brokers_refuse_keeps_no_other_from_being_sent() {
        letters.send(record(null, VALUE), "refused when it arrives");
        assertThat(producer.errorNext(new TopicAuthorizationException("not you")))
                .isTrue();
        producer.sendException = new TimeoutException("no answer");
        letters.send(record(null, VALUE), "refused at once");
        producer.sendException = null;

        letters.send(record(null, VALUE), "taken");

        assertThat(producer.completeNext()).isTrue();
        assertThat(producer.history())
                .extracting(letter ->
                        DeadLetter.from(letter.headers()).orElseThrow().reason())
                .containsExactly("refused when it arrives", "taken");
    }

    @Test
    void its_end_is_the_producers_of_which_there_is_none_before_the_first_letter() {
        DeadLetterSender unused = new DeadLetterSender(producer);
        unused.close();
        assertThat(producer.closed()).isFalse();

        letters.send(record(null, VALUE), "makes one");
        letters.close();
        assertThat(producer.closed()).isTrue();
    }

    private ProducerRecord<byte[], byte[]> sent() {
        assertThat(producer.history()).hasSize(1);
        return producer.history().getFirst();
    }

    private static ConsumerRecord<byte[], byte[]> record(byte @Nullable [] key, byte @Nullable [] value) {
        return new ConsumerRecord<>("topic", 3, 7, key, value);
    }
}
