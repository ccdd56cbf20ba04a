package dev.tidemark.agent.gpu;

import dev.tidemark.schemas.identity.GpuFeature;
import dev.tidemark.schemas.identity.GpuTraits;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A GPU of this machine.
 *
 * @param index the number by which nvidia-smi orders it
 * @param uuid its identity, whatever its number
 * @param name as its maker calls it
 * @param architecture what code has to be made for, such as {@code sm-90}
 * @param memoryBytes its own memory
 * @param driver release of its driver
 */
public record Gpu(int index, String uuid, String name, String architecture, long memoryBytes, String driver)
        implements GpuTraits {

    private static final Pattern CAPABILITY = Pattern.compile("(\\d+)\\.(\\d+)");

    /** Of a compute capability such as {@code 9.0}. */
    static String architecture(String capability) {
        Matcher matcher = CAPABILITY.matcher(capability);
        return matcher.matches() ? "sm-" + matcher.group(1) + matcher.group(2) : "unknown";
    }

    /** GPUs of one kind are good for the same. */
    String kind() {
        return architecture + " " + memoryBytes;
    }

    /** What an agent with it offers, besides what it offers anyway. */
    public List<String> features() {
        return architecture.equals("unknown")
                ? List.of("cuda", "gpu")
                : List.of("cuda", GpuFeature.madeFor(architecture), "gpu");
    }
}
