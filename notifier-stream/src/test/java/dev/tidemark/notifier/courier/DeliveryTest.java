package dev.tidemark.notifier.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class DeliveryTest {

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Delivery<String> delivery =
            new Delivery<>(new ConsumerRecord<>("t", 0, 0, new byte[0], new byte[0]), "", nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void what_is_held_up_grows_no_older_before_it_was_tried() {
        delivery.begin();
        pass(Duration.ofHours(90));
        assertThat(delivery.age()).isZero();

        delivery.begin();
        pass(Duration.ofSeconds(20));
        delivery.tried();
        assertThat(delivery.age()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void its_age_is_counted_from_the_first_try() {
        delivery.begin();
        delivery.tried();
        pass(Duration.ofHours(1));
        delivery.begin();
        delivery.tried();

        assertThat(delivery.age()).isEqualTo(Duration.ofHours(1));
        assertThat(delivery.tries()).isEqualTo(2);
    }
}
