package dev.tidemark.notifier.topology;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Judgement;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.Paced;
import dev.tidemark.service.streams.Routed;
import java.util.function.IntSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/** The notifier's topology: stages joined by topics, each partitioned by its own key. */
public final class NotifierTopology {

    static final String BREAKAGE_SINK = "breakage";
    static final String CONCERN_SINK = "concern";

    private static final String ANNOUNCE_WAVE = "announce-wave";
    private static final String GATHER_JUDGEMENTS = "gather-judgements";
    private static final String RAISE_BREAKAGE = "raise-breakage";
    private static final String ADDRESS_PEOPLE = "address-people";

    private NotifierTopology() {}

    /**
     * @param serdes of a registry that knows every schema of the catalogue
     * @param partitions how many every topic has; asked for with each record
     */
    public static Topology build(EventSerdes serdes, Telling telling, MetricRegistry metrics, IntSupplier partitions) {
        Topology topology = new Topology();

        source(topology, "job-in", Topics.JOB, serdes, Job.class);
        source(topology, "wave-in", Topics.WAVE, serdes, Wave.class);
        source(topology, "wave-command-in", Topics.WAVE_COMMAND, serdes, WaveCommand.class);
        topology.addProcessor(
                GATHER_JUDGEMENTS,
                Paced.soon(Routed.only(GatherJudgementsProcessor.supplier(serdes), partitions)),
                "job-in",
                "wave-in",
                "wave-command-in");
        sink(topology, "judgement", Topics.JUDGEMENT, serdes, Judgement.class, GATHER_JUDGEMENTS);

        source(topology, "judgement-in", Topics.JUDGEMENT, serdes, Judgement.class);
        topology.addProcessor(
                RAISE_BREAKAGE,
                Paced.soon(Routed.only(RaiseBreakageProcessor.supplier(serdes, telling, metrics), partitions)),
                "judgement-in");
        sink(topology, BREAKAGE_SINK, Topics.BREAKAGE, serdes, Breakage.class, RAISE_BREAKAGE);
        telling.scopeTopics()
                .forEach(scope -> sink(
                        topology, breakageSink(scope), Topics.breakage(scope), serdes, Breakage.class, RAISE_BREAKAGE));

        source(topology, "notice-in", Topics.NOTICE, serdes, Notice.class);
        topology.addProcessor(
                ANNOUNCE_WAVE,
                Paced.soon(
                        Routed.only(AnnounceWaveProcessor.supplier(serdes, telling.directory(), metrics), partitions)),
                "notice-in");
        sink(topology, CONCERN_SINK, Topics.CONCERN, serdes, Concern.class, RAISE_BREAKAGE, ANNOUNCE_WAVE);

        source(topology, "concern-in", Topics.CONCERN, serdes, Concern.class);
        source(topology, "subscription-in", Topics.SUBSCRIPTION, serdes, Subscription.class);
        topology.addProcessor(
                ADDRESS_PEOPLE,
                Paced.soon(Routed.only(AddressPeopleProcessor.supplier(serdes, telling, metrics), partitions)),
                "concern-in",
                "subscription-in");
        sink(topology, "inbox", Topics.INBOX, serdes, InboxEntry.class, ADDRESS_PEOPLE);
        return topology;
    }

    /** Takes what is of one scope. */
    static String breakageSink(String scope) {
        return BREAKAGE_SINK + "." + scope;
    }

    private static <T extends SpecificRecord> void source(
            Topology topology, String name, Topic topic, EventSerdes serdes, Class<T> type) {
        topology.addSource(name, new StringDeserializer(), serdes.of(type).deserializer(), topic.name());
    }

    private static <T extends SpecificRecord> void sink(
            Topology topology, String name, Topic topic, EventSerdes serdes, Class<T> type, String... parents) {
        topology.addSink(
                name, topic.name(), new StringSerializer(), serdes.of(type).serializer(), Routed.by(topic), parents);
    }
}
