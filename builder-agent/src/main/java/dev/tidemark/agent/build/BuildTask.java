package dev.tidemark.agent.build;

import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is to be built.
 *
 * @param attempt identity of this try; unique within the pool
 * @param of the package, or the set's workspace that is to be prepared
 * @param version whose sources are built
 * @param pool what it is built for, and the domain to build it in
 * @param recipeDigest of the recipe that is meant
 * @param inputs outputs of the direct dependencies, ordered by attribute
 * @param buildKey identity of the build, whoever tries it
 * @param workspace what it finds its recipe in; of a wave's preparation, what is to be made
 * @param features that it asks of its agent
 * @param devices that it was granted
 * @param before whether the same may have been built before
 * @param sources what was fetched for it, ordered by attribute
 * @param mirrors of what is to be fetched: by the beginning of a URL, where else to look for it, in order
 */
public record BuildTask(
        String attempt,
        PackageId of,
        String version,
        Pool pool,
        Sha256 recipeDigest,
        List<Input> inputs,
        Sha256 buildKey,
        Workspace workspace,
        List<String> features,
        Devices devices,
        Before before,
        List<Input> sources,
        SortedMap<String, List<String>> mirrors) {

    /** Whether something may have been built before, so that what was published of it then may be damaged. */
    public enum Before {
        /** Nobody says so. */
        HARDLY,
        /** It is built again, whatever the reason: what is built again after a loss may have failed once more since. */
        PERHAPS
    }

    public BuildTask {
        inputs = List.copyOf(inputs);
        features = List.copyOf(features);
        sources = List.copyOf(sources);
        mirrors = Collections.unmodifiableSortedMap(new TreeMap<>(mirrors));
    }

    /** One that asks for nothing of its agent. */
    public BuildTask(
            String attempt,
            PackageId of,
            String version,
            Pool pool,
            Sha256 recipeDigest,
            List<Input> inputs,
            Sha256 buildKey,
            Workspace workspace) {
        this(
                attempt,
                of,
                version,
                pool,
                recipeDigest,
                inputs,
                buildKey,
                workspace,
                List.of(),
                Devices.NONE,
                Before.HARDLY,
                List.of(),
                Collections.emptySortedMap());
    }

    /** All that it reads of the artifact store, besides the workspace. */
    public List<Input> reads() {
        return Stream.concat(inputs.stream(), sources.stream()).toList();
    }

    /** The same with devices of its own. */
    public BuildTask with(Devices granted) {
        return new BuildTask(
                attempt,
                of,
                version,
                pool,
                recipeDigest,
                inputs,
                buildKey,
                workspace,
                features,
                granted,
                before,
                sources,
                mirrors);
    }

    /** Whose log what it prints is. */
    public LoggedAttempt logged() {
        return new LoggedAttempt(attempt, of, version, buildKey);
    }

    /** In the set as it lies here. */
    public BuildTask(
            String attempt,
            PackageId of,
            String version,
            Pool pool,
            Sha256 recipeDigest,
            List<Input> inputs,
            Sha256 buildKey) {
        this(attempt, of, version, pool, recipeDigest, inputs, buildKey, Workspace.NONE);
    }

    /**
     * The output of a direct dependency.
     *
     * @param attribute the name that the recipe sees it under
     * @param outputHash where it is in the artifact store
     * @param trust the domain whose store holds it
     */
    public record Input(String attribute, Sha256 outputHash, TrustDomain trust) {

        /** @throws IllegalArgumentException when the attribute could not be a folder's name */
        public Input {
            attribute = new PackageId("any", attribute).attribute();
        }
    }
}
