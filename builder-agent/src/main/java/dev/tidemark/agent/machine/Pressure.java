package dev.tidemark.agent.machine;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How hard a machine is pressed: shares of the last ten seconds, from 0 to 1 (Linux' pressure stall information).
 *
 * @param cpu in which some task waited for a processor
 * @param memory in which all tasks that had something to do waited for memory
 * @param io in which all tasks that had something to do waited for disks
 */
public record Pressure(double cpu, double memory, double io) {

    private static final double PERCENT = 100;
    private static final String LAST_TEN_SECONDS = "avg10=";

    /**
     * What a file in {@code /proc/pressure} says.
     *
     * @param kind {@code some} or {@code full}
     * @return a share from 0 to 1; empty when it does not say
     */
    static OptionalDouble share(List<String> lines, String kind) {
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words.length > 1 && words[0].equals(kind) && words[1].startsWith(LAST_TEN_SECONDS)) {
                try {
                    double percent = Double.parseDouble(words[1].substring(LAST_TEN_SECONDS.length()));
                    return OptionalDouble.of(Math.clamp(percent / PERCENT, 0, 1));
                } catch (NumberFormatException e) {
                    return OptionalDouble.empty();
                }
            }
        }
        return OptionalDouble.empty();
    }
}
