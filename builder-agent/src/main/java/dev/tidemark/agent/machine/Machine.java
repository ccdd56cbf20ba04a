package dev.tidemark.agent.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How large the machine is that an agent builds on, or the part of it that this process was given.
 *
 * @param cpus processors
 * @param memoryBytes memory
 */
public record Machine(int cpus, long memoryBytes) {

    /** This one. */
    public static Machine here() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(Runtime.getRuntime().availableProcessors(), Math.max(0, system.getTotalMemorySize()));
    }
}
