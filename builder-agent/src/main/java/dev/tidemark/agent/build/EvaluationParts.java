package dev.tidemark.agent.build;

import dev.tidemark.workspace.EvaluatedJob;
import java.util.List;

/** Takes what a preparation finds, part by part, before its end is an outcome. */
@FunctionalInterface
public interface EvaluationParts {

    /** How many jobs a part has at most. */
    int MOST_JOBS = 500;

    /**
     * Blocks while many parts wait to be said.
     *
     * @param attempt the preparation
     * @param chunk the number of the part, from 0
     * @param jobs at most {@link #MOST_JOBS}
     */
    void found(String attempt, int chunk, List<EvaluatedJob> jobs) throws InterruptedException;
}
