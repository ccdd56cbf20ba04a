package dev.tidemark.planner.build;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.Optional;

/** What a build finds its recipe in: the set as it is, or the set with a wave's bumps applied. */
public sealed interface Workspace {

    /** The set as it lies with the agents: its graph is the truth. */
    Workspace NONE = new None();

    /** The set as it lies with the agents: its graph is the truth. */
    record None() implements Workspace {
        @Override
        public Optional<Sha256> published() {
            return Optional.empty();
        }

        @Override
        public Workspace base() {
            return this;
        }
    }

    /**
     * The set with bumps applied, as one agent has published it.
     *
     * @param digest over base revision, patch and hashes: equal workspaces have equal digests
     */
    record Published(Sha256 digest) implements Workspace {
        @Override
        public Optional<Sha256> published() {
            return Optional.of(digest);
        }

        @Override
        public Workspace base() {
            return new Base(digest);
        }
    }

    /**
     * The set that a published workspace was made from, without its bumps.
     *
     * @param digest of that workspace
     */
    record Base(Sha256 digest) implements Workspace {
        @Override
        public Optional<Sha256> published() {
            return Optional.of(digest);
        }

        @Override
        public Workspace base() {
            return this;
        }
    }

    /** Digest of what one agent has published and all others have from the artifact store; empty where the recipe is in none. */
    Optional<Sha256> published();

    /** What is built without bumps finds its recipe in what the bumps were applied to. */
    Workspace base();

    /**
     * The set with bumps applied, which is still to be made.
     *
     * @param sequence the graph revision that the bumps are applied to
     * @param revision what the importer calls it, such as a commit
     * @param bumps what is applied, ordered by attribute
     */
    record Wanted(long sequence, String revision, List<Bump> bumps) implements Workspace {

        public Wanted {
            bumps = List.copyOf(bumps);
        }

        @Override
        public Optional<Sha256> published() {
            return Optional.empty();
        }

        @Override
        public Workspace base() {
            return this;
        }

        /** What is to be applied to what: who wants the same wants the same workspace, whichever wave it is for. */
        public Sha256 digest() {
            Sha256.Builder digest = Sha256.builder().add(sequence).add(revision);
            for (Bump bump : bumps) {
                String change = bump.change();
                digest.add(bump.attribute()).add(bump.from()).add(bump.to()).add(change == null ? "" : change);
            }
            return digest.build();
        }
    }
}
