package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.HashSet;
import java.util.Set;

/**
 * What becomes of the builds of a {@link Simulation}, for who plays the same story in another way: the same graph, share of failures, seed
 * and times fail the same builds, make the same outputs of the others, and take as long but for what differs from try to try. Immutable;
 * safe for any thread.
 */
public final class DrawnBuilds {

    private final DrawnWorld world;
    private final Set<Sha256> before = new HashSet<>();

    /**
     * @param graph the set as it is before any bump, all of which has been built
     * @param failureRate the share of all other builds that fail: 0 to 1
     * @param seed of all that is drawn
     * @param times how long builds take, as distributions
     */
    public DrawnBuilds(PackageGraph graph, double failureRate, long seed, BuildTimes times) {
        this.world = new DrawnWorld(seed, DrawnWorld.Mishaps.broken(failureRate), times, Set.of());
        BuiltSet.of(graph, world, (spec, output) -> before.add(spec.key()));
    }

    /** Whether it was built before any bump came. */
    public boolean wasBuilt(Sha256 key) {
        return before.contains(key);
    }

    /** Whether a build fails, however often it is tried; what was built before does not. */
    public boolean fails(Sha256 key) {
        return !wasBuilt(key) && world.isBroken(key);
    }

    /** How long this try takes, in milliseconds. */
    public long millis(PackageId packageId, String system, String attempt) {
        return world.millis(packageId.attribute(), system, attempt);
    }

    /** What is made of it where it does not fail. */
    public static Sha256 output(Sha256 key) {
        return DrawnWorld.output(key);
    }
}
