package dev.tidemark.intake;

import dev.tidemark.intake.FormerGraph.Present;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes one revision of a set in one transaction. Used once. */
final class RevisionTransaction {

    private static final int PROGRESS_EVERY = 500;

    private final Producer<String, byte[]> producer;
    private final SetGraph graph;
    private final ImportPlan plan;
    private final AtomicLongArray behind;
    private int sent;

    /**
     * @param producer its transactions initialised
     * @param present by partition, what a partition that gets no record ends with
     */
    RevisionTransaction(Producer<String, byte[]> producer, SetGraph graph, ImportPlan plan, Present present) {
        this.producer = producer;
        this.graph = graph;
        this.plan = plan;
        this.behind = new AtomicLongArray(
                present.behind().stream().mapToLong(Long::longValue).toArray());
    }

    /** @throws KafkaException when it could not be committed; a reader of what was committed then sees nothing of it */
    void commit(byte[] prefix, Serializer<GraphRevision> revisions, Instant now, ImportProgress progress) {
        producer.beginTransaction();
        try {
            writePackages(prefix, progress);
            writeMarker(revisions, now);
            producer.commitTransaction();
        } catch (KafkaException e) {
            abort(e);
            throw e;
        }
    }

    private void writePackages(byte[] prefix, ImportProgress progress) {
        for (PackedPackage node : plan.changed()) {
            send(node.attribute(), node.behind(prefix), progress);
        }
        for (String attribute : plan.removed()) {
            send(attribute, null, progress);
        }
        producer.flush();
    }

    private void send(String attribute, byte @Nullable [] value, ImportProgress progress) {
        String key = graph.set() + ":" + attribute;
        int partition = Topics.PACKAGE.partition(key, null, behind.length());
        // What fails fails the commit too.
        var unused = producer.send(
                new ProducerRecord<>(Topics.PACKAGE.name(), partition, key, value), (written, failure) -> {
                    if (failure == null) {
                        behind.accumulateAndGet(written.partition(), written.offset() + 1, Math::max);
                    }
                });
        sent++;
        if (sent == plan.records() || sent % PROGRESS_EVERY == 0) {
            progress.written(sent, plan.records());
        }
    }

    private void writeMarker(Serializer<GraphRevision> revisions, Instant now) {
        List<Long> endOffsets = new ArrayList<>(behind.length());
        for (int partition = 0; partition < behind.length(); partition++) {
            endOffsets.add(behind.get(partition));
        }
        GraphRevision marker = GraphRevision.newBuilder()
                .setSet(graph.set())
                .setSequence(plan.sequence())
                .setRevision(graph.revision())
                .setPackages(graph.size())
                .setChecksum(graph.checksum().hex())
                .setEndOffsets(endOffsets)
                .setImportedAt(now)
                .setEvaluated(graph.isEstimate())
                .build();
        String topic = Topics.GRAPH_REVISION.name();
        int partition = Topics.GRAPH_REVISION.partition(
                graph.set(), marker, producer.partitionsFor(topic).size());
        acknowledged(
                producer.send(new ProducerRecord<>(topic, partition, graph.set(), revisions.serialize(topic, marker))));
    }

    private static void acknowledged(Future<RecordMetadata> written) {
        try {
            var unused = written.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refused ? refused : new KafkaException(e.getCause());
        }
    }

    private void abort(KafkaException reason) {
        try {
            producer.abortTransaction();
        } catch (KafkaException e) {
            // The broker undoes it when the transaction times out; the first error is the one to tell.
            reason.addSuppressed(e);
        }
    }
}
