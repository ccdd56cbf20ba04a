package dev.tidemark.cli.view;

import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.Gpu;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What stands in tables of the machines that agents run on, as they say themselves. */
public final class AgentMachine {

    private static final double GIB = 1L << 30;
    private static final double PERCENT = 100;
    private static final String NONE = "none";

    private AgentMachine() {}

    public static String cpus(Agent agent) {
        return agent.getCpus() == 0 ? Columns.NOTHING : Integer.toString(agent.getCpus());
    }

    public static String memory(Agent agent) {
        return gib(agent.getMemoryBytes());
    }

    /** How much room its builds have. */
    public static String disk(Agent agent) {
        return gib(agent.getDiskBytes());
    }

    /** {@code cpu 40 %, memory 0 %, io 12 %}. */
    public static String pressure(Agent agent) {
        return agent.getPressure()
                .map(now -> String.format(
                        Locale.ROOT,
                        "cpu %.0f %%, memory %.0f %%, io %.0f %%",
                        now.getCpu() * PERCENT,
                        now.getMemory() * PERCENT,
                        now.getIo() * PERCENT))
                .orElse(Columns.NOTHING);
    }

    /** {@code 2 NVIDIA H200 (sm-90, 140.4 GiB, driver 550.54.15)}; equal ones are counted, in the order of the first of each. */
    public static String gpus(Agent agent) {
        return agent.getGpus().isEmpty() ? NONE : counted(agent.getGpus());
    }

    private static String counted(List<Gpu> gpus) {
        Map<Gpu, Integer> counts = new LinkedHashMap<>();
        gpus.forEach(gpu -> counts.merge(gpu, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(each -> "%d %s (%s, %s, driver %s)"
                        .formatted(
                                each.getValue(),
                                each.getKey().getName(),
                                each.getKey().getArchitecture(),
                                gib(each.getKey().getMemoryBytes()),
                                each.getKey().getDriver()))
                .collect(Collectors.joining("; "));
    }

    private static String gib(long bytes) {
        return bytes == 0 ? Columns.NOTHING : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}
