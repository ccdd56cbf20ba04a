package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.dispatch.DispatchDecision;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.Wanter;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.WaveId;
import java.util.List;

/** What one part of the farm sends to another; each is a record on a topic of a real one. */
sealed interface Message {

    /** For the stage that admits bumps. */
    record ToSet(AdmitBump.SetEvent event) implements Message {}

    /** A wave is to open. */
    record OpenWave(WaveId wave, List<Bump> bumps, long minimumSequence, WaveTerms terms) implements Message {}

    /** Whoever advances waves has read a newer graph. */
    record Fed(PackageGraph graph) implements Message {}

    /** For the stage that advances waves. */
    record ToWave(Wanter wanter, Pool from, DispatchDecision.News news) implements Message {}

    /** A person wants something of a wave, or a record for it cannot be decided. */
    record Ordered(WaveId wave, WaveEvent event) implements Message {}

    /** For the stage that dispatches a pool's jobs. */
    record ToPool(Pool pool, DispatchEvent event) implements Message {}

    /** For an agent. */
    record ToAgent(Pool pool, String agent, DispatchDecision.Effect effect) implements Message {}

    /** An agent's build is through; it says so to itself. */
    record BuildEnds(String agent, String incarnation, String attempt) implements Message {}

    /** Time passes for the pools. */
    record Tick() implements Message {}

    /** What went green meanwhile is imported. */
    record Import() implements Message {}

    /** An agent says that it lives, and will again. */
    record Beats() implements Message {}

    /** An agent's next life begins. */
    record Revival(String agent) implements Message {}
}
