package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known of a set. */
public interface SetView {

    /** Its name. */
    String set();

    /** The newest whole graph; empty while none is published. */
    Optional<PackageGraph> graph();

    /** The policy that was applied last; {@link Policy#NONE} where none was. */
    Policy policy();

    /** How many waves of the set were opened so far. */
    long waves();

    /** A bump by its identity; empty when it was never published. */
    Optional<BumpStatus> bump(String id);

    /** Every bump that is WAITING, in the order in which they were heard of. */
    List<BumpStatus> waiting();

    /** Every bump that is HELD, in the order in which they were heard of. */
    List<BumpStatus> held();

    /** The bumps of a package that are WAITING, HELD or IN_WAVE, in the order in which they were heard of. */
    List<BumpStatus> ofPackage(String attribute);

    /** The bumps that are IN_WAVE by this wave, ordered by attribute. */
    List<BumpStatus> carriedBy(WaveId wave);

    /** When the latest wave that carried a package was opened; empty when none ever did. */
    Optional<Instant> lastWave(String attribute);

    /** The newest version of a package that a wave carried and went green with; empty when there is none. */
    Optional<String> green(String attribute);

    /** The waves that run, and those of which something is still to be known, ordered by id. */
    List<WaveRecord> waveRecords();
}
