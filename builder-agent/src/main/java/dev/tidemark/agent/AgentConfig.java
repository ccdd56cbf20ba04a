package dev.tidemark.agent;

import dev.tidemark.agent.attempt.HoldBack;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.gpu.Gpu;
import dev.tidemark.agent.gpu.GpuConfig;
import dev.tidemark.agent.nix.NixConfig;
import dev.tidemark.schemas.identity.AgentName;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.set.Features;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one agent is and has.
 *
 * @param name unique within its pool; of two with one name the older one ends
 * @param pool that it serves
 * @param slots how many builds it runs at once
 * @param features that it offers
 * @param sets folder of each set that it can build, by the set's name
 * @param artifacts folder of the artifact stores, one below it for each trust domain
 * @param work folder for attempts; no other agent may use it
 * @param limits of one build
 * @param nix how it uses Nix, where it has Nix sets
 * @param gpu how it uses GPUs
 * @param gpus that were found on its machine, in the order of their numbers
 * @param sandbox what recipes see of the machine
 * @param hold from where on it wants nothing new
 * @param drain how long it finishes what it runs when it is told to end; none: it stops at once
 * @param beat how often it says that it lives; what the dispatcher's patience is measured in
 */
public record AgentConfig(
        String name,
        Pool pool,
        int slots,
        List<String> features,
        Map<String, Path> sets,
        Path artifacts,
        Path work,
        Limits limits,
        NixConfig nix,
        GpuConfig gpu,
        List<Gpu> gpus,
        SandboxSettings sandbox,
        HoldBack.Limits hold,
        Duration drain,
        Duration beat) {

    private static final int MOST_SLOTS = 1000;

    /** @throws IllegalArgumentException when a value cannot be used; says which, and what could */
    public AgentConfig {
        AgentName.valid(name);
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException("an agent has 1 to %d slots, not %d".formatted(MOST_SLOTS, slots));
        }
        if (!beat.isPositive()) {
            throw new IllegalArgumentException("the time between beats must be positive, not " + beat);
        }
        if (drain.isNegative()) {
            throw new IllegalArgumentException("drain must not be negative, as it is: " + drain);
        }
        features = features.stream().distinct().sorted().toList();
        for (String feature : features) {
            Features.problem(feature).ifPresent(problem -> {
                throw new IllegalArgumentException(problem);
            });
        }
        gpus = List.copyOf(gpus);
        sets = Collections.unmodifiableMap(new TreeMap<>(sets));
    }

    /** The same on a machine with these GPUs, which it offers too. */
    AgentConfig with(List<Gpu> found) {
        return new AgentConfig(
                name,
                pool,
                slots,
                Stream.concat(features.stream(), found.stream().flatMap(each -> each.features().stream()))
                        .toList(),
                sets,
                artifacts,
                work,
                limits,
                nix,
                gpu,
                found,
                sandbox,
                hold,
                drain,
                beat);
    }

    /** This machine's name, for an agent that was given none. */
    public static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return AgentName.isValid(name) ? name : "agent";
        } catch (UnknownHostException e) {
            return "agent";
        }
    }
}
