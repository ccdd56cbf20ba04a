package dev.tidemark.benchmarks.farm;

import dev.tidemark.cli.simulated.TimedBuilds.End;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.virtual.DrawnBuilds;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds of a whole set of which some packages that nobody needs fail: with the bump, with and without it, or once. Which do
 * follows from their names.
 */
final class ChosenBuilds implements Function<Build, End> {

    private static final int ONE_IN = 120;
    private static final int MOST_MILLIS = 60;

    private final PackageGraph graph;
    private final String bumped;
    private final String to;
    private final Random random = new Random(17);
    private final Set<String> changed = new HashSet<>();
    private final Set<String> failedOnce = new HashSet<>();

    /** What becomes of a package. */
    private enum Fate {
        BUILDS,
        BREAKS,
        IS_BROKEN,
        FAILS_ONCE,
        FAILS_ITS_AGENT_ONCE
    }

    ChosenBuilds(PackageGraph graph, String bumped, String to) {
        this.graph = graph;
        this.bumped = bumped;
        this.to = to;
    }

    private Fate fate(String attribute) {
        int number = graph.indexOf(attribute).orElseThrow();
        int dice = Math.floorMod(Sha256.builder().add(attribute).build().hashCode(), ONE_IN);
        boolean needed = graph.dependentsOf(number).length > 0;
        return needed || dice >= Fate.values().length ? Fate.BUILDS : Fate.values()[dice];
    }

    @Override
    public End apply(Build build) {
        String attribute = build.getSpec().getAttribute();
        boolean withBump = (attribute.equals(bumped)
                        && build.getSpec().getVersion().equals(to))
                || build.getSpec().getInputs().stream().anyMatch(input -> changed.contains(input.getOutputHash()));
        Optional<FailureKind> failure = switch (fate(attribute)) {
            case BUILDS -> Optional.empty();
            case BREAKS -> withBump ? Optional.of(FailureKind.BUILD_FAILED) : Optional.empty();
            case IS_BROKEN -> Optional.of(FailureKind.TEST_FAILED);
            case FAILS_ONCE ->
                failedOnce.add(build.getSpec().getBuildKey()) ? Optional.of(FailureKind.TEST_FAILED) : Optional.empty();
            case FAILS_ITS_AGENT_ONCE ->
                failedOnce.add(build.getSpec().getBuildKey()) ? Optional.of(FailureKind.AGENT_FAULT) : Optional.empty();
        };
        if (withBump) {
            changed.add(DrawnBuilds.output(new Sha256(build.getSpec().getBuildKey()))
                    .hex());
        }
        Duration takes = Duration.ofMillis(random.nextInt(MOST_MILLIS));
        return new End(takes, takes, failure);
    }

    /** How a job of the wave is to end that is built at all. */
    JobState outcome(String attribute) {
        return switch (fate(attribute)) {
            case BUILDS, FAILS_ONCE, FAILS_ITS_AGENT_ONCE -> JobState.SUCCEEDED;
            case BREAKS -> JobState.REGRESSED;
            case IS_BROKEN -> JobState.PREEXISTING;
        };
    }
}
