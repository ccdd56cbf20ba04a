package dev.tidemark.set;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A set folder that cannot be used as it is. The message names what is wrong, file by file, and the next step. */
public final class InvalidSetException extends Exception {

    private static final int NAMED = 20;

    private final List<Problem> problems;

    InvalidSetException(Path folder, List<Problem> problems) {
        super(message(folder, problems));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong, in the order of the files; never empty. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(Path folder, List<Problem> problems) {
        String named =
                problems.stream().limit(NAMED).map(problem -> "  " + problem).collect(Collectors.joining("\n"));
        String more = problems.size() > NAMED ? "\n  and %d more".formatted(problems.size() - NAMED) : "";
        return "The package set in %s has %s:%n%s%s%nCorrect %s and try again."
                .formatted(
                        folder,
                        problems.size() == 1 ? "a problem" : problems.size() + " problems",
                        named,
                        more,
                        problems.size() == 1 ? "it" : "them");
    }

    /**
     * One thing that is wrong.
     *
     * @param file relative to the set's folder
     * @param reason in words
     */
    public record Problem(String file, String reason) {
        @Override
        public String toString() {
            return file + ": " + reason;
        }
    }
}
