package dev.tidemark.virtual;

import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Times are drawn; all else is as somebody else has it. */
final class FatedWorld implements World {

    private final Fate fate;
    private final DrawnWorld drawn;

    FatedWorld(Fate fate, long seed, BuildTimes times) {
        this.fate = fate;
        this.drawn = new DrawnWorld(seed, DrawnWorld.Mishaps.broken(0), times, Set.of());
    }

    @Override
    public BuildTimes times() {
        return drawn.times();
    }

    @Override
    public long millis(BuildSpec spec, String attempt) {
        return drawn.millis(spec, attempt);
    }

    @Override
    public Optional<Failed> failure(BuildSpec spec, String attempt) {
        return fate.failure(spec, attempt).map(failed -> new Failed(failed.kind(), failed.fingerprint()));
    }

    @Override
    public List<String> lost(BuildSpec spec, String attempt) {
        return List.of();
    }

    @Override
    public boolean happens(String what, String of, double chance) {
        return drawn.happens(what, of, chance);
    }

    @Override
    public Sha256 output(BuildSpec spec) {
        return fate.output(spec);
    }

    @Override
    public boolean wasBuilt(String attribute) {
        return !fate.isBrokenBefore(attribute);
    }
}
