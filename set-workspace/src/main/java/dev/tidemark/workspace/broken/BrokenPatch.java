package dev.tidemark.workspace.broken;

import dev.tidemark.set.NixExpression;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.source.Patch;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The change to a set's files that marks packages as broken, in the form of git. It is made in a copy and tried there before anybody
 * gets it: it applies, the set can be read with it, and exactly these packages are refused that were not before.
 */
public final class BrokenPatch {

    private final SetDescription set;
    private final Path sources;
    private final String system;
    private final NixSettings nix;

    /**
     * @param sources the set's files; not changed
     * @param system that the set is evaluated for, where it asks for one
     * @param nix how a Nix set is evaluated
     */
    public BrokenPatch(SetDescription set, Path sources, String system, NixSettings nix) {
        this.set = set;
        this.sources = sources;
        this.system = system;
        this.nix = nix;
    }

    /**
     * Makes it and tries it.
     *
     * @param attributes at least one
     * @param why a reason on one line
     * @throws CannotMarkException when one of them is not in the set, is refused already, or cannot be marked
     * @throws IOException when the files cannot be read or copied, or git or Nix is not there
     */
    public byte[] of(SortedSet<String> attributes, String why)
            throws CannotMarkException, IOException, InterruptedException {
        // Where a link leads: a copy of the link would be the files themselves.
        Path files = sources.toRealPath();
        Path scratch = Files.createTempDirectory("tidemark-broken-");
        try {
            // A path that Nix knows by no other name.
            Path marked = scratch.toRealPath().resolve("marked");
            TreeCopy.copy(files, marked);
            Optional<NixExpression> expression = set.nix();
            if (expression.isPresent()) {
                new NixMark(set.name(), expression.get(), marked, system, nix).mark(attributes, why);
            } else {
                new CommandMark(set, marked).mark(attributes, why);
            }
            byte[] patch = Patch.between(nix.programs(), files, marked);
            requireToApply(patch, scratch, files, marked);
            return patch;
        } finally {
            TreeCopy.delete(scratch);
        }
    }

    /** Whoever gets it applies it to files as they are now. */
    private void requireToApply(byte[] patch, Path scratch, Path files, Path marked)
            throws CannotMarkException, IOException, InterruptedException {
        Path file = scratch.resolve("patch");
        Files.write(file, patch);
        Path again = scratch.resolve("again");
        TreeCopy.copy(files, again);
        Patch.apply(nix.programs(), file, again);
        if (Patch.between(nix.programs(), again, marked).length > 0) {
            throw new CannotMarkException("the files in %s change while they are read: try again".formatted(sources));
        }
    }
}
