package dev.tidemark.cli.simulated;

import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.FailureKind;
import java.time.Duration;
import java.util.Optional;

/** What becomes of builds that nobody carries out. */
public interface SimulatedBuilds {

    /** An agent begins; {@code ending} is to be called once, from whichever thread, and not before this returns. */
    void begin(Build build, Ending ending);

    /** How a build ends. */
    interface Ending {
        /**
         * It ends now.
         *
         * @param took how long it is said to have taken
         * @param failure empty when it succeeded
         */
        void end(Duration took, Optional<FailureKind> failure);
    }
}
