package dev.tidemark.benchmarks.hello;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.fingerprint.CauseReader;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageDescription.Dependency;
import dev.tidemark.set.PackageSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Builds nothing and answers at once. An output's hash follows from the package, its version and the hashes of its inputs,
 * so that whatever changes below changes everything above. One package does not build with any other output of one of its
 * dependencies than the set's own version of that has. Keeps no state: equal tasks have equal outcomes, in any order.
 */
final class SimulatedExecutor implements Executor {

    private final String root;
    private final String breaks;
    private final Sha256 rootOutput;

    /**
     * @param set which must have no cycle below the root
     * @param root whose new outputs break something
     * @param breaks what they break: a package that depends on it directly
     * @throws IllegalArgumentException when the set is not like that
     */
    SimulatedExecutor(PackageSet set, String root, String breaks) {
        this.root = root;
        this.breaks = breaks;
        this.rootOutput = ownOutput(set, root, List.of());
        if (described(set, breaks).dependencies().stream()
                .noneMatch(dependency -> dependency.attribute().equals(root))) {
            throw new IllegalArgumentException("%s does not depend on %s".formatted(breaks, root));
        }
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        SortedMap<String, Sha256> inputs = new TreeMap<>();
        task.inputs().forEach(input -> inputs.put(input.attribute(), input.outputHash()));
        if (task.of().attribute().equals(breaks) && !rootOutput.equals(inputs.get(root))) {
            List<String> log = List.of("simulated", "error: %s cannot be built with this %s".formatted(breaks, root));
            return new BuildOutcome.Failed(
                    FailureKind.BUILD_FAILED,
                    "the simulated build failed",
                    log,
                    Optional.empty(),
                    CauseReader.of(log, "the simulated build failed"),
                    "",
                    Duration.ZERO);
        }
        return new BuildOutcome.Succeeded(output(task.of().attribute(), task.version(), inputs), 0, Duration.ZERO);
    }

    private static Sha256 output(String attribute, String version, SortedMap<String, Sha256> inputs) {
        Sha256.Builder digest = Sha256.builder().add(attribute).add(version);
        inputs.forEach((input, hash) -> digest.add(input).add(hash.hex()));
        return digest.build();
    }

    /** What a package has for an output when nothing is bumped. */
    private static Sha256 ownOutput(PackageSet set, String attribute, List<String> above) {
        if (above.contains(attribute)) {
            throw new IllegalArgumentException("%s needs itself: %s".formatted(attribute, above));
        }
        List<String> path = new ArrayList<>(above);
        path.add(attribute);
        PackageDescription described = described(set, attribute);
        SortedMap<String, Sha256> inputs = new TreeMap<>();
        for (Dependency dependency : described.dependencies()) {
            inputs.put(dependency.attribute(), ownOutput(set, dependency.attribute(), path));
        }
        return output(attribute, described.version(), inputs);
    }

    private static PackageDescription described(PackageSet set, String attribute) {
        return set.find(attribute)
                .orElseThrow(() ->
                        new IllegalArgumentException("the set %s has no package %s".formatted(set.name(), attribute)));
    }
}
