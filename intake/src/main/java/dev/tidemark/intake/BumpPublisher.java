package dev.tidemark.intake;

import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.UnmappedRelease;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.Trace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes bumps, with the headers of CloudEvents' binary mode and the first {@code traceparent} of everything that a
 * bump leads to. The same bump published again has the same {@code ce_id}. Also keeps what no table of names maps. Thread-safe;
 * holds a connection until closed.
 */
public final class BumpPublisher implements BumpOutlet, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BumpPublisher.class);
    private static final String TYPE = "dev.tidemark.version-bump";

    private final BrokerSettings brokers;
    private final Producer<String, byte[]> producer;
    private final Serde<VersionBump> bumps;
    private final Serde<UnmappedRelease> unmapped;
    private final RandomGenerator random;

    /**
     * Opens a connection; it is used for the first time by the first bump.
     *
     * @param random makes trace ids; must be safe to use from the threads that publish
     * @throws IntakeException when the settings lead to no broker
     */
    public static BumpPublisher open(BrokerSettings brokers, EventSerdes serdes, RandomGenerator random)
            throws IntakeException {
        try {
            var producer = new KafkaProducer<>(brokers.producer(), new StringSerializer(), new ByteArraySerializer());
            return new BumpPublisher(brokers, serdes, random, producer);
        } catch (KafkaException e) {
            throw brokers.unusable(e);
        }
    }

    BumpPublisher(
            BrokerSettings brokers, EventSerdes serdes, RandomGenerator random, Producer<String, byte[]> producer) {
        this.brokers = brokers;
        this.producer = producer;
        this.bumps = serdes.of(VersionBump.class);
        this.unmapped = serdes.of(UnmappedRelease.class);
        this.random = random;
    }

    @Override
    public void put(Release release) throws IntakeException {
        var unused = publish(release);
    }

    /**
     * Publishes one bump and waits until the brokers have it.
     *
     * @throws IntakeException when they do not answer in time or refuse; the bump may be published again without harm
     */
    public Published publish(Release release) throws IntakeException {
        Trace trace = Trace.fresh(random);
        RecordMetadata written =
                send(() -> toRecord(release, trace), "The bump of %s to %s".formatted(release.of(), release.to()));
        LOG.atInfo()
                .addKeyValue("package", release.of())
                .addKeyValue("to", release.to())
                .addKeyValue("publisher", release.publisher())
                .addKeyValue("traceparent", trace.traceparent())
                .log("bump published");
        return new Published(trace, written.partition(), written.offset());
    }

    @Override
    public void note(UnmappedRelease release) throws IntakeException {
        var unused = send(
                () -> unmappedRecord(Topics.UNMAPPED_RELEASE.key().of(release), release),
                "The release %s of %s".formatted(release.getTo(), release.getName()));
        LOG.atInfo()
                .addKeyValue("set", release.getSet())
                .addKeyValue("name", release.getName())
                .addKeyValue("to", release.getTo())
                .log("release of no known package kept");
    }

    @Override
    public void withdraw(UnmappedRelease release) throws IntakeException {
        var unused = send(
                () -> unmappedRecord(Topics.UNMAPPED_RELEASE.key().of(release), null),
                "That %s is mapped now".formatted(release.getName()));
    }

    private RecordMetadata send(Supplier<ProducerRecord<String, byte[]>> record, String what) throws IntakeException {
        try {
            return producer.send(record.get()).get();
        } catch (TimeoutException e) {
            throw brokers.unreachable(e);
        } catch (KafkaException e) {
            throw refused(what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException timeout) {
                throw brokers.unreachable(timeout);
            }
            throw refused(what, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private ProducerRecord<String, byte[]> unmappedRecord(String key, @Nullable UnmappedRelease release) {
        Topic topic = Topics.UNMAPPED_RELEASE;
        int partition = topic.partition(
                key, release, producer.partitionsFor(topic.name()).size());
        return new ProducerRecord<>(
                topic.name(),
                partition,
                key,
                release == null ? null : unmapped.serializer().serialize(topic.name(), release));
    }

    private ProducerRecord<String, byte[]> toRecord(Release release, Trace trace) {
        String topic = Topics.VERSION_BUMP.name();
        Instant seenAt = release.seenAt().truncatedTo(ChronoUnit.MILLIS);
        VersionBump bump = VersionBump.newBuilder()
                .setSet(release.of().set())
                .setAttribute(release.of().attribute())
                .setFrom(release.from().orElse(null))
                .setTo(release.to())
                .setKind(release.kind())
                .setPublisher(release.publisher())
                .setSeenAt(seenAt)
                .setChange(release.details().change().orElse(null))
                .setAdvisories(release.details().advisories())
                .setForced(release.details().forced().isPresent())
                .setReason(release.details().forced().orElse(null))
                .setRelease(release.details()
                        .company()
                        .map(Release.Company::release)
                        .orElse(null))
                .setTogether(release.details()
                        .company()
                        .map(Release.Company::together)
                        .orElse(List.of()))
                .build();
        String key = Topics.VERSION_BUMP.key().of(bump);
        int partition = Topics.VERSION_BUMP.partition(
                key, bump, producer.partitionsFor(topic).size());
        var record =
                new ProducerRecord<>(topic, partition, key, bumps.serializer().serialize(topic, bump));
        describe(record.headers(), release, seenAt);
        trace.into(record.headers());
        return record;
    }

    /** CloudEvents 1.0, Kafka protocol binding, binary content mode. */
    private static void describe(Headers headers, Release release, Instant seenAt) {
        RecordHeader.CE_SPECVERSION.add(headers, "1.0");
        String change = release.details().change().map(text -> "@" + text).orElse("");
        RecordHeader.CE_ID.add(headers, release.of() + "@" + release.to() + change);
        RecordHeader.CE_TYPE.add(headers, TYPE);
        RecordHeader.CE_SOURCE.add(headers, "/tidemark/publishers/" + release.publisher());
        RecordHeader.CE_TIME.add(headers, seenAt.toString());
        RecordHeader.CONTENT_TYPE.add(headers, "application/avro");
    }

    private IntakeException refused(String what, Exception cause) {
        return new IntakeException(
                "%s was not published (%s); see the brokers at %s, and publish it again."
                        .formatted(what, cause.getMessage(), brokers.servers()),
                cause);
    }

    /** Waits for what is on its way, no longer than the patience. */
    @Override
    public void close() {
        producer.close(brokers.patience());
    }

    /**
     * Where a bump went.
     *
     * @param trace that everything which follows from it carries
     * @param partition of the topic {@code version-bump}
     * @param offset in that partition
     */
    public record Published(Trace trace, int partition, long offset) {}
}
