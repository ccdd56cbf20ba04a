package dev.tidemark.benchmarks.report;

import java.util.List;

/** The committed bounds are not those of the benchmarks that there are. The message names every problem. */
public final class InvalidBoundsException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidBoundsException(List<String> problems) {
        super("the bounds cannot be used (%s): correct benchmarks/bounds.json".formatted(String.join("; ", problems)));
    }
}
