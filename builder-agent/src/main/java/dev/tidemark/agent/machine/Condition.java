package dev.tidemark.agent.machine;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a machine is just now.
 *
 * @param pressure how hard it is pressed; empty where the system does not say
 * @param diskBytes how much room builds have on the disk; empty when nobody knows
 */
public record Condition(Optional<Pressure> pressure, OptionalLong diskBytes) {

    /** Nothing is known of it. */
    public static final Condition UNKNOWN = new Condition(Optional.empty(), OptionalLong.empty());
}
