package dev.tidemark.notifier.topology;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.Routed;
import java.util.function.IntSupplier;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/** The notifier's topology. */
public final class NotifierTopology {

    private static final String RAISE_BREAKAGE = "raise-breakage";

    private NotifierTopology() {}

    /**
     * @param serdes of a registry that knows every schema of the catalogue
     * @param partitions how many every topic has; asked for with each record
     */
    public static Topology build(EventSerdes serdes, MetricRegistry metrics, IntSupplier partitions) {
        Topology topology = new Topology();
        topology.addSource(
                "job-in", new StringDeserializer(), serdes.of(Job.class).deserializer(), Topics.JOB.name());
        topology.addProcessor(
                RAISE_BREAKAGE, Routed.only(RaiseBreakageProcessor.supplier(serdes, metrics), partitions), "job-in");
        topology.addSink(
                "breakage",
                Topics.BREAKAGE.name(),
                new StringSerializer(),
                serdes.of(Breakage.class).serializer(),
                Routed.by(Topics.BREAKAGE),
                RAISE_BREAKAGE);
        return topology;
    }
}
