package dev.tidemark.planner.topology;

import dev.tidemark.planner.codec.NoticeCodec;
import dev.tidemark.planner.codec.WaveCodec;
import dev.tidemark.planner.wave.Announcement;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.planner.wave.WavePlan;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.schemas.event.WaveState;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/** What a task tells of its waves. Each record carries the trace of the bump that its wave is due to; null when it had none. */
final class WaveTeller {

    private final ProcessorContext<String, SpecificRecord> context;

    WaveTeller(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
    }

    Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    /** A wave as it is now. */
    void wave(WaveView view, @Nullable String traceparent) {
        forward(view.plan().wave().value(), WaveCodec.wave(view), traceparent, PlannerTopology.WAVE_SINK);
    }

    /** A wave of which there is no plan. */
    void unplanned(String wave, OpenWave opened, WaveState state, String reason, @Nullable String traceparent) {
        forward(wave, WaveCodec.unplanned(wave, opened, state, reason), traceparent, PlannerTopology.WAVE_SINK);
    }

    /** A job as it is now. */
    void job(WaveView view, int index, @Nullable String traceparent) {
        forward(
                view.plan().wave() + "/" + view.plan().job(index).id(),
                WaveCodec.job(view, index),
                traceparent,
                PlannerTopology.JOB_SINK);
    }

    /** What a wave is about to build. */
    void announced(Announcement announcement, @Nullable String traceparent) {
        NoticeCodec.parts(announcement, now())
                .forEach(part -> forward(part.getWave(), part, traceparent, PlannerTopology.NOTICE_SINK));
    }

    void demanded(WavePlan plan, WaveDecision.Demand demand, @Nullable String traceparent) {
        demand(WaveCodec.demand(plan, demand), traceparent);
    }

    void withdrawn(WavePlan plan, WaveDecision.Demand demand, @Nullable String traceparent) {
        demand(WaveCodec.withdrawal(plan, demand), traceparent);
    }

    private void demand(JobDemand demand, @Nullable String traceparent) {
        forward(demand.getPool(), demand, traceparent, PlannerTopology.JOB_DEMAND_SINK);
    }

    /** That a wave is over, and what it came to when it is green. */
    void ended(WaveView view, Effect.Ended ended, @Nullable String traceparent) {
        WavePlan plan = view.plan();
        forward(plan.set(), WaveCodec.ended(plan, ended), traceparent, PlannerTopology.WAVE_END_SINK);
        if (view.state() == dev.tidemark.planner.wave.WaveState.GREEN) {
            forward(plan.wave().value(), WaveCodec.tag(view), traceparent, PlannerTopology.TAG_SINK);
        }
    }

    /** That a wave was given up before it was planned. */
    void givenUp(String wave, OpenWave opened, @Nullable String traceparent) {
        forward(opened.getSet(), WaveCodec.givenUp(wave, opened), traceparent, PlannerTopology.WAVE_END_SINK);
    }

    /** To operators: a wave waits for somebody. */
    void halted(String wave, String reason, @Nullable String traceparent) {
        operators(WaveCodec.halted(wave, reason, now()), traceparent);
    }

    /** To operators: a wave waits for a graph that does not come. */
    void awaitsGraph(String wave, OpenWave opened, @Nullable String traceparent) {
        operators(WaveCodec.awaitsGraph(wave, opened, now()), traceparent);
    }

    private void operators(OperatorEvent event, @Nullable String traceparent) {
        forward(Topics.OPERATOR_EVENT.key().of(event), event, traceparent, PlannerTopology.OPERATOR_EVENT_SINK);
    }

    private void forward(String key, SpecificRecord value, @Nullable String traceparent, String sink) {
        context.forward(Traced.record(key, value, context.currentSystemTimeMs(), traceparent), sink);
    }
}
