package dev.tidemark.agent.attempt;

import dev.tidemark.agent.attempt.AgentAction.AttemptStatus;
import dev.tidemark.agent.attempt.AgentAction.State;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attempts that one life of an agent knows, in order of arrival, and what follows from each event. A finished
 * attempt is reported again with every second beat until it is settled, so that no result is lost. Not thread-safe: one
 * thread owns it.
 */
public final class AttemptBook {

    private final int slots;
    private final Map<String, Entry> attempts = new LinkedHashMap<>();
    private long beats;
    private boolean over;

    /** @param slots how many builds may run at once, at least 1 */
    public AttemptBook(int slots) {
        this.slots = slots;
    }

    /** Takes note of one event. A repeated one, and any after the end, decides nothing. */
    public List<AgentAction> on(AgentEvent event) {
        if (over) {
            return List.of();
        }
        return switch (event) {
            case AgentEvent.BuildRequested(BuildTask task, Optional<String> traceparent) -> {
                attempts.putIfAbsent(task.attempt(), new Entry(task, traceparent));
                yield startWaiting();
            }
            case AgentEvent.BuildEnded ended -> ended(ended);
            case AgentEvent.AttemptSettled(String attempt) -> settled(attempt);
            case AgentEvent.BeatDue() -> beat();
            case AgentEvent.TurnedAway turned -> List.of(); // What it builds may count yet.
            case AgentEvent.AgentFenced(String reason) -> end(Optional.of(reason));
            case AgentEvent.StopRequested() -> end(Optional.empty());
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
        long free = slots - count(State.RUNNING);
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
        actions.add(new AgentAction.ReportBeat(attempts.values().stream()
                .map(entry -> new AttemptStatus(entry.task.attempt(), entry.state()))
                .toList()));
        beats++;
        if (beats % 2 == 0) {
            for (Entry entry : attempts.values()) {
                entry.end.ifPresent(end -> actions.add(finished(entry, end)));
            }
        }
        return actions;
    }

    private List<AgentAction> end(Optional<String> fenced) {
        over = true;
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
