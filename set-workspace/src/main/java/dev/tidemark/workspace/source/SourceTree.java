package dev.tidemark.workspace.source;

import java.nio.file.Path;

/**
 * The files of a set at a revision, as nobody changes them any more.
 *
 * @param revision a commit, or {@code tree-} and the start of a {@link TreeDigest}
 * @param root of all files; called {@code source} on every machine, since an evaluation may see its name
 * @param folder of the set in them; may be the root
 */
public record SourceTree(String revision, Path root, Path folder) {

    /** The same files with changes, in another folder. */
    public SourceTree at(Path other) {
        return new SourceTree(
                revision, other, other.resolve(root.relativize(folder)).normalize());
    }
}
