package dev.tidemark.notifier.codec;

import dev.tidemark.schemas.event.InputChange;
import dev.tidemark.schemas.event.RegressedJob;
import java.util.ArrayList;
import java.util.List;

/** What changed among a job's inputs since it was last green, in words. */
public final class ChangedInputs {

    private ChangedInputs() {}

    /** One each, in order, and how many are not named; none where none changed, or none is kept. As they stand in the record: not clean. */
    public static List<String> of(RegressedJob job) {
        List<String> words = new ArrayList<>();
        job.getChangedInputs().forEach(change -> words.add(words(change)));
        int more = job.getChangedInputsCount() - words.size();
        if (more > 0) {
            words.add(words.isEmpty() ? "%d of its inputs".formatted(more) : "%d more".formatted(more));
        }
        return words;
    }

    private static String words(InputChange change) {
        String before = change.getVersionBefore().orElse(null);
        String now = change.getVersion().orElse(null);
        if (before == null) {
            return "%s %s, which is new".formatted(change.getAttribute(), now);
        }
        if (now == null) {
            return "%s %s, which is an input no more".formatted(change.getAttribute(), before);
        }
        return before.equals(now)
                ? "%s %s, built anew".formatted(change.getAttribute(), now)
                : "%s %s → %s".formatted(change.getAttribute(), before, now);
    }
}
