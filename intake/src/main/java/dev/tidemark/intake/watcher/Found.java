package dev.tidemark.intake.watcher;

import java.util.List;

/** What a line or an object says. */
sealed interface Found {

    /** Of releases; none is as good as {@link PassedOver}. */
    record Releases(List<Sighting> sightings) implements Found {
        public Releases {
            sightings = List.copyOf(sightings);
        }
    }

    /** Of none, rightly. */
    record PassedOver(String reason) implements Found {}

    /** It should say of one and does not. */
    record Wrong(String reason) implements Found {}

    static Found one(Sighting sighting) {
        return new Releases(List.of(sighting));
    }
}
