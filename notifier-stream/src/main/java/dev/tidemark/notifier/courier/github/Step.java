package dev.tidemark.notifier.courier.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is yet to be done so that an issue says what became of a breakage. Each is one request. */
enum Step {
    /** An issue is made, and says all of it. */
    CREATE,
    /** Whoever follows the issue is told of the change. */
    COMMENT,
    CLOSE,
    REOPEN,
    /** The issue says how things stand, and that everything before this was done. */
    REWRITE;

    /**
     * An issue as it is.
     *
     * @param marker what it says already; its change is 0 where somebody has taken the marker out
     * @param isOpen whether it is open
     * @param isClosedByUs whether it is closed, and not by people
     * @param isTold whether a comment tells of the wanted change
     * @param isWritten whether its text is the wanted one
     */
    record Posted(Marker marker, boolean isOpen, boolean isClosedByUs, boolean isTold, boolean isWritten) {}

    /**
     * The steps, in order. They can be interrupted after any of them: the marker is rewritten last. What is older than what the issue says
     * changes nothing. Whether an issue is open is left to people, but when the breakage's end or return says otherwise: one that was closed
     * for the end of a breakage is opened for its return, though the issue may not have come to say that end.
     *
     * @param wanted what the issue shall say
     * @param posted empty when there is no issue
     */
    static List<Step> towards(Marker wanted, Optional<Posted> posted) {
        if (posted.isEmpty()) {
            return wanted.resolved() ? List.of() : List.of(CREATE);
        }
        Posted is = posted.get();
        List<Step> steps = new ArrayList<>();
        if (is.marker().isNewerThan(wanted)) {
            return steps;
        }
        if (wanted.isNewerThan(is.marker())) {
            if (!is.isTold()) {
                steps.add(COMMENT);
            }
            if (wanted.resolved() && is.isOpen()) {
                steps.add(CLOSE);
            }
            if (!wanted.resolved() && !is.isOpen() && (is.marker().resolved() || is.isClosedByUs())) {
                steps.add(REOPEN);
            }
            steps.add(REWRITE);
        } else if (!is.isWritten()) {
            steps.add(REWRITE);
        }
        return steps;
    }
}
