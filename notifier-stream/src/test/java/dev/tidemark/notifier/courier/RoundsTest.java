package dev.tidemark.notifier.courier;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.MeantFor;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Whatever happens to deliveries and to the process, each is delivered, in the order of its person, and none again that was noted. */
final class RoundsTest {

    private static final EventSerdes SERDES = new EventSerdes(new RegistrySettings("mock://rounds-test", Map.of()));
    private static final TopicPartition PARTITION = new TopicPartition(Topics.INBOX.name(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<byte[]> log = new ArrayList<>();
    private final Map<Integer, Instant> writtenAt = new HashMap<>();
    private final Map<Integer, MeantFor> meant = new HashMap<>();
    private final MetricRegistry metrics = new MetricRegistry();
    /** How many more the partition has than are read. */
    private int unread;

    private final List<String> keys = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    private final List<String> dead = Collections.synchronizedList(new ArrayList<>());
    private final List<MeantFor> deadFor = Collections.synchronizedList(new ArrayList<>());
    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> tries = new ConcurrentHashMap<>();

    private OffsetAndMetadata noted() {
        return Objects.requireNonNull(committed.get(PARTITION), "an offset that was committed");
    }

    private Life life(Channel<InboxEntry> channel) {
        return new Life(channel, new Backoff(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofSeconds(30)));
    }

    @Test
    void what_is_delivered_is_noted_and_a_restart_delivers_nothing_again() {
        written("ada", "bob", "ada");
        try (Life life = life(this::deliver)) {
            life.until(() -> delivered.size() == 3);
        }
        try (Life life = life(this::deliver)) {
            life.rounds(20);
        }

        assertThat(delivered).containsExactlyInAnyOrder("ada 0", "bob 1", "ada 2");
        assertThat(noted().offset()).isEqualTo(3);
    }

    @Test
    void a_person_who_cannot_be_reached_holds_up_nobody_else_and_gets_all_in_order_later() {
        written("ada", "bob", "ada", "cyd");
        try (Life life = life(entry ->
                entry.getPerson().equals("ada") && tries(entry) < 5 ? Outcome.failed("away") : deliver(entry))) {
            life.until(() -> delivered.size() == 4);
        }

        assertThat(delivered.subList(0, 2)).containsExactlyInAnyOrder("bob 1", "cyd 3");
        assertThat(delivered.subList(2, 4)).containsExactly("ada 0", "ada 2");
    }

    @Test
    void a_restart_while_somebody_waits_delivers_to_them_and_to_nobody_twice() {
        written("ada", "bob", "cyd", "bob");
        try (Life life = life(entry -> entry.getPerson().equals("ada") ? Outcome.failed("away") : deliver(entry))) {
            life.until(() -> delivered.size() == 3);
        }
        assertThat(noted().offset()).isZero();
        assertThat(noted().metadata()).isEqualTo("1-3");

        try (Life life = life(this::deliver)) {
            life.until(() -> delivered.size() == 4);
            life.rounds(20);
        }
        assertThat(delivered).containsExactlyInAnyOrder("bob 1", "cyd 2", "bob 3", "ada 0");
    }

    @Test
    void a_process_that_dies_between_sending_and_noting_sends_that_again_under_the_same_name_and_nothing_else() {
        written("ada", "bob", "cyd");
        Life dying = life(this::deliver);
        dying.until(() -> delivered.size() == 3); // It dies here: nothing is committed on the way out.
        Map<TopicPartition, OffsetAndMetadata> noted = new HashMap<>(committed);

        try (Life life = life(this::deliver)) {
            life.until(() -> life.isThrough(3));
        }
        long first = noted.containsKey(PARTITION) ? noted.get(PARTITION).offset() : 0;
        assertThat(delivered.subList(3, delivered.size()))
                .allSatisfy(again ->
                        assertThat(Long.parseLong(again.split(" ", -1)[1])).isGreaterThanOrEqualTo(first))
                .doesNotHaveDuplicates();
        assertThat(tries.keySet()).containsExactlyInAnyOrder("e-0", "e-1", "e-2");
    }

    @Test
    void what_is_refused_or_given_up_is_a_dead_letter_and_the_rest_goes_on() {
        written("ada", "bob", "cyd");
        Backoff short1 = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(20));
        try (Life life = new Life(
                entry -> switch (entry.getPerson()) {
                    case "ada" -> new Outcome.Refused("never");
                    case "bob" -> Outcome.failed("away");
                    default -> deliver(entry);
                },
                short1)) {
            life.until(() -> dead.size() == 2 && delivered.size() == 1);
        }

        List<String> letters = dead.stream().sorted().toList();
        assertThat(letters.getFirst()).isEqualTo("0: never");
        assertThat(letters.getLast())
                .startsWith("1: the test could not deliver it in ")
                .contains("(away)");
        assertThat(noted().offset()).isEqualTo(3);
    }

    @Test
    void a_dead_letter_names_the_step_that_its_topic_allows() {
        assertThat(Rounds.nextStep(Topics.INBOX.name())).isEqualTo("run tidemark dead-letter replay");
        assertThat(Rounds.nextStep(Topics.BREAKAGE.name()))
                .isEqualTo("dismiss it: what becomes of it next is delivered again");
    }

    @Test
    void what_cannot_be_read_is_a_dead_letter() {
        written("ada");
        log.add("rubbish".getBytes(StandardCharsets.UTF_8));
        keys.add("bob");
        try (Life life = life(this::deliver)) {
            life.until(() -> dead.size() == 1 && delivered.size() == 1);
        }

        assertThat(noted().offset()).isEqualTo(2);
    }

    @Test
    void a_channel_that_breaks_is_tried_again_and_a_pause_is_no_try() {
        written("ada");
        try (Life life = life(entry -> switch (tries(entry)) {
            case 0 -> throw new IllegalStateException("nobody foresaw this");
            case 1, 2 -> new Outcome.NotYet(Duration.ofMillis(1));
            default -> deliver(entry);
        })) {
            life.until(() -> delivered.size() == 1);
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void no_more_are_under_way_at_once_than_may_be() {
        for (int i = 0; i < 30; i++) {
            written("p" + i);
        }
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> under = Collections.synchronizedList(new ArrayList<>());
        try (Life life = life(entry -> {
            under.add(entry.getEntry());
            goOn.await();
            return deliver(entry);
        })) {
            life.until(() -> under.size() == 3);
            life.rounds(10);
            assertThat(under).hasSize(3);
            goOn.countDown();
            life.until(() -> delivered.size() == 30);
        }
    }

    @Test
    void what_does_not_end_is_called_off_before_another_has_its_partition() {
        written("ada");
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean isCalledOff = new AtomicBoolean();
        try (Life life = life(new Channel<>() {
            @Override
            public Outcome deliver(InboxEntry entry) throws InterruptedException {
                begun.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    isCalledOff.set(true);
                    throw e;
                }
                return Outcome.DELIVERED;
            }

            @Override
            public Duration bound() {
                return Duration.ofMillis(1);
            }
        })) {
            life.until(() -> begun.getCount() == 0);
            life.rounds.onPartitionsRevoked(List.of(PARTITION));

            assertThat(isCalledOff).isTrue();
            assertThat(dead).isEmpty();
            assertThat(noted().offset()).isZero();
        }
    }

    @Test
    void a_courier_that_finds_no_offsets_passes_over_what_it_would_have_given_up_by_now_and_counts_it() {
        written("ada", "bob", "ada", "bob");
        written(0, Told.NOW.minusSeconds(3_600));
        written(1, Told.NOW.minusSeconds(31));
        written(2, Told.NOW.minusSeconds(30));
        written(3, Told.NOW);
        try (Life life = life(this::deliver)) {
            life.until(() -> delivered.size() == 2);
            life.until(() -> life.isThrough(4));
        }

        assertThat(delivered).containsExactlyInAnyOrder("ada 2", "bob 3");
        assertThat(dead).isEmpty();
        assertThat(passedOver()).isEqualTo(2);
    }

    @Test
    void a_courier_whose_inboxes_are_all_old_notes_that_it_is_through_with_them() {
        written("ada", "bob");
        written(0, Told.NOW.minusSeconds(3_600));
        written(1, Told.NOW.minusSeconds(3_600));
        try (Life life = life(this::deliver)) {
            life.until(() -> life.isThrough(2));
        }

        assertThat(delivered).isEmpty();
        assertThat(passedOver()).isEqualTo(2);
    }

    @Test
    void nothing_is_noted_before_all_that_is_old_was_read_so_that_a_crash_meanwhile_sends_none_of_it() {
        written("ada", "bob");
        written(0, Told.NOW.minusSeconds(3_600));
        written(1, Told.NOW.minusSeconds(3_600));
        unread = 1;
        try (Life life = life(this::deliver)) {
            life.until(() -> life.consumer.position(PARTITION) == 2);
            life.rounds(20);
        }

        assertThat(committed).isEmpty();
    }

    @Test
    void a_courier_that_was_away_delivers_what_came_meanwhile_however_old() {
        committed.put(PARTITION, new OffsetAndMetadata(0, ""));
        written("ada");
        written(0, Told.NOW.minusSeconds(3_600));
        try (Life life = life(this::deliver)) {
            life.until(() -> delivered.size() == 1);
        }
    }

    @Test
    void what_was_told_before_somebody_wanted_it_this_way_is_passed_over() {
        written("ada", "bob");
        try (Life life = life(wantedBy("bob"))) {
            life.until(() -> life.isThrough(2));
        }

        assertThat(delivered).containsExactly("bob 1");
        assertThat(passedOver()).isEqualTo(1);
    }

    @Test
    void what_was_put_back_is_delivered_by_the_courier_that_it_is_for_alone_and_however_old_it_is() {
        written("ada", "bob", "cyd");
        meant.put(0, MeantFor.only("test"));
        written(0, Told.NOW.minusSeconds(3_600));
        meant.put(1, MeantFor.only("another"));
        meant.put(2, MeantFor.only("another").and(MeantFor.only("test")));
        try (Life life = life(wantedBy("nobody"))) {
            life.until(() -> life.isThrough(3));
        }

        assertThat(delivered).containsExactlyInAnyOrder("ada 0", "cyd 2");
    }

    @Test
    void a_dead_letter_says_which_courier_could_not_deliver_it() {
        written("ada");
        meant.put(0, MeantFor.only("another").and(MeantFor.only("test")));
        try (Life life = life(entry -> new Outcome.Refused("never"))) {
            life.until(() -> dead.size() == 1);
        }

        assertThat(deadFor).containsExactly(MeantFor.only("test"));
    }

    @Test
    void what_is_old_is_given_up_by_a_process_that_began_anew() {
        committed.put(PARTITION, new OffsetAndMetadata(0, ""));
        written("ada", "bob");
        written(0, Told.NOW.minusSeconds(40));
        written(1, Told.NOW.minusSeconds(10));
        try (Life life = life(entry -> Outcome.failed("away"))) {
            life.until(() -> dead.size() == 1);
        }

        assertThat(dead).singleElement().asString().startsWith("0: ");
    }

    @Test
    void what_is_old_is_not_given_up_before_this_process_has_waited_for_as_long_as_it_ever_waits_between_two_tries() {
        committed.put(PARTITION, new OffsetAndMetadata(0, ""));
        written("ada");
        written(0, Told.NOW.minusSeconds(40));
        Backoff patient = new Backoff(Duration.ofMillis(1), PATIENCE, Duration.ofSeconds(30));
        try (Life life = new Life(entry -> tries(entry) < 3 ? Outcome.failed("away") : deliver(entry), patient)) {
            life.until(() -> delivered.size() == 1);
        }

        assertThat(dead).isEmpty();
    }

    private Channel<InboxEntry> wantedBy(String person) {
        return new Channel<>() {
            @Override
            public Outcome deliver(InboxEntry entry) {
                return RoundsTest.this.deliver(entry);
            }

            @Override
            public boolean isBeforeTheWish(InboxEntry entry) {
                return !entry.getPerson().equals(person);
            }
        };
    }

    private long passedOver() {
        return metrics.getCounters().entrySet().stream()
                .filter(counter -> counter.getKey().contains("passed-over"))
                .mapToLong(counter -> counter.getValue().getCount())
                .sum();
    }

    private void written(int offset, Instant at) {
        writtenAt.put(offset, at);
    }

    private Outcome deliver(InboxEntry entry) {
        int unused = tries(entry);
        delivered.add(entry.getPerson() + " " + entry.getEntry().substring(2));
        return Outcome.DELIVERED;
    }

    private int tries(InboxEntry entry) {
        return tries.merge(entry.getEntry(), 1, Integer::sum) - 1;
    }

    private void written(String... people) {
        for (String person : people) {
            InboxEntry entry = Told.entry(person, "e-" + log.size(), InboxKind.MESSAGE);
            keys.add(person);
            log.add(SERDES.of(InboxEntry.class).serializer().serialize(Topics.INBOX.name(), entry));
        }
    }

    /** A consumer of a broker that outlives it. */
    private final class Broker extends MockConsumer<byte[], byte[]> {
        Broker() {
            super("earliest");
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            return Map.copyOf(committed);
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            committed.putAll(offsets);
        }
    }

    /** One life of the process. Closing it is an orderly end; who only lets it go is killed. */
    private final class Life implements AutoCloseable {
        private final Broker consumer = new Broker();
        private final Rounds<InboxEntry> rounds;

        Life(Channel<InboxEntry> channel, Backoff retry) {
            rounds = new Rounds<>(
                    "test",
                    consumer,
                    SERDES.of(InboxEntry.class).deserializer(),
                    channel,
                    new CourierSettings(3, retry),
                    new Courier.Office(
                            metrics,
                            new DeadLetters() {
                                @Override
                                public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
                                    dead.add(record.offset() + ": " + reason);
                                    deadFor.add(MeantFor.from(record.headers()));
                                }

                                @Override
                                public void close() {}
                            },
                            () -> Told.NOW));
            consumer.subscribe(List.of(Topics.INBOX.name()), rounds);
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.updateEndOffsets(Map.of(PARTITION, (long) log.size() + unread));
            consumer.rebalance(List.of(PARTITION));
            for (int offset = 0; offset < log.size(); offset++) {
                Headers headers = new RecordHeaders();
                meant.getOrDefault(offset, new MeantFor(new TreeSet<>())).into(headers);
                consumer.addRecord(new ConsumerRecord<>(
                        PARTITION.topic(),
                        PARTITION.partition(),
                        offset,
                        writtenAt.getOrDefault(offset, Told.NOW).toEpochMilli(),
                        TimestampType.CREATE_TIME,
                        ConsumerRecord.NULL_SIZE,
                        ConsumerRecord.NULL_SIZE,
                        keys.get(offset).getBytes(StandardCharsets.UTF_8),
                        log.get(offset),
                        headers,
                        Optional.empty()));
            }
        }

        void rounds(int number) {
            for (int round = 0; round < number; round++) {
                rounds.once();
            }
        }

        void until(BooleanSupplier condition) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
                rounds(1);
            }
        }

        boolean isThrough(long end) {
            return committed.containsKey(PARTITION) && noted().offset() >= end;
        }

        @Override
        public void close() {
            rounds.close();
        }
    }
}
