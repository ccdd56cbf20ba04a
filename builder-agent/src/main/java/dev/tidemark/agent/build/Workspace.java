package dev.tidemark.agent.build;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import java.util.List;
import java.util.Optional;

/** What a build finds its recipe in. */
public sealed interface Workspace {

    /** The set as it lies here. */
    Workspace NONE = new None();

    /** The set as it lies here. */
    record None() implements Workspace {}

    /**
     * A set to which one agent has applied bumps.
     *
     * @param digest of the workspace's document
     * @param variant with the bumps, or what they were applied to
     */
    record Published(Sha256 digest, Variant variant) implements Workspace {}

    /**
     * The set with bumps applied, which is to be made now.
     *
     * @param sequence the graph revision that they are applied to
     * @param revision what the importer calls it
     * @param bumps ordered by attribute
     */
    record Wanted(long sequence, String revision, List<Bump> bumps) implements Workspace {
        public Wanted {
            bumps = List.copyOf(bumps);
        }
    }

    /**
     * A package that changes.
     *
     * @param attribute its attribute path
     * @param from the version that the graph has
     * @param to the version that it goes to
     * @param change what changes besides the version, such as a git ref; empty when nothing does
     */
    record Bump(String attribute, String from, String to, Optional<String> change) {}
}
