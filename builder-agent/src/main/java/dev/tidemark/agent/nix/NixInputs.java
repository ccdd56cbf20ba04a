package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.store.ArtifactDamagedException;
import dev.tidemark.agent.store.ArtifactMissingException;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.workspace.JobIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Has the inputs of a build there before it begins, from the farm's caches: each has to be what the request says that it is, and
 * nothing that is a package of its own is built along the way.
 */
final class NixInputs {

    private final NixStore store;
    private final FarmCaches caches;

    NixInputs(NixStore store, FarmCaches caches) {
        this.store = store;
        this.caches = caches;
    }

    /** What is wrong with the inputs; empty when all are there. */
    Optional<Failed> missing(NixJob job) throws IOException, InterruptedException {
        Map<BuildTask.Input, OutputManifest> manifests = new LinkedHashMap<>();
        Losses losses = new Losses(job);
        for (BuildTask.Input input : job.task().reads()) {
            FarmCaches.Domain domain = caches.domains().get(input.trust());
            if (domain == null || input.trust().compareTo(job.task().pool().trust()) > 0) {
                return Optional.of(job.failed(
                        FailureKind.AGENT_FAULT,
                        "the input %s is of the domain %s, which this agent must not read"
                                .formatted(input.attribute(), input.trust().label())));
            }
            try {
                manifests.put(input, manifest(job, input, domain));
            } catch (ArtifactMissingException | ArtifactDamagedException e) {
                losses.add(input.attribute(), String.valueOf(e.getMessage()));
            }
        }
        return losses.any() ? losses.failed() : fetched(job, manifests);
    }

    /** All that is lost is named at once, so that all of it can be built again at once; of the first it is said why. */
    private static final class Losses {
        private final NixJob job;
        private final List<String> attributes = new ArrayList<>();
        private String why = "";

        Losses(NixJob job) {
            this.job = job;
        }

        void add(String attribute, String reason) {
            if (attributes.isEmpty()) {
                why = "the input %s is lost: %s".formatted(attribute, reason);
            }
            if (!attributes.contains(attribute)) {
                attributes.add(attribute);
            }
        }

        boolean any() {
            return !attributes.isEmpty();
        }

        Optional<Failed> failed() {
            return any() ? Optional.of(Failed.inputsLost(attributes, why, job.took())) : Optional.empty();
        }
    }

    private static OutputManifest manifest(NixJob job, BuildTask.Input input, FarmCaches.Domain domain)
            throws IOException {
        Path file = job.folder().resolve("manifest");
        domain.manifests().copyTo(input.outputHash(), file);
        try {
            return OutputManifest.read(Files.readAllBytes(file));
        } finally {
            Files.delete(file);
        }
    }

    private Optional<Failed> fetched(NixJob job, Map<BuildTask.Input, OutputManifest> manifests)
            throws IOException, InterruptedException {
        Map<BuildTask.Input, String> derivations = new LinkedHashMap<>();
        for (Map.Entry<BuildTask.Input, OutputManifest> manifest : manifests.entrySet()) {
            BuildTask.Input input = manifest.getKey();
            Optional<String> derivation = PackageId.isSource(input.attribute())
                    ? only(manifest.getValue())
                    : derivation(job, input.attribute());
            if (derivation.isEmpty()) {
                return Optional.of(job.failed(
                        FailureKind.AGENT_FAULT,
                        "the workspace has no derivation of the input %s of %s; abandon the wave and open it again"
                                .formatted(input.attribute(), job.task().of())));
            }
            derivations.put(input, derivation.get());
        }
        if (derivations.isEmpty()) {
            return Optional.empty();
        }
        Path roots = Files.createDirectories(job.folder().resolve("inputs"));
        Optional<Set<String>> all =
                store.had(new ArrayList<>(new TreeSet<>(derivations.values())), roots, job.cancel());
        Set<String> expected = new TreeSet<>();
        manifests
                .values()
                .forEach(manifest -> expected.addAll(manifest.outputs().values()));
        if (all.isPresent() && expected.equals(new TreeSet<>(all.get()))) {
            return unpublished(job, manifests);
        }
        return oneByOne(job, manifests, derivations, roots);
    }

    /** Which derivation has fetched a source does not matter: what it is called in the store follows from what is in it. */
    private static Optional<String> only(OutputManifest manifest) {
        return manifest.outputs().values().stream().findFirst();
    }

    /** Which of them it is. */
    private Optional<Failed> oneByOne(
            NixJob job,
            Map<BuildTask.Input, OutputManifest> manifests,
            Map<BuildTask.Input, String> derivations,
            Path roots)
            throws IOException, InterruptedException {
        Losses losses = new Losses(job);
        for (Map.Entry<BuildTask.Input, String> input : derivations.entrySet()) {
            Optional<Set<String>> paths = store.had(List.of(input.getValue()), roots, job.cancel());
            if (paths.isEmpty()) {
                losses.add(
                        input.getKey().attribute(),
                        "no cache that this agent reads has %s with a signature that it trusts"
                                .formatted(input.getValue()));
                continue;
            }
            OutputManifest manifest = manifests.get(input.getKey());
            if (manifest == null || !new TreeSet<>(manifest.outputs().values()).equals(new TreeSet<>(paths.get()))) {
                return Optional.of(job.failed(
                        FailureKind.AGENT_FAULT,
                        "the input %s is built to %s here and to %s where it was built for the wave: the agents differ in their stores or their copies of the set"
                                .formatted(
                                        input.getKey().attribute(),
                                        String.join(", ", paths.get()),
                                        manifest == null
                                                ? "nothing"
                                                : String.join(
                                                        ", ", manifest.outputs().values()))));
            }
        }
        return losses.any() ? losses.failed() : unpublished(job, manifests);
    }

    /**
     * Which of them only this agent's store still has. It could build from that, and would be taken for proof against whoever does not
     * find it in the farm's cache, where it is lost.
     */
    private Optional<Failed> unpublished(NixJob job, Map<BuildTask.Input, OutputManifest> manifests)
            throws IOException {
        Losses losses = new Losses(job);
        for (Map.Entry<BuildTask.Input, OutputManifest> input : manifests.entrySet()) {
            FarmCaches.Domain domain = caches.domains().get(input.getKey().trust());
            if (domain == null) {
                throw new AssertionError("its manifest was read there");
            }
            CacheFolder cache = new CacheFolder(domain.folder());
            for (String path : input.getValue().outputs().values()) {
                if (!cache.has(path)) {
                    losses.add(
                            input.getKey().attribute(),
                            "the farm's cache has no archive of %s, though this agent's store has it".formatted(path));
                }
            }
        }
        return losses.failed();
    }

    /** With the bumps where it is another with them, as the job itself. */
    private static Optional<String> derivation(NixJob job, String attribute) {
        JobIndex jobs = job.workspace().jobs();
        String system = job.task().pool().system();
        Variant variant = job.task().workspace() instanceof Workspace.Published published
                ? published.variant()
                : Variant.BASELINE;
        return jobs.find(new JobId(attribute, system, variant))
                .or(() -> jobs.find(new JobId(attribute, system, Variant.BASELINE)))
                .map(JobIndex.Entry::derivation)
                .filter(path -> !path.isEmpty());
    }

    /**
     * What would be built though it is a package of its own, which somebody should have built before; empty when nothing. Inputs of the
     * request are named as lost, if any is among it: nobody would be asked to build anything else again.
     */
    Optional<Failed> unbuilt(NixJob job, String derivation) throws IOException, InterruptedException {
        return unbuilt(job, derivation, store.wouldBuild(derivation, job.cancel()));
    }

    static Optional<Failed> unbuilt(NixJob job, String derivation, List<String> wouldBuild) {
        Losses inputs = new Losses(job);
        Losses others = new Losses(job);
        for (String other : wouldBuild) {
            Optional<String> attribute = job.workspace().jobs().packageOf(other);
            if (!other.equals(derivation) && attribute.isPresent()) {
                boolean isInput = job.task().inputs().stream()
                        .anyMatch(input -> input.attribute().equals(attribute.get()));
                (isInput ? inputs : others)
                        .add(
                                attribute.get(),
                                "%s is not in this agent's store, and in no cache that it reads".formatted(other));
            }
        }
        return inputs.any() ? inputs.failed() : others.failed();
    }
}
