package dev.tidemark.graph.impact;

import dev.tidemark.schemas.identity.TrustDomain;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The agents that a plan reckons with, for each system; each builds one job at a time.
 *
 * @param free agents of the free domain
 * @param unfree agents of the unfree domain; 0 when there is no such pool
 * @param features what all of them offer, in alphabetical order
 */
public record Capacity(int free, int unfree, SortedSet<String> features) {

    /** @throws IllegalArgumentException when there is nobody to build anything, or less */
    public Capacity {
        if (free < 0 || unfree < 0 || free + unfree < 1) {
            throw new IllegalArgumentException(
                    "%d agents of the free domain and %d of the unfree one build nothing".formatted(free, unfree));
        }
        features = new TreeSet<>(features);
    }

    int of(TrustDomain domain) {
        return switch (domain) {
            case FREE -> free;
            case UNFREE -> unfree;
        };
    }
}
