package dev.tidemark.set;

import dev.tidemark.set.InvalidSetException.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a set, so that its author sees all of it at once. Not thread-safe. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    void add(String file, String reason) {
        found.add(new Problem(file, reason));
    }

    void throwIfAny(Path folder) throws InvalidSetException {
        if (!found.isEmpty()) {
            throw new InvalidSetException(folder, found);
        }
    }
}
