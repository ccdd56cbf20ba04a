package dev.tidemark.schemas.catalogue;

import dev.tidemark.schemas.identity.TrustDomain;
import java.time.Duration;
import java.util.List;

/** Every topic of a farm. Who writes and who reads each: ARCHITECTURE.md, "Topics". */
public final class Topics {

    /** Key {@code set:attribute}. */
    public static final Topic PACKAGE = Topic.compacted("package");
    /** Key: the set. */
    public static final Topic GRAPH_REVISION = Topic.compacted("graph-revision");
    /** Key {@code set:attribute}, partitioned by set. */
    public static final Topic VERSION_BUMP = Topic.keptFor("version-bump", Duration.ofDays(90));
    /** Key {@code set:attribute@version}, partitioned by set. */
    public static final Topic BUMP = Topic.compacted("bump");
    /** Key: the wave. */
    public static final Topic WAVE_COMMAND = Topic.keptFor("wave-command", Duration.ofDays(90));
    /** Key: the wave. */
    public static final Topic WAVE = Topic.compacted("wave");
    /** Key {@code wave/attribute/system/variant}, partitioned by wave. */
    public static final Topic JOB = Topic.compacted("job");
    /** Key: the pool. Internal. */
    public static final Topic JOB_DEMAND = Topic.keptFor("job-demand", Duration.ofDays(90));
    /** Key: the wave. Internal. */
    public static final Topic JOB_EVENT = Topic.keptFor("job-event", Duration.ofDays(90));
    /** Key: the breakage. Public. */
    public static final Topic BREAKAGE = Topic.compacted("breakage");
    /** Key: as it was in the topic that the record came from. What could not be read or decided. */
    public static final Topic DEAD_LETTER = Topic.keptFor("dead-letter", Duration.ofDays(30));

    private static final Topic BUILD_REQUEST_FREE = Topic.keptFor("build-request.free", Duration.ofDays(7));
    private static final Topic BUILD_REQUEST_UNFREE = Topic.keptFor("build-request.unfree", Duration.ofDays(7));
    private static final Topic AGENT_REPORT_FREE =
            Topic.keptFor("agent-report.free", Duration.ofDays(90)).stamped();
    private static final Topic AGENT_REPORT_UNFREE =
            Topic.keptFor("agent-report.unfree", Duration.ofDays(90)).stamped();

    private Topics() {}

    /** Key: the agent; partitioned by pool. */
    public static Topic buildRequest(TrustDomain trust) {
        return switch (trust) {
            case FREE -> BUILD_REQUEST_FREE;
            case UNFREE -> BUILD_REQUEST_UNFREE;
        };
    }

    /** Key: the agent; partitioned by pool; stamped by the broker, whose clock orders an agent's lives. */
    public static Topic agentReport(TrustDomain trust) {
        return switch (trust) {
            case FREE -> AGENT_REPORT_FREE;
            case UNFREE -> AGENT_REPORT_UNFREE;
        };
    }

    /** All of them, in the order in which a record travels. */
    public static List<Topic> all() {
        return List.of(
                PACKAGE,
                GRAPH_REVISION,
                VERSION_BUMP,
                BUMP,
                WAVE_COMMAND,
                WAVE,
                JOB,
                JOB_DEMAND,
                BUILD_REQUEST_FREE,
                BUILD_REQUEST_UNFREE,
                AGENT_REPORT_FREE,
                AGENT_REPORT_UNFREE,
                JOB_EVENT,
                BREAKAGE,
                DEAD_LETTER);
    }
}
