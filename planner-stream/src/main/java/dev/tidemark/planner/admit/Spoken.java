package dev.tidemark.planner.admit;

import java.time.Duration;

/** Times as the policy's document writes them. */
final class Spoken {

    private Spoken() {}

    /** In the largest unit that it is whole in: {@code 7d}, {@code 36h}, {@code 90s}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
