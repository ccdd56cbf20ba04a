package dev.tidemark.intake;

import java.util.ArrayList;
import java.util.List;

/** Counts problems and keeps the first, so that a source which is broken throughout takes no more memory than another. */
public final class ProblemTally {

    private final List<Problem> first = new ArrayList<>();
    private long count;

    /** Counts one more. */
    public void add(Origin origin, String reason) {
        count++;
        if (first.size() < Problems.NAMED) {
            first.add(new Problem(new Origin(Texts.shown(origin.source()), origin.line()), Texts.sentence(reason)));
        }
    }

    /** All of them so far. */
    public Problems total() {
        return new Problems(count, first);
    }
}
