package dev.tidemark.planner.admit;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.schemas.identity.WaveId;
import org.jspecify.annotations.Nullable;

/**
 * A bump and where it stands.
 *
 * @param set the set whose package changes
 * @param bump what changes
 * @param standing held, or in a wave
 * @param traceparent trace context of the record that published it; null when it had none
 */
public record BumpStatus(
        String set, Bump bump, Standing standing, @Nullable String traceparent) {

    /** Where a bump stands. */
    public sealed interface Standing {
        /** Not taken up; the reason ends with the next step. */
        record Held(String reason) implements Standing {}

        /** Carried by a wave. */
        record InWave(WaveId wave) implements Standing {}
    }

    /** Identity of the bump: the package and what it changes to. Whatever else a watcher says, it is the same bump. */
    public String id() {
        return set + ":" + bump.attribute() + "@" + bump.to();
    }
}
