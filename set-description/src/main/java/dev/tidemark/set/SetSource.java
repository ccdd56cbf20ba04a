package dev.tidemark.set;

import java.nio.file.Path;

/** Where the files of a set are. */
public sealed interface SetSource {

    /**
     * They lie in a folder.
     *
     * @param folder absolute
     */
    record Folder(Path folder) implements SetSource {}

    /**
     * They are what a git repository has at a revision.
     *
     * @param repository as {@code git clone} takes it; a local one as an absolute path
     * @param revision the branch, tag or commit that an import reads
     * @param folder of the set within the repository, such as {@code pkgs}; empty for all of it
     */
    record Git(String repository, String revision, String folder) implements SetSource {}
}
