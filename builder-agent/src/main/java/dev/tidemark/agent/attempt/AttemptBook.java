package dev.tidemark.agent.attempt;

import dev.tidemark.agent.attempt.AgentAction.AttemptStatus;
import dev.tidemark.agent.attempt.AgentAction.State;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.machine.Condition;
import dev.tidemark.workspace.EvaluatedJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attempts that one life of an agent knows, in order of arrival, and what follows from each event. A finished
 * attempt is reported again with every second beat until it is settled, so that no result is lost. An agent that drains takes
 * nothing new, gives back what it has not begun, and leaves when all else is settled. Not thread-safe: one thread owns it.
 */
public final class AttemptBook {

    private final int slots;
    private final HoldBack holdBack;
    private final Map<String, Entry> attempts = new LinkedHashMap<>();
    private Condition condition = Condition.UNKNOWN;
    private long beats;
    private Stage stage = Stage.TAKING;

    /** How far a life has come, in its order. */
    private enum Stage {
        TAKING,
        DRAINING,
        STOPPING,
        OVER
    }

    /**
     * @param slots how many builds may run at once, at least 1
     * @param limits of the machine, from where on nothing new is wanted
     */
    public AttemptBook(int slots, HoldBack.Limits limits) {
        this.slots = slots;
        this.holdBack = new HoldBack(limits);
    }

    /** Takes note of one event. A repeated one, and any after the end, decides nothing. */
    public List<AgentAction> on(AgentEvent event) {
        if (stage == Stage.OVER) {
            return List.of();
        }
        return switch (event) {
            case AgentEvent.BuildRequested(BuildTask task, Optional<String> traceparent) -> {
                if (stage == Stage.TAKING) {
                    attempts.putIfAbsent(task.attempt(), new Entry(task, traceparent));
                }
                yield startWaiting();
            }
            case AgentEvent.JobsEvaluated(String attempt, int chunk, var jobs) -> evaluated(attempt, chunk, jobs);
            case AgentEvent.BuildEnded ended -> andLeave(ended(ended));
            case AgentEvent.AttemptSettled(String attempt) -> andLeave(settled(attempt));
            case AgentEvent.BeatDue(Condition now) -> {
                condition = now;
                yield beat();
            }
            case AgentEvent.DrainRequested() -> drain();
            case AgentEvent.StopRequested() -> stop();
            case AgentEvent.TurnedAway turned -> List.of(); // What it builds may count yet.
            case AgentEvent.AgentFenced(String reason) -> end(Optional.of(reason));
        };
    }

    /** How many attempts are in a state. */
    public long count(State state) {
        return attempts.values().stream()
                .filter(entry -> entry.state() == state)
                .count();
    }

    private List<AgentAction> startWaiting() {
        List<AgentAction> actions = new ArrayList<>();
        long free = stage == Stage.TAKING ? slots - count(State.RUNNING) : 0;
        for (Entry entry : attempts.values()) {
            if (free > 0 && entry.state() == State.WAITING) {
                free--;
                entry.started = true;
                actions.add(new AgentAction.StartBuild(entry.task));
                actions.add(new AgentAction.ReportStarted(entry.task.attempt(), entry.traceparent));
            }
        }
        return actions;
    }

    /** What was found is said once: of what gets lost on the way the planner asks for all again. */
    private List<AgentAction> evaluated(String attempt, int chunk, List<EvaluatedJob> jobs) {
        Entry entry = attempts.get(attempt);
        return entry == null || entry.settled || entry.state() != State.RUNNING
                ? List.of()
                : List.of(new AgentAction.ReportEvaluated(attempt, chunk, jobs, entry.traceparent));
    }

    private List<AgentAction> ended(AgentEvent.BuildEnded ended) {
        Entry entry = attempts.get(ended.attempt());
        if (entry == null || entry.state() != State.RUNNING) {
            return List.of();
        }
        List<AgentAction> actions = new ArrayList<>();
        if (ended.outcome() instanceof BuildOutcome.Cancelled || entry.settled) {
            attempts.remove(ended.attempt());
        } else {
            entry.end = Optional.of(ended);
            actions.add(finished(entry, ended));
        }
        actions.addAll(startWaiting());
        return actions;
    }

    /** Settled before it has ended, it is wanted no more: its slot comes back when the build has really stopped. */
    private List<AgentAction> settled(String attempt) {
        Entry entry = attempts.get(attempt);
        if (entry == null) {
            return List.of();
        }
        if (entry.state() != State.RUNNING) {
            attempts.remove(attempt);
            return List.of();
        }
        if (entry.settled) {
            return List.of();
        }
        entry.settled = true;
        return List.of(new AgentAction.CancelBuild(attempt));
    }

    private List<AgentAction> beat() {
        List<AgentAction> actions = new ArrayList<>();
        actions.add(said(false));
        beats++;
        if (beats % 2 == 0) {
            for (Entry entry : attempts.values()) {
                entry.end.ifPresent(end -> actions.add(finished(entry, end)));
            }
        }
        return actions;
    }

    private AgentAction said(boolean leaving) {
        return new AgentAction.ReportBeat(
                attempts.values().stream()
                        .map(entry -> new AttemptStatus(entry.task.attempt(), entry.state()))
                        .toList(),
                condition,
                new AgentAction.Mood(holdBack.on(condition, count(State.RUNNING)), stage != Stage.TAKING, leaving));
    }

    /** What has not begun is given back by being mentioned no more. */
    private List<AgentAction> drain() {
        if (stage != Stage.TAKING) {
            return List.of();
        }
        stage = Stage.DRAINING;
        attempts.values().removeIf(entry -> entry.state() == State.WAITING);
        List<AgentAction> actions = new ArrayList<>();
        if (!attempts.isEmpty() && beats > 0) {
            actions.add(said(false));
        }
        return andLeave(actions);
    }

    /** What runs is stopped and then given back; results that nobody has taken are lost with this life. */
    private List<AgentAction> stop() {
        if (stage == Stage.STOPPING) {
            return end(Optional.empty());
        }
        stage = Stage.STOPPING;
        attempts.values().removeIf(entry -> entry.state() != State.RUNNING);
        List<AgentAction> actions = new ArrayList<>();
        for (Entry entry : attempts.values()) {
            entry.settled = true;
            actions.add(new AgentAction.CancelBuild(entry.task.attempt()));
        }
        return andLeave(actions);
    }

    /** Once nothing is left, an agent that is to end does. */
    private List<AgentAction> andLeave(List<AgentAction> before) {
        if (stage == Stage.TAKING || !attempts.isEmpty()) {
            return before;
        }
        List<AgentAction> actions = new ArrayList<>(before);
        if (beats > 0) {
            actions.add(said(true));
        }
        stage = Stage.OVER;
        actions.add(new AgentAction.EndAgent(Optional.empty()));
        return actions;
    }

    private List<AgentAction> end(Optional<String> fenced) {
        stage = Stage.OVER;
        List<AgentAction> actions = new ArrayList<>();
        for (Entry entry : attempts.values()) {
            if (entry.state() == State.RUNNING) {
                actions.add(new AgentAction.CancelBuild(entry.task.attempt()));
            }
        }
        actions.add(new AgentAction.EndAgent(fenced));
        return actions;
    }

    private static AgentAction finished(Entry entry, AgentEvent.BuildEnded end) {
        return new AgentAction.ReportFinished(entry.task, end.outcome(), end.at(), entry.traceparent);
    }

    private static final class Entry {
        private final BuildTask task;
        private final Optional<String> traceparent;
        private boolean started;
        private boolean settled;
        private Optional<AgentEvent.BuildEnded> end = Optional.empty();

        private Entry(BuildTask task, Optional<String> traceparent) {
            this.task = task;
            this.traceparent = traceparent;
        }

        private State state() {
            if (end.isPresent()) {
                return State.FINISHED;
            }
            return started ? State.RUNNING : State.WAITING;
        }
    }
}
