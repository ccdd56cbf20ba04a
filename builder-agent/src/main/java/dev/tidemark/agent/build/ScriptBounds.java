package dev.tidemark.agent.build;

import dev.tidemark.agent.sandbox.Confinement;

/**
 * Within what sets' own scripts run.
 *
 * @param confinement what holds them to their limits
 * @param builds what a build may take: of memory, processes and the disk a script gets as much
 */
public record ScriptBounds(Confinement confinement, Limits builds) {}
