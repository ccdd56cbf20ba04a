package dev.tidemark.schemas.catalogue;

import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BuildLogChunk;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobHistory;
import dev.tidemark.schemas.event.Judgement;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.Tag;
import dev.tidemark.schemas.event.UnmappedRelease;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.identity.TrustDomain;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every topic of a farm. What people read of it is made from here: docs/asyncapi.json, and docs/contract.md around it. */
public final class Topics {

    /** The graph, one record a package. */
    public static final Topic PACKAGE =
            Topic.of("package", Package.getClassSchema(), TopicKey.PACKAGE, WrittenBy.IMPORTER);
    /** A revision of a set's graph is whole. */
    public static final Topic GRAPH_REVISION =
            Topic.of("graph-revision", GraphRevision.getClassSchema(), TopicKey.SET, WrittenBy.IMPORTER);
    /** Who answers for packages, and how to reach them. */
    public static final Topic MAINTAINER = Topic.of(
                    "maintainer", Maintainer.getClassSchema(), TopicKey.HANDLE, WrittenBy.REGISTRARS)
            .confidential();
    /** How people want to be told. */
    public static final Topic SUBSCRIPTION = Topic.of(
                    "subscription", Subscription.getClassSchema(), TopicKey.PERSON_RULE, WrittenBy.PEOPLE)
            .routedBy(Routing.PERSON)
            .confidential();
    /** What was decided about a set, one document each. */
    public static final Topic POLICY = Topic.of("policy", Policy.getClassSchema(), TopicKey.SET, WrittenBy.OPERATORS);
    /** What watchers publish. */
    public static final Topic VERSION_BUMP = Topic.of(
                    "version-bump", VersionBump.getClassSchema(), TopicKey.PACKAGE, WrittenBy.WATCHERS)
            .bearing(
                    RecordHeader.CE_SPECVERSION,
                    RecordHeader.CE_ID,
                    RecordHeader.CE_TYPE,
                    RecordHeader.CE_SOURCE,
                    RecordHeader.CE_TIME,
                    RecordHeader.CONTENT_TYPE,
                    RecordHeader.TRACEPARENT,
                    RecordHeader.PUT_RIGHT_FROM)
            .routedBy(Routing.SET)
            .keptFor(Duration.ofDays(90));
    /** What upstream released and no table of names knows whose it is. */
    public static final Topic UNMAPPED_RELEASE = Topic.of(
                    "unmapped-release", UnmappedRelease.getClassSchema(), TopicKey.NAME, WrittenBy.WATCHERS)
            .routedBy(Routing.SET);
    /** What became of each bump. */
    public static final Topic BUMP = Topic.of("bump", Bump.getClassSchema(), TopicKey.BUMP, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT)
            .routedBy(Routing.SET);
    /** What waves are about to build, before any of it is asked for. */
    public static final Topic NOTICE = Topic.of("notice", Notice.getClassSchema(), TopicKey.WAVE, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT)
            .keptFor(Duration.ofDays(90));
    /** What waves are to do. */
    public static final Topic WAVE_COMMAND = Topic.of(
                    "wave-command", WaveCommand.getClassSchema(), TopicKey.WAVE, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT)
            .keptFor(Duration.ofDays(90));
    /** State and counts of each wave. */
    public static final Topic WAVE = Topic.of("wave", Wave.getClassSchema(), TopicKey.WAVE, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT);
    /** Every state of each job, with its evidence. */
    public static final Topic JOB = Topic.of("job", Job.getClassSchema(), TopicKey.JOB, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT)
            .routedBy(Routing.WAVE);
    /** What a wave wants built. */
    public static final Topic JOB_DEMAND = Topic.of(
                    "job-demand", JobDemand.getClassSchema(), TopicKey.POOL, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT)
            .keptFor(Duration.ofDays(90))
            .internal();
    /** What became of a demand. */
    public static final Topic JOB_EVENT = Topic.of(
                    "job-event", JobEvent.getClassSchema(), TopicKey.WAVE, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT)
            .keptFor(Duration.ofDays(90))
            .internal();
    /** A wave of a set is over. */
    public static final Topic WAVE_END = Topic.of("wave-end", WaveEnd.getClassSchema(), TopicKey.SET, WrittenBy.PLANNER)
            .keptFor(Duration.ofDays(90))
            .internal();
    /** What green waves came to. */
    public static final Topic TAG = Topic.of("tag", Tag.getClassSchema(), TopicKey.TAG, WrittenBy.PLANNER)
            .bearing(RecordHeader.TRACEPARENT);
    /** How long builds take, learnt from those that succeeded. */
    public static final Topic JOB_HISTORY =
            Topic.of("job-history", JobHistory.getClassSchema(), TopicKey.HISTORY, WrittenBy.PLANNER);
    /** What the dispatcher knows of each agent. */
    public static final Topic AGENT = Topic.of("agent", Agent.getClassSchema(), TopicKey.POOL_AGENT, WrittenBy.PLANNER);
    /** Which agents may build, and as what. Where what they say lies, too. */
    public static final Topic ENROLMENT = Topic.of(
                    "enrolment", Enrolment.getClassSchema(), TopicKey.POOL_AGENT, WrittenBy.ENROLLERS)
            .routedBy(Routing.KEY_POOL);
    /** What operators must know, each with its next step. */
    public static final Topic OPERATOR_EVENT = Topic.of(
                    "operator-event", OperatorEvent.getClassSchema(), TopicKey.SUBJECT, WrittenBy.PLANNER)
            .keptFor(Duration.ofDays(90));
    /** What breakages are made of. */
    public static final Topic JUDGEMENT = Topic.of(
                    "judgement", Judgement.getClassSchema(), TopicKey.SET, WrittenBy.NOTIFIER)
            .bearing(RecordHeader.TRACEPARENT)
            .keptFor(Duration.ofDays(7))
            .internal();
    /** One record a root cause. */
    public static final Topic BREAKAGE = Topic.of(
                    "breakage", Breakage.getClassSchema(), TopicKey.BREAKAGE, WrittenBy.NOTIFIER)
            .bearing(
                    RecordHeader.SET,
                    RecordHeader.WAVE,
                    RecordHeader.SCOPE,
                    RecordHeader.PACKAGE,
                    RecordHeader.MAINTAINER,
                    RecordHeader.TRACEPARENT);
    /** Whom a change of a breakage concerns. */
    public static final Topic CONCERN = Topic.of(
                    "concern", Concern.getClassSchema(), TopicKey.PERSON, WrittenBy.NOTIFIER)
            .bearing(RecordHeader.TRACEPARENT)
            .keptFor(Duration.ofDays(7))
            .internal();
    /** What to tell whom, once. */
    public static final Topic INBOX = Topic.of(
                    "inbox", InboxEntry.getClassSchema(), TopicKey.PERSON, WrittenBy.NOTIFIER)
            .bearing(RecordHeader.TRACEPARENT, RecordHeader.COURIER)
            .keptFor(Duration.ofDays(90))
            .confidential();
    /** What could not be read or decided, with where it came from and why in its headers; kept from when it became one. */
    public static final Topic DEAD_LETTER = Topic.ofBytes("dead-letter", TopicKey.AS_IT_WAS, WrittenBy.READERS)
            .bearing(
                    RecordHeader.ERROR_TOPIC,
                    RecordHeader.ERROR_PARTITION,
                    RecordHeader.ERROR_OFFSET,
                    RecordHeader.ERROR_MESSAGE,
                    RecordHeader.COURIER,
                    RecordHeader.REPLAYED,
                    RecordHeader.DISMISSED)
            .keptFor(Duration.ofDays(30))
            .stamped();

    private static final Topic BUILD_REQUEST_FREE = buildRequests(TrustDomain.FREE);
    private static final Topic BUILD_REQUEST_UNFREE = buildRequests(TrustDomain.UNFREE);
    private static final Topic AGENT_REPORT_FREE = agentReports(TrustDomain.FREE);
    private static final Topic AGENT_REPORT_UNFREE = agentReports(TrustDomain.UNFREE);
    private static final Topic BUILD_LOG_FREE = buildLogs(TrustDomain.FREE);
    private static final Topic BUILD_LOG_UNFREE = buildLogs(TrustDomain.UNFREE);

    private static final List<Topic> ALL = List.of(
            PACKAGE,
            GRAPH_REVISION,
            MAINTAINER,
            SUBSCRIPTION,
            POLICY,
            VERSION_BUMP,
            UNMAPPED_RELEASE,
            BUMP,
            WAVE_COMMAND,
            WAVE,
            NOTICE,
            JOB,
            JOB_DEMAND,
            BUILD_REQUEST_FREE,
            BUILD_REQUEST_UNFREE,
            BUILD_LOG_FREE,
            BUILD_LOG_UNFREE,
            AGENT_REPORT_FREE,
            AGENT_REPORT_UNFREE,
            JOB_EVENT,
            WAVE_END,
            TAG,
            JOB_HISTORY,
            AGENT,
            ENROLMENT,
            OPERATOR_EVENT,
            JUDGEMENT,
            BREAKAGE,
            CONCERN,
            INBOX,
            DEAD_LETTER);

    /** Looked up with every record. */
    private static final Map<String, Topic> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Topic::name, topic -> topic));

    private Topics() {}

    private static Topic buildRequests(TrustDomain trust) {
        return Topic.of(
                        "build-request." + trust.label(),
                        BuildRequest.getClassSchema(),
                        TopicKey.AGENT,
                        WrittenBy.PLANNER)
                .bearing(RecordHeader.TRACEPARENT)
                .routedBy(Routing.POOL)
                .keptFor(Duration.ofDays(7));
    }

    private static Topic agentReports(TrustDomain trust) {
        return Topic.of("agent-report." + trust.label(), AgentReport.getClassSchema(), TopicKey.AGENT, WrittenBy.AGENTS)
                .routedBy(Routing.POOL)
                .keptFor(Duration.ofDays(90))
                .stamped();
    }

    private static Topic buildLogs(TrustDomain trust) {
        return Topic.of(
                        "build-log." + trust.label(),
                        BuildLogChunk.getClassSchema(),
                        TopicKey.POOL_ATTEMPT,
                        WrittenBy.AGENTS)
                .keptFor(Duration.ofDays(7))
                .stamped();
    }

    /** All that the agents of a domain are told. */
    public static Topic buildRequest(TrustDomain trust) {
        return switch (trust) {
            case FREE -> BUILD_REQUEST_FREE;
            case UNFREE -> BUILD_REQUEST_UNFREE;
        };
    }

    /** All that the agents of a domain say; stamped by the broker, whose clock orders an agent's lives. */
    public static Topic agentReport(TrustDomain trust) {
        return switch (trust) {
            case FREE -> AGENT_REPORT_FREE;
            case UNFREE -> AGENT_REPORT_UNFREE;
        };
    }

    /** What recipes of a domain print, while they do; stamped by the broker, by whose clock a reader finds an attempt. */
    public static Topic buildLog(TrustDomain trust) {
        return switch (trust) {
            case FREE -> BUILD_LOG_FREE;
            case UNFREE -> BUILD_LOG_UNFREE;
        };
    }

    /**
     * What {@link #BREAKAGE} holds, of one scope alone. A farm has it where its operator gave the scope a topic, so it is none of
     * {@link #all()}.
     *
     * @param scope its name
     */
    public static Topic breakage(String scope) {
        return BREAKAGE.called(BREAKAGE.fact() + "." + scope);
    }

    /** All that every farm has, in the order in which a record travels. */
    public static List<Topic> all() {
        return ALL;
    }

    /** The one that a broker knows under this name; empty for a stranger's. */
    public static Optional<Topic> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
