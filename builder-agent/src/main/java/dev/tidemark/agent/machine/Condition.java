package dev.tidemark.agent.machine;

import java.util.Optional;

/**
 * How a machine is just now.
 *
 * @param pressure how hard it is pressed; empty where the system does not say
 * @param diskBytes how much room builds have on the disk; 0 when nobody knows
 */
public record Condition(Optional<Pressure> pressure, long diskBytes) {

    /** Nothing is known of it. */
    public static final Condition UNKNOWN = new Condition(Optional.empty(), 0);
}
