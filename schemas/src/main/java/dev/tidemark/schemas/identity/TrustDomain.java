package dev.tidemark.schemas.identity;

import java.util.Locale;

/** Who may build a job and who may read what it made; ordered from open to strict. */
public enum TrustDomain {
    FREE,
    /** Builds something that may not be redistributed, or builds from such a thing. */
    UNFREE;

    /** The stricter of the two: what a job needs that builds from both. */
    public TrustDomain strictest(TrustDomain other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** As it is written in pools and topic names: {@code free}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is no such domain */
    public static TrustDomain ofLabel(String label) {
        for (TrustDomain domain : values()) {
            if (domain.label().equals(label)) {
                return domain;
            }
        }
        throw new IllegalArgumentException("there is no trust domain \"" + label + "\": use free or unfree");
    }
}
