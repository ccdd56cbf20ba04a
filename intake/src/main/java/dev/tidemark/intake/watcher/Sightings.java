package dev.tidemark.intake.watcher;

import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Origin;

/** Takes what is found in a watcher's text, in its order. */
public interface Sightings {

    /** Something was released. */
    void seen(Origin origin, Sighting sighting) throws IntakeException;

    /**
     * Something that is right as it is and says of no release.
     *
     * @param reason in a few words, the same for all of a kind
     */
    void passedOver(Origin origin, String reason);

    /** Something that should have said of a release and does not. */
    void wrong(Origin origin, String reason);
}
