package dev.tidemark.agent.build;

import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Seen;
import java.nio.file.Path;
import java.util.List;

/**
 * Within what sets' own scripts run.
 *
 * @param confinement what holds them to their limits, and keeps them away from the rest of the machine
 * @param builds what a build may take: of memory, processes and the disk a script gets as much
 * @param seen what they see of the machine, where there is a sandbox
 * @param writable further folders that they may write to
 */
public record ScriptBounds(Confinement confinement, Limits builds, Seen.Machine seen, List<Path> writable) {
    public ScriptBounds {
        writable = List.copyOf(writable);
    }
}
