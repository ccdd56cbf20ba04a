package dev.tidemark.workspace;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A package as a set has it in one state.
 *
 * @param attribute its attribute path
 * @param version the version that is built
 * @param systems that it is built for, in alphabetical order
 * @param needs attributes of what it is built from, in alphabetical order
 * @param trust the domain that it asks for itself
 * @param recipeDigest its recipe and all that it reads of its own
 * @param features what an agent must have, in alphabetical order
 * @param maintainers handles, in the set's order
 * @param sentinels attributes of packages that test it, in alphabetical order
 * @param refusal why the set says that it is not to be built; empty when it is
 * @param evaluates whether the set's description of it can be evaluated
 * @param identities by system: what is another as soon as anything that its output depends on is, such as the path of a Nix
 *     derivation
 * @param sources by system: what is fetched for it, in order; not there where nothing is, or nobody knows
 */
public record PicturedPackage(
        String attribute,
        String version,
        List<String> systems,
        List<String> needs,
        TrustDomain trust,
        Sha256 recipeDigest,
        List<String> features,
        List<String> maintainers,
        List<String> sentinels,
        String refusal,
        boolean evaluates,
        SortedMap<String, String> identities,
        SortedMap<String, List<PicturedSource>> sources) {

    public PicturedPackage {
        systems = List.copyOf(systems);
        needs = List.copyOf(needs);
        features = List.copyOf(features);
        maintainers = List.copyOf(maintainers);
        sentinels = List.copyOf(sentinels);
        identities = Collections.unmodifiableSortedMap(new TreeMap<>(identities));
        sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
    }

    /** One of which nobody says that anything is fetched for it. */
    public PicturedPackage(
            String attribute,
            String version,
            List<String> systems,
            List<String> needs,
            TrustDomain trust,
            Sha256 recipeDigest,
            List<String> features,
            List<String> maintainers,
            List<String> sentinels,
            String refusal,
            boolean evaluates,
            SortedMap<String, String> identities) {
        this(
                attribute,
                version,
                systems,
                needs,
                trust,
                recipeDigest,
                features,
                maintainers,
                sentinels,
                refusal,
                evaluates,
                identities,
                Collections.emptySortedMap());
    }

    /** What is fetched for it on a system, in order. */
    List<PicturedSource> sourcesFor(String system) {
        return sources.getOrDefault(system, List.of());
    }

    /** What is another as soon as the output for a system may be; of what cannot be evaluated it is always the same. */
    String identity(String system) {
        return evaluates ? identities.getOrDefault(system, "") : "";
    }
}
