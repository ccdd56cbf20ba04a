package dev.tidemark.planner.topology;

import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.service.streams.Routed;
import dev.tidemark.service.streams.UndecidableException;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts right what strangers publish. A set's bumps must meet in one task, but most clients partition by the whole key, or
 * by another hash: a bump that lies elsewhere is published again, under the key and in the partition that it belongs to.
 */
final class RouteBumpProcessor implements Processor<String, VersionBump, String, VersionBump> {

    private static final Logger LOG = LoggerFactory.getLogger(RouteBumpProcessor.class);

    private final PlannerMetrics metrics;
    private final IntSupplier partitions;
    private ProcessorContext<String, VersionBump> context;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private RouteBumpProcessor(PlannerMetrics metrics, IntSupplier partitions) {
        this.metrics = metrics;
        this.partitions = partitions;
    }

    static ProcessorSupplier<String, VersionBump, String, VersionBump> supplier(
            PlannerMetrics metrics, IntSupplier partitions) {
        return () -> new RouteBumpProcessor(metrics, partitions);
    }

    @Override
    public void init(ProcessorContext<String, VersionBump> initialised) {
        context = initialised;
    }

    @Override
    public void process(Record<String, VersionBump> record) {
        @Nullable VersionBump bump = record.value();
        if (bump == null) {
            throw new UndecidableException("a bump without a value says nothing: publish it again with one");
        }
        String key = Topics.VERSION_BUMP.key().of(bump);
        RecordMetadata from = context.recordMetadata()
                .orElseThrow(() -> new AssertionError("a record from a topic says where it came from"));
        Optional<String> amiss = key.equals(record.key())
                ? Routed.misrouting(Routed.Origin.of(from), key, bump, partitions.getAsInt())
                : Optional.of(
                        "the bump %s is keyed %s: let its producer key it set:attribute, as docs/contract.md says, and publish it again"
                                .formatted(key, record.key()));
        if (amiss.isEmpty()) {
            context.forward(record, PlannerTopology.ADMIT_BUMP);
        } else if (record.headers().lastHeader(RecordHeader.PUT_RIGHT_FROM.label()) != null) {
            throw new UndecidableException(amiss.get());
        } else {
            putRight(record, key, from, bump.getPublisher());
        }
    }

    private void putRight(Record<String, VersionBump> record, String key, RecordMetadata from, String publisher) {
        String place = "%s/%d/%d".formatted(from.topic(), from.partition(), from.offset());
        Headers headers = new RecordHeaders(record.headers());
        RecordHeader.PUT_RIGHT_FROM.add(headers, place);
        context.forward(record.withKey(key).withHeaders(headers), PlannerTopology.VERSION_BUMP_SINK);
        metrics.bumpPutRight();
        LOG.atWarn()
                .addKeyValue("bump", key)
                .addKeyValue("publisher", publisher)
                .addKeyValue("from", place)
                .log(
                        "bump put into its set's partition; its publisher should key it set:attribute and partition by {}",
                        Topics.VERSION_BUMP.routing().rule());
    }
}
