package dev.tidemark.intake;

import dev.tidemark.intake.nix.NixPackages;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.NixExpression;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.nix.NixReader;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.NixSource;
import dev.tidemark.workspace.source.SourceCache;
import dev.tidemark.workspace.source.SourceTree;
import java.io.IOException;
import java.util.Optional;

/**
 * A set that is not read where it lies: from a copy of its files at a revision, as the agents that build it make one too. The
 * copy is gone after the reading.
 */
final class DescribedSet implements PackageReader {

    private final SetDescription set;
    private final String system;
    private final SourceCache cache;
    private final SourceTree tree;

    private DescribedSet(SetDescription set, String system, SourceCache cache, SourceTree tree) {
        this.set = set;
        this.system = system;
        this.cache = cache;
        this.tree = tree;
    }

    static GraphSource open(SetDescription set, String system, SourceCache cache)
            throws IOException, InterruptedException {
        SourceTree tree = cache.now(set);
        return new GraphSource(
                "set", set.name(), Optional.of(tree.revision()), new DescribedSet(set, system, cache, tree));
    }

    /** Where one agent applies the bumps and says what they change. */
    @Override
    public boolean readsAnEstimate() {
        return set.isPrepared();
    }

    @Override
    public void read(PackageSink sink) throws IOException, InterruptedException {
        try {
            reader().read(sink);
        } catch (InvalidSetException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            cache.drop(set, tree.revision());
        }
    }

    private PackageReader reader() throws InvalidSetException {
        Optional<NixExpression> nix = set.nix();
        return nix.isPresent()
                ? new NixPackages(new NixReader(
                        set.name(),
                        NixSource.Expression.of(nix.get(), tree.folder(), system),
                        NixSettings.ofThisMachine()))
                : new SetFolderReader(PackageSet.load(set, tree.folder()), system);
    }
}
