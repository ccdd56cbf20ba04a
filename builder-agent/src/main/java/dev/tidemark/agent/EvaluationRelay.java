package dev.tidemark.agent;

import dev.tidemark.agent.attempt.AgentEvent;
import dev.tidemark.agent.build.EvaluationParts;
import dev.tidemark.workspace.EvaluatedJob;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Hands what preparations find to the agent that says it, a few parts at a time, so that a large evaluation does not lie in memory
 * twice. Made before the agent, since whoever prepares is. Thread-safe.
 */
final class EvaluationRelay implements EvaluationParts {

    private static final int UNDER_WAY = 8;

    private final Semaphore room = new Semaphore(UNDER_WAY);
    private volatile Consumer<AgentEvent> agent = event -> {
        throw new IllegalStateException("a preparation of no agent");
    };

    /** To be called once, before anything is prepared. */
    void to(Consumer<AgentEvent> agent) {
        this.agent = agent;
    }

    @Override
    public void found(String attempt, int chunk, List<EvaluatedJob> jobs) throws InterruptedException {
        room.acquire();
        agent.accept(new AgentEvent.JobsEvaluated(attempt, chunk, jobs));
    }

    /** A part was taken up: there is room for another. */
    void taken() {
        room.release();
    }
}
