package dev.tidemark.agent.build;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.set.PackageSet;
import dev.tidemark.workspace.CommandPicture;
import java.util.List;
import java.util.Optional;

/** Finds what a request's recipe is in. Thread-safe. */
public interface RecipeBook {

    /** Names of the sets that it knows. */
    List<String> sets();

    /** @throws InterruptedException when the thread is interrupted while the set's files are made ready */
    Found find(BuildTask task) throws InterruptedException;

    /** What was found. */
    sealed interface Found {

        /**
         * The set with the recipe.
         *
         * @param change what the recipe is told besides the version; empty when nothing
         */
        record Recipes(PackageSet set, Optional<String> change) implements Found {

            /** The digest of a recipe whose files have one. */
            Sha256 digest(Sha256 files) {
                return change.map(told -> CommandPicture.changed(files, told)).orElse(files);
            }
        }

        /** @param reason why there is none, as a sentence with the next step */
        record Missing(FailureKind kind, String reason) implements Found {}
    }
}
