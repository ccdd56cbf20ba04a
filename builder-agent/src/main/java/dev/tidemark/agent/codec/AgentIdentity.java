package dev.tidemark.agent.codec;

import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.gpu.Gpu;
import dev.tidemark.agent.machine.Machine;
import dev.tidemark.schemas.identity.Pool;
import java.util.List;

/**
 * Who speaks and what it offers.
 *
 * @param name the agent's name
 * @param incarnation this life of it
 * @param pool that it serves
 * @param features in alphabetical order
 * @param slots how many builds run at once
 * @param machine what it builds on
 * @param gpus of it, in the order of their numbers
 * @param buildMemoryBytes how much of its memory one build may use; 0: all of it
 * @param abilities what it can build, and how
 */
public record AgentIdentity(
        String name,
        String incarnation,
        Pool pool,
        List<String> features,
        int slots,
        Machine machine,
        List<Gpu> gpus,
        long buildMemoryBytes,
        Abilities abilities) {
    public AgentIdentity {
        features = features.stream().sorted().toList();
        gpus = List.copyOf(gpus);
    }
}
