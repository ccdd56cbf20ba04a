package dev.tidemark.intake.debian;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest of each name, in the order in which the names were first seen. Of two equal versions the first stays. */
final class Newest<E extends Newest.Versioned> {

    /** Something that an index may have in several versions. */
    interface Versioned {
        String name();

        DebianVersion version();
    }

    private final Map<String, E> entries = new LinkedHashMap<>();
    private int passedOver;

    void offer(E entry) {
        E former = entries.get(entry.name());
        if (former == null || former.version().compareTo(entry.version()) < 0) {
            entries.put(entry.name(), entry);
        }
        if (former != null) {
            passedOver++;
        }
    }

    @Nullable
    E get(String name) {
        return entries.get(name);
    }

    Collection<E> all() {
        return entries.values();
    }

    /** How many were offered and are not the newest of their name. */
    int passedOver() {
        return passedOver;
    }
}
