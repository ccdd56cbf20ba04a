package dev.tidemark.planner.topology;

import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.event.Tag;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.Paced;
import dev.tidemark.service.streams.Routed;
import java.util.function.IntSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;

/** The planner's topology: three stages, joined by topics, each partitioned by its own key. */
public final class PlannerTopology {

    static final String VERSION_BUMP_SINK = "version-bump";
    static final String BUMP_SINK = "bump";
    static final String WAVE_COMMAND_SINK = "wave-command";
    static final String WAVE_SINK = "wave";
    static final String NOTICE_SINK = "notice";
    static final String JOB_SINK = "job";
    static final String JOB_DEMAND_SINK = "job-demand";
    static final String WAVE_END_SINK = "wave-end";
    static final String TAG_SINK = "tag";
    static final String JOB_EVENT_SINK = "job-event";
    static final String JOB_HISTORY_SINK = "job-history";
    static final String AGENT_SINK = "agent";
    static final String OPERATOR_EVENT_SINK = "operator-event";

    static final String ADMIT_BUMP = "admit-bump";
    private static final String ROUTE_BUMP = "route-bump";
    private static final String ADVANCE_WAVE = "advance-wave";
    private static final String DISPATCH_JOBS = "dispatch-jobs";

    private PlannerTopology() {}

    static String buildRequestSink(TrustDomain trust) {
        return "build-request." + trust.label();
    }

    /**
     * @param serdes of a registry that knows every schema of the catalogue
     * @param feeds what is read in whole beside the streams
     * @param partitions how many every topic has; asked for with each record
     */
    public static Topology build(
            EventSerdes serdes, Feeds feeds, DispatchPolicy policy, PlannerMetrics metrics, IntSupplier partitions) {
        return build(serdes, feeds, Cores.of(policy), metrics, partitions);
    }

    /** The same with other cores. */
    static Topology build(
            EventSerdes serdes, Feeds feeds, Cores cores, PlannerMetrics metrics, IntSupplier partitions) {
        Topology topology = new Topology();

        source(topology, "version-bump-in", Topics.VERSION_BUMP, serdes, VersionBump.class);
        topology.addProcessor(ROUTE_BUMP, RouteBumpProcessor.supplier(metrics, partitions), "version-bump-in");
        source(topology, "policy-in", Topics.POLICY, serdes, Policy.class);
        source(topology, "wave-end-in", Topics.WAVE_END, serdes, WaveEnd.class);
        topology.addProcessor(
                ADMIT_BUMP,
                Paced.soon(Routed.only(
                        AdmitBumpProcessor.supplier(serdes, feeds.graphs(), cores.admit(), metrics), partitions)),
                ROUTE_BUMP,
                "policy-in",
                "wave-end-in");
        sink(topology, VERSION_BUMP_SINK, Topics.VERSION_BUMP, serdes, VersionBump.class, ROUTE_BUMP);
        sink(topology, BUMP_SINK, Topics.BUMP, serdes, Bump.class, ADMIT_BUMP);
        sink(topology, WAVE_COMMAND_SINK, Topics.WAVE_COMMAND, serdes, WaveCommand.class, ADMIT_BUMP);

        source(topology, "wave-command-in", Topics.WAVE_COMMAND, serdes, WaveCommand.class);
        source(topology, "job-event-in", Topics.JOB_EVENT, serdes, JobEvent.class);
        topology.addProcessor(
                ADVANCE_WAVE,
                Paced.soon(Routed.only(AdvanceWaveProcessor.supplier(serdes, feeds, metrics), partitions)),
                "wave-command-in",
                "job-event-in");
        sink(topology, WAVE_SINK, Topics.WAVE, serdes, Wave.class, ADVANCE_WAVE);
        sink(topology, NOTICE_SINK, Topics.NOTICE, serdes, Notice.class, ADVANCE_WAVE);
        sink(topology, JOB_SINK, Topics.JOB, serdes, Job.class, ADVANCE_WAVE);
        sink(topology, JOB_DEMAND_SINK, Topics.JOB_DEMAND, serdes, JobDemand.class, ADVANCE_WAVE);
        sink(topology, WAVE_END_SINK, Topics.WAVE_END, serdes, WaveEnd.class, ADVANCE_WAVE);
        sink(topology, TAG_SINK, Topics.TAG, serdes, Tag.class, ADVANCE_WAVE);

        source(topology, "job-demand-in", Topics.JOB_DEMAND, serdes, JobDemand.class);
        source(topology, "enrolment-in", Topics.ENROLMENT, serdes, Enrolment.class);
        source(topology, "agent-report-free-in", Topics.agentReport(TrustDomain.FREE), serdes, AgentReport.class);
        source(topology, "agent-report-unfree-in", Topics.agentReport(TrustDomain.UNFREE), serdes, AgentReport.class);
        topology.addProcessor(
                DISPATCH_JOBS,
                Paced.soon(Routed.only(DispatchJobsProcessor.supplier(serdes, cores.dispatch(), metrics), partitions)),
                "job-demand-in",
                "enrolment-in",
                "agent-report-free-in",
                "agent-report-unfree-in");
        for (TrustDomain trust : TrustDomain.values()) {
            sink(
                    topology,
                    buildRequestSink(trust),
                    Topics.buildRequest(trust),
                    serdes,
                    BuildRequest.class,
                    DISPATCH_JOBS);
        }
        sink(topology, JOB_EVENT_SINK, Topics.JOB_EVENT, serdes, JobEvent.class, DISPATCH_JOBS);
        sink(topology, JOB_HISTORY_SINK, Topics.JOB_HISTORY, serdes, JobHistory.class, DISPATCH_JOBS);
        sink(topology, AGENT_SINK, Topics.AGENT, serdes, Agent.class, DISPATCH_JOBS);
        sink(
                topology,
                OPERATOR_EVENT_SINK,
                Topics.OPERATOR_EVENT,
                serdes,
                OperatorEvent.class,
                ADMIT_BUMP,
                ADVANCE_WAVE,
                DISPATCH_JOBS);
        return topology;
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
