package dev.tidemark.planner.build;

import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be built: everything that matters to the output, and so its identity.
 *
 * @param packageId the package
 * @param version the version to build
 * @param pool system and domain to build it in
 * @param recipeDigest the recipe and all that it reads of its own
 * @param inputs outputs of the direct dependencies, ordered by attribute
 * @param features what the agent must have, in alphabetical order
 * @param workspace what the recipe is found in; no part of the identity, which has the recipe's digest
 * @param sources what was fetched for it, ordered by attribute; no part of the identity either, for the same reason
 * @param mirrors where else to look for what is fetched; no part of the identity
 */
public record BuildSpec(
        PackageId packageId,
        String version,
        Pool pool,
        Sha256 recipeDigest,
        List<BuildInput> inputs,
        List<String> features,
        Workspace workspace,
        List<BuildInput> sources,
        List<Mirror> mirrors) {

    /** What an agent must have to apply bumps to a set and evaluate it. */
    public static final String PREPARE = "prepare";

    public BuildSpec {
        inputs = List.copyOf(inputs);
        features = List.copyOf(features);
        sources = List.copyOf(sources);
        mirrors = List.copyOf(mirrors);
    }

    /** One for which nothing was fetched. */
    public BuildSpec(
            PackageId packageId,
            String version,
            Pool pool,
            Sha256 recipeDigest,
            List<BuildInput> inputs,
            List<String> features,
            Workspace workspace) {
        this(packageId, version, pool, recipeDigest, inputs, features, workspace, List.of(), List.of());
    }

    /** Of a set whose graph is the truth. */
    public BuildSpec(
            PackageId packageId,
            String version,
            Pool pool,
            Sha256 recipeDigest,
            List<BuildInput> inputs,
            List<String> features) {
        this(packageId, version, pool, recipeDigest, inputs, features, Workspace.NONE);
    }

    /** The preparation of a wave, whose output is the workspace: as a build like any other, with a recipe of its own. */
    public static BuildSpec preparing(String set, Pool pool, Workspace.Wanted wanted) {
        return new BuildSpec(
                new PackageId(set, PackageId.WORKSPACE),
                wanted.revision(),
                pool,
                wanted.digest(),
                List.of(),
                List.of(PREPARE),
                wanted);
    }

    /** Whether its recipe is in a workspace that one agent has published and all others have from the artifact store. */
    public boolean isInPublishedWorkspace() {
        return workspace.published().isPresent();
    }

    /** All that it reads of the artifact store, besides the workspace. */
    public List<BuildInput> reads() {
        return Stream.concat(inputs.stream(), sources.stream()).toList();
    }

    /** Whether it is a wave's preparation and no package's build. */
    public boolean isPreparation() {
        return workspace instanceof Workspace.Wanted;
    }

    /**
     * The build key: SHA-256 of package, system, trust, recipe digest, version, and the output hash of each direct
     * dependency in the order of their names. Equal keys are one build.
     */
    public Sha256 key() {
        Sha256.Builder digest = Sha256.builder()
                .add(packageId.toString())
                .add(pool.system())
                .add(pool.trust().label())
                .add(recipeDigest.hex())
                .add(version);
        for (BuildInput input : inputs) {
            digest.add(input.attribute()).add(input.outputHash().hex());
        }
        return digest.build();
    }
}
