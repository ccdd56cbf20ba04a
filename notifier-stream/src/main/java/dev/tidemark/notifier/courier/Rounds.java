package dev.tidemark.notifier.courier;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.wire.MeantFor;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.service.MetricName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A courier's work, round by round. Belongs to the courier's thread; deliveries run on threads of their own. */
final class Rounds<T extends SpecificRecord> implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration POLL = Duration.ofMillis(100);
    /** As long as there is nothing to carry and nothing to note: what comes cuts it short. */
    private static final Duration IDLE_POLL = Duration.ofMillis(500);

    private static final Duration REGISTRY_AGAIN = Duration.ofSeconds(2);
    /** An end of the process is waited for by others, who kill it. */
    private static final Duration END_WITHIN = Duration.ofSeconds(10);
    /**
     * Longer the rest of the group is not kept waiting. It would be let wait for max.poll.interval.ms, five minutes, and the session goes on
     * meanwhile, since heartbeats are sent by a thread of the consumer's own.
     */
    private static final Duration HAND_OVER_WITHIN = Duration.ofMinutes(1);
    /** Who was interrupted ends at once. */
    private static final Duration CANCEL_WITHIN = Duration.ofSeconds(1);

    private static final Duration COMMIT_EVERY = Duration.ofMillis(500);
    private static final Duration COMMIT_WITHIN = Duration.ofSeconds(5);
    private static final int MOST_OPEN = 2_000;

    private final String courier;
    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<T> reader;
    private final Channel<T> channel;
    private final CourierSettings settings;
    private final Courier.Office office;
    private final Map<TopicPartition, OffsetBook> books = new HashMap<>();
    private final Map<String, ArrayDeque<Delivery<T>>> lanes = new LinkedHashMap<>();
    private final PriorityQueue<Turn> turns = new PriorityQueue<>();
    private final FirstSight firstSight;
    private final BlockingQueue<Done<T>> done = new LinkedBlockingQueue<>();
    /** What is under way, and who carries it. */
    private final Map<Delivery<T>, Thread> running = new LinkedHashMap<>();

    private long committedAt = System.nanoTime();
    private boolean dirty;

    /** When a lane's first delivery may be tried. */
    private record Turn(long at, long number, String lane) implements Comparable<Turn> {
        private static final Comparator<Turn> ORDER =
                Comparator.comparingLong(Turn::at).thenComparingLong(Turn::number);

        @Override
        public int compareTo(Turn other) {
            return ORDER.compare(this, other);
        }
    }

    private record Done<T>(String lane, Delivery<T> delivery, Outcome outcome) {}

    Rounds(
            String courier,
            Consumer<byte[], byte[]> consumer,
            Deserializer<T> reader,
            Channel<T> channel,
            CourierSettings settings,
            Courier.Office office) {
        this.courier = courier;
        this.consumer = consumer;
        this.reader = reader;
        this.channel = channel;
        this.settings = settings;
        this.office = office;
        this.firstSight = new FirstSight(settings.retry().giveUpAfter());
    }

    /** Reads, hands out what may be tried, and notes what became of what was. */
    void once() {
        boolean idle = !books.isEmpty() && lanes.isEmpty() && running.isEmpty() && !dirty;
        ConsumerRecords<byte[], byte[]> some = consumer.poll(idle ? IDLE_POLL : POLL);
        for (TopicPartition partition : some.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : some.records(partition)) {
                if (!take(partition, record)) {
                    break;
                }
            }
        }
        for (TopicPartition partition : books.keySet()) {
            books.get(partition).read(consumer.position(partition));
            firstSight.read(partition, consumer.position(partition));
        }
        firstSight.passedOver().ifPresent(this::sayPassedOver);
        dirty |= firstSight.someAreOver();
        settle();
        handOut();
        commitSometimes();
        hold();
    }

    /** @return false when it cannot be read yet */
    private boolean take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
        OffsetBook book = books.get(partition);
        if (book == null || !book.isNew(record.offset())) {
            return true;
        }
        MeantFor meant = MeantFor.from(record.headers());
        if (!meant.isFor(courier) || (meant.isForAll() && firstSight.passesOver(partition, record.timestamp()))) {
            book.opened(record.offset());
            close(partition, record.offset());
            return true;
        }
        @Nullable T value;
        try {
            value = reader.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            if (RegistryFailure.isOutage(e)) {
                LOG.atWarn().addKeyValue("courier", courier).setCause(e).log("waiting for the schema registry");
                consumer.seek(partition, record.offset());
                pause();
                return false;
            }
            book.opened(record.offset());
            book.closed(record.offset());
            dead(record, String.valueOf(e.getMessage()));
            return true;
        }
        book.opened(record.offset());
        if (value == null) {
            close(partition, record.offset());
            return true;
        }
        String name = laneOf(record);
        ArrayDeque<Delivery<T>> lane = lanes.computeIfAbsent(name, first -> new ArrayDeque<>());
        lane.addLast(new Delivery<>(record, value, System::nanoTime));
        if (lane.size() == 1) {
            turns.add(new Turn(System.nanoTime(), record.offset(), name));
        }
        return true;
    }

    /** Records of one key go one after the other. */
    private static String laneOf(ConsumerRecord<byte[], byte[]> record) {
        byte[] key = record.key() == null ? new byte[0] : record.key();
        return record.partition() + "/" + new String(key, StandardCharsets.ISO_8859_1);
    }

    private static void pause() {
        try {
            Thread.sleep(REGISTRY_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handOut() {
        while (running.size() < settings.atOnce()
                && !turns.isEmpty()
                && turns.peek().at() <= System.nanoTime()) {
            String name = turns.remove().lane();
            ArrayDeque<Delivery<T>> lane = lanes.get(name);
            if (lane == null || lane.isEmpty()) {
                continue;
            }
            Delivery<T> delivery = lane.getFirst();
            delivery.begin();
            running.put(
                    delivery, Thread.startVirtualThread(() -> done.add(new Done<>(name, delivery, tried(delivery)))));
        }
    }

    private Outcome tried(Delivery<T> delivery) {
        try {
            return !delivery.isPutBack() && channel.isBeforeTheWish(delivery.value())
                    ? Outcome.PASSED_OVER
                    : channel.deliver(delivery.value());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed("the courier is stopping");
        } catch (RuntimeException e) { // A thread's edge: what nobody foresaw is tried again, then a dead letter.
            LOG.atError()
                    .addKeyValue("courier", courier)
                    .addKeyValue("from", delivery.origin())
                    .setCause(e)
                    .log("delivery failed unforeseen");
            return Outcome.failed(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    private void settle() {
        for (Done<T> each = done.poll(); each != null; each = done.poll()) {
            settle(each);
        }
    }

    private void settle(Done<T> each) {
        running.remove(each.delivery());
        ArrayDeque<Delivery<T>> lane = lanes.get(each.lane());
        if (lane == null || lane.peekFirst() != each.delivery()) {
            return; // The partition was taken away meanwhile.
        }
        Delivery<T> delivery = each.delivery();
        switch (each.outcome()) {
            case Outcome.Delivered delivered -> {
                count("delivered");
                end(each.lane(), lane, delivery);
            }
            case Outcome.PassedOver passed -> {
                count("passed-over");
                end(each.lane(), lane, delivery);
            }
            case Outcome.NotYet(Duration wait) -> again(each.lane(), delivery, wait);
            case Outcome.Failed(String reason, var wait) -> failed(each.lane(), lane, delivery, reason, wait);
            case Outcome.Refused(String reason) -> {
                dead(delivery.record(), reason);
                end(each.lane(), lane, delivery);
            }
        }
    }

    private void failed(
            String name, ArrayDeque<Delivery<T>> lane, Delivery<T> delivery, String reason, Optional<Duration> wait) {
        count("failed");
        delivery.tried();
        Duration backoff = settings.retry().after(delivery.tries());
        Duration next = wait.filter(asked -> asked.compareTo(backoff) > 0).orElse(backoff);
        if (isGivenUp(delivery, next)) {
            dead(
                    delivery.record(),
                    "the %s could not deliver it in %d tries (%s): see to that, then %s"
                            .formatted(
                                    courier,
                                    delivery.tries(),
                                    reason,
                                    nextStep(delivery.record().topic())));
            end(name, lane, delivery);
            return;
        }
        LOG.atWarn()
                .addKeyValue("courier", courier)
                .addKeyValue("from", delivery.origin())
                .addKeyValue("tries", delivery.tries())
                .addKeyValue("reason", reason)
                .addKeyValue("againAfter", next)
                .log("not delivered yet");
        again(name, delivery, next);
    }

    /**
     * What was to be told once is given up so long after it was written, however often the process began anew since; but not before this
     * process has waited for long enough to see more than a bad moment.
     */
    private boolean isGivenUp(Delivery<T> delivery, Duration next) {
        Backoff retry = settings.retry();
        Duration inThisLife = delivery.age().plus(next);
        boolean isOld = isToldOnce(delivery.record().topic())
                && delivery.record().timestamp() >= 0
                && Duration.between(
                                        Instant.ofEpochMilli(delivery.record().timestamp()),
                                        office.clock().instant())
                                .plus(next)
                                .compareTo(retry.giveUpAfter())
                        > 0;
        return inThisLife.compareTo(retry.giveUpAfter()) > 0
                || (isOld && delivery.age().compareTo(retry.most()) > 0);
    }

    /** What tells how things stand is owed however old it is, and is not replayed: it would undo what is newer. */
    private static boolean isToldOnce(String topic) {
        return Topics.named(topic).map(Topic::mayBeReplayed).orElse(true);
    }

    static String nextStep(String topic) {
        return isToldOnce(topic)
                ? "run tidemark dead-letter replay"
                : "dismiss it: what becomes of it next is delivered again";
    }

    private void again(String name, Delivery<T> delivery, Duration wait) {
        turns.add(new Turn(System.nanoTime() + wait.toNanos(), delivery.record().offset(), name));
    }

    private void end(String name, ArrayDeque<Delivery<T>> lane, Delivery<T> delivery) {
        lane.removeFirst();
        close(delivery.partition(), delivery.record().offset());
        if (lane.isEmpty()) {
            lanes.remove(name);
        } else {
            turns.add(new Turn(System.nanoTime(), lane.getFirst().record().offset(), name));
        }
    }

    private void close(TopicPartition partition, long offset) {
        OffsetBook book = books.get(partition);
        if (book != null) {
            book.closed(offset);
            dirty = true;
        }
    }

    /** It says whose it is, so that it is put back for this courier alone. */
    private void dead(ConsumerRecord<byte[], byte[]> record, String reason) {
        count("dead");
        MeantFor.only(courier).into(record.headers());
        office.deadLetters().send(record, reason);
        dirty = true;
    }

    private void sayPassedOver(long number) {
        office.metrics().counter(counter("passed-over")).inc(number);
        dirty = true;
        LOG.atInfo()
                .addKeyValue("courier", courier)
                .addKeyValue("records", number)
                .addKeyValue("giveUpAfter", settings.retry().giveUpAfter())
                .log(
                        "passed over what is older than give-up-after: no offset of the courier's was left to say whether it was delivered");
    }

    private void count(String what) {
        office.metrics().counter(counter(what)).inc();
    }

    private String counter(String result) {
        return MetricName.of("notifier.deliveries")
                .with("courier", courier)
                .with("result", result)
                .toString();
    }

    private void commitSometimes() {
        if (dirty && System.nanoTime() - committedAt > COMMIT_EVERY.toNanos()) {
            commit(books.keySet());
        }
    }

    private void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetBook book = books.get(partition);
            if (book != null && firstSight.isOver(partition)) {
                offsets.put(partition, new OffsetAndMetadata(book.committable(), book.note()));
            }
        }
        committedAt = System.nanoTime();
        try {
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, COMMIT_WITHIN);
            }
            dirty = false;
        } catch (RetriableException | CommitFailedException e) {
            // Who reads on from the older offset delivers again under the same names.
            LOG.atWarn().addKeyValue("courier", courier).setCause(e).log("what was delivered is not noted yet");
        }
    }

    /** A partition of which too much is open is read on when less is. */
    private void hold() {
        for (Map.Entry<TopicPartition, OffsetBook> book : books.entrySet()) {
            List<TopicPartition> partition = List.of(book.getKey());
            if (book.getValue().isFull(MOST_OPEN)) {
                consumer.pause(partition);
            } else if (consumer.paused().contains(book.getKey())) {
                consumer.resume(partition);
            }
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        List<TopicPartition> unknown = partitions.stream()
                .filter(partition -> committed.get(partition) == null && isToldOnce(partition.topic()))
                .toList();
        consumer.endOffsets(unknown)
                .forEach((partition, end) ->
                        firstSight.found(partition, office.clock().instant(), end));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata last = committed.get(partition);
            books.put(
                    partition,
                    last == null
                            ? new OffsetBook(consumer.position(partition), "")
                            : new OffsetBook(last.offset(), last.metadata()));
        }
    }

    /** What is under way is waited for and noted; the rest is the next owner's, and nothing of it goes on here. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Duration bound = channel.bound();
        handOver(partitions, bound.compareTo(HAND_OVER_WITHIN) < 0 ? bound : HAND_OVER_WITHIN);
    }

    private void handOver(Collection<TopicPartition> partitions, Duration within) {
        finish(partitions, within);
        commit(partitions);
        onPartitionsLost(partitions);
    }

    /** Another has them already, or soon: what is still under way is called off. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        books.keySet().removeAll(partitions);
        partitions.forEach(firstSight::lost);
        lanes.values()
                .removeIf(lane ->
                        !lane.isEmpty() && partitions.contains(lane.getFirst().partition()));
        turns.removeIf(turn -> !lanes.containsKey(turn.lane()));
        running.forEach((delivery, thread) -> {
            if (partitions.contains(delivery.partition())) {
                thread.interrupt();
            }
        });
        finish(partitions, CANCEL_WITHIN);
    }

    private void finish(Collection<TopicPartition> partitions, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try {
            while (isRunning(partitions) && System.nanoTime() < deadline) {
                Done<T> each = done.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
                if (each != null) {
                    settle(each);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRunning(Collection<TopicPartition> partitions) {
        return running.keySet().stream().anyMatch(delivery -> partitions.contains(delivery.partition()));
    }

    @Override
    public void close() {
        try {
            handOver(List.copyOf(books.keySet()), END_WITHIN);
        } finally {
            running.values().forEach(Thread::interrupt);
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
        }
    }
}
