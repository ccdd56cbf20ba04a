package dev.tidemark.planner.wave;

import dev.tidemark.planner.wave.JobLifecycle.Trigger;
import dev.tidemark.planner.wave.WaveDecision.Effect;
import dev.tidemark.planner.wave.WaveEvent.Order;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import dev.tidemark.planner.wave.WaveEvent.Signature;
import java.util.List;
import java.util.stream.Collectors;

/** What a person's order makes of a wave. One that does not fit changes nothing and is refused. */
final class ObeyOrder {

    private final WaveDraft draft;
    private final WavePlan plan;
    private final Signature by;

    ObeyOrder(WaveDraft draft, Signature by) {
        this.draft = draft;
        this.plan = draft.plan();
        this.by = by;
    }

    void obey(Order order) {
        switch (order) {
            case Order.Pause() -> {
                String reason = "paused by %s; `tidemark wave resume %s --by NAME --reason TEXT` goes on"
                        .formatted(by, plan.wave());
                if (!draft.moveWave(WaveLifecycle.Trigger.PAUSED_BY_PERSON, reason)) {
                    refuse("pause");
                }
            }
            case Order.Resume() -> resume();
            case Order.Abandon() -> abandon();
            case Order.Answer(int job, Resolution resolution) -> answer(job, resolution);
        }
    }

    private void refuse(String order) {
        refuse(order, "the wave is " + draft.state());
    }

    private void refuse(String order, String reason) {
        draft.add(new Effect.Refused(order, reason));
    }

    private void resume() {
        boolean halted = draft.state() == WaveState.HALTED;
        boolean prepared = draft.preparation().isThere();
        WaveLifecycle.Trigger trigger =
                prepared ? WaveLifecycle.Trigger.RESUMED_BY_PERSON : WaveLifecycle.Trigger.RESUMED_UNPREPARED;
        if (!draft.moveWave(trigger, draft.preparation().waitsFor())) {
            refuse("resume");
            return;
        }
        if (!prepared) {
            new PrepareWave(draft).resume();
        }
        if (halted && draft.tally().haltedBy(plan.terms()).isPresent()) {
            draft.tally(draft.tally().onceOverruled());
        }
        if (halted) {
            draft.askWhatBecameOfWhatIsUnderWay();
        }
        draft.askForWhatIsOwed();
    }

    private void abandon() {
        if (!draft.moveWave(WaveLifecycle.Trigger.ABANDONED_BY_PERSON, "abandoned by " + by)) {
            refuse("abandon");
            return;
        }
        if (!draft.preparation().isThere()) {
            new PrepareWave(draft).giveUp("abandoned by " + by);
        }
        for (int job = 0; job < plan.size(); job++) {
            draft.withdraw(job);
        }
        for (int job = 0; job < plan.size(); job++) {
            if (draft.move(job, Trigger.WAVE_ABANDONED)) {
                draft.set(job, draft.status(job).waiting("its wave was abandoned by " + by));
            }
        }
    }

    private void answer(int job, Resolution resolution) {
        String order = "answer " + resolution;
        if (draft.state() == WaveState.GREEN || draft.state() == WaveState.ABANDONED) {
            refuse(order);
        } else if (job < 0 || job >= plan.size()) {
            refuse(order, "the wave has no such job");
        } else if (plan.isProbe(job)) {
            refuse(order, "%s is a probe: answer the job that it is to judge".formatted(name(job)));
        } else if (!draft.stateOf(job).isStanding()) {
            refuse(order, "%s is %s: only what stands can be answered".formatted(name(job), draft.stateOf(job)));
        } else {
            switch (resolution) {
                case RETRY -> retry(order, job);
                case WONT_FIX -> giveUp(job, "it will not be mended");
                case CANT_FIX -> giveUp(job, "it cannot be mended");
            }
        }
    }

    private String name(int job) {
        return plan.job(job).id().toString();
    }

    private void giveUp(int job, String what) {
        draft.withdraw(job);
        if (draft.move(job, Trigger.GIVEN_UP)) {
            draft.set(job, draft.status(job).waiting("%s, says %s".formatted(what, by)));
        }
    }

    private void retry(String order, int job) {
        JobStatus status = draft.status(job);
        if (status.state() == JobState.BLOCKED) {
            refuse(order, "%s is BLOCKED: answer what it is behind: %s".formatted(name(job), names(status.roots())));
            return;
        }
        if (status.isStuckOnBaseline()) {
            int baseline = plan.baselineOf(job);
            List<Integer> roots = draft.status(baseline).roots();
            retryAll(roots.isEmpty() ? List.of(baseline) : roots);
        }
        retryAll(List.of(job));
    }

    private String names(List<Integer> jobs) {
        return jobs.stream().map(this::name).collect(Collectors.joining(", "));
    }

    private void retryAll(List<Integer> standing) {
        for (int job : standing) {
            draft.withdraw(job);
            if (draft.move(job, Trigger.RETRIED)) {
                draft.set(job, draft.status(job).again());
                new LostInputs(draft).forgive(job);
            }
        }
    }
}
