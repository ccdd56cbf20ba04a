package dev.tidemark.schemas.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fields of which a record sets exactly one: what an event has in place of a union, so that it can grow. */
public final class Alternatives {

    private Alternatives() {}

    /**
     * The one that is set.
     *
     * @param what they are, with its article: {@code a kind of report}
     * @param known every alternative that the reader knows, as it reads it
     * @throws NewerEventException when none is set: the writer knows more of them
     * @throws IllegalArgumentException when several are set
     */
    @SafeVarargs
    public static <T> T exactlyOne(String what, Optional<? extends T>... known) {
        List<T> set = new ArrayList<>();
        for (Optional<? extends T> alternative : known) {
            alternative.ifPresent(set::add);
        }
        return switch (set.size()) {
            case 0 -> throw new NewerEventException(what);
            case 1 -> set.getFirst();
            default ->
                throw new IllegalArgumentException(
                        "%s that is %d at once: correct the program that wrote it".formatted(what, set.size()));
        };
    }
}
