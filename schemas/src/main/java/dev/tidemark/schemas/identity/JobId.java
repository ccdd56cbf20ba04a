package dev.tidemark.schemas.identity;

import java.util.Comparator;
import java.util.Locale;

/**
 * A job within a wave, written {@code attribute/system/variant}. Ordered by attribute, system, variant.
 *
 * @param attribute the package's attribute path within the wave's set; {@link PackageId#WORKSPACE} for the wave's preparation
 * @param system what it is built for
 * @param variant with the wave's bumps, or without
 */
public record JobId(String attribute, String system, Variant variant) implements Comparable<JobId> {

    private static final Comparator<JobId> ORDER =
            Comparator.comparing(JobId::attribute).thenComparing(JobId::system).thenComparing(JobId::variant);

    /** @throws IllegalArgumentException when a name is not valid */
    public JobId {
        Names.validAttribute(attribute);
        Names.valid("system", system);
    }

    @Override
    public int compareTo(JobId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return attribute + "/" + system + "/" + variant.name().toLowerCase(Locale.ROOT);
    }
}
