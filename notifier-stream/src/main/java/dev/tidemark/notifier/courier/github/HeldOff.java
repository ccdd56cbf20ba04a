package dev.tidemark.notifier.courier.github;

import java.time.Duration;
import org.kohsuke.github.GHIOException;

/** A request was not made, or not answered, since GitHub takes no more for a time. The library passes on what is of its own kind as it is. */
final class HeldOff extends GHIOException {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    HeldOff(Duration pause) {
        super("GitHub takes no more for " + pause);
        this.pause = pause;
    }

    /** How long to wait. */
    Duration pause() {
        return pause;
    }
}
