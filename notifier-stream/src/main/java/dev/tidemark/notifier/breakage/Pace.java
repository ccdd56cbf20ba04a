package dev.tidemark.notifier.breakage;

import java.time.Duration;

/**
 * How soon and how often people are told. The words are Alertmanager's.
 *
 * @param groupWait how long a breakage gathers jobs before it is told of, or told to be no more
 * @param groupInterval how long it gathers changes between two times that it is told of
 * @param due in which time somebody should act
 * @param dueSecurity the same, where a SECURITY bump is to blame
 * @param forgetAfter how long one is remembered that is no more
 */
public record Pace(
        Duration groupWait, Duration groupInterval, Duration due, Duration dueSecurity, Duration forgetAfter) {

    /** @throws IllegalArgumentException when a time is less than nothing */
    public Pace {
        require("group-wait", groupWait);
        require("group-interval", groupInterval);
        require("due", due);
        require("due-security", dueSecurity);
        require("forget-after", forgetAfter);
    }

    private static void require(String name, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("%s is %s: use 0s or more".formatted(name, time));
        }
    }
}
