package dev.tidemark.cli.artifact;

import dev.tidemark.agent.store.ArtifactDamagedException;
import dev.tidemark.agent.store.ArtifactMissingException;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.agent.store.StoreContents;
import dev.tidemark.agent.store.StoreContents.Item;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import dev.tidemark.workspace.WorkspaceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clears up the artifact stores of a farm, each of a trust domain in a folder of its own. For one thread. */
public final class Pruning {

    /** As agents that build with Nix call it. */
    private static final String NIX_CACHE = "nix-cache";

    private static final Logger LOG = LoggerFactory.getLogger(Pruning.class);

    private final Path artifacts;
    private final References references;
    private final List<Store> stores = new ArrayList<>();

    /** How many, and how large. */
    public record Tally(long files, long bytes) {
        private static final Tally NONE = new Tally(0, 0);

        private Tally and(Item item) {
            return new Tally(files + 1, bytes + item.bytes());
        }
    }

    /**
     * A domain's store.
     *
     * @param tallies what becomes of what is in it
     * @param going what goes, in the order of their places
     * @param hasNixCache whether a Nix cache lies beside it, which nobody has looked into
     */
    public record Store(TrustDomain trust, Map<Fate, Tally> tallies, List<Item> going, boolean hasNixCache) {}

    private Pruning(Path artifacts, References references) {
        this.artifacts = artifacts;
        this.references = references;
    }

    /**
     * Looks at all stores and removes nothing.
     *
     * @param artifacts folder of the stores, as agents call it
     * @throws ServiceException when there is none, it cannot be read, or is another farm's, with the next step
     */
    public static Pruning look(Path artifacts, References references) {
        Pruning pruning = new Pruning(artifacts, references);
        try {
            pruning.followWorkspaces();
            for (TrustDomain trust : TrustDomain.values()) {
                if (Files.isDirectory(pruning.folder(trust))) {
                    pruning.stores.add(pruning.look(trust));
                }
            }
        } catch (IOException e) {
            throw new ServiceException(
                    "the artifact store %s cannot be read (%s): see that it is mounted, and run this as the user of its agents"
                            .formatted(artifacts, e),
                    e);
        }
        pruning.requireOfThisFarm();
        return pruning;
    }

    private Path folder(TrustDomain trust) {
        return artifacts.resolve(trust.label());
    }

    /** A workspace is a document that names what it is made of; all of them lie in the free domain. */
    private void followWorkspaces() throws IOException {
        Path store = folder(TrustDomain.FREE);
        Path scratch = Files.createTempDirectory("tidemark-artifacts");
        try {
            for (Map.Entry<Sha256, Fate> workspace : references.workspaces().entrySet()) {
                references.add(workspace.getKey(), workspace.getValue());
                if (Files.isDirectory(store)) {
                    follow(new FileArtifactStore(store), workspace.getKey(), workspace.getValue(), scratch);
                }
            }
        } finally {
            Files.delete(scratch);
        }
    }

    /** What is lost refers to nothing any more: it is stored anew with all that it names, or not at all. */
    private void follow(FileArtifactStore store, Sha256 digest, Fate fate, Path scratch) throws IOException {
        Path copy = scratch.resolve("workspace.json");
        try {
            store.copyTo(digest, copy);
            WorkspaceDocument document = WorkspaceDocument.read(Files.readAllBytes(copy));
            references.add(new Sha256(document.jobs()), fate);
            document.patch().map(Sha256::new).ifPresent(patch -> references.add(patch, fate));
        } catch (ArtifactDamagedException e) {
            throw new ServiceException(
                    "the workspace %s is in use and damaged (%s), so nobody can tell what belongs to it, and nothing is removed: bring it back from a copy, or end its waves"
                            .formatted(digest, e.getMessage()),
                    e);
        } catch (ArtifactMissingException e) {
            LOG.atWarn()
                    .addKeyValue("workspace", digest)
                    .addKeyValue("reason", e.getMessage())
                    .log("a workspace that is in use is lost, and what it names may go");
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private Store look(TrustDomain trust) throws IOException {
        Map<Fate, Tally> tallies = new EnumMap<>(Fate.class);
        List<Item> going = new ArrayList<>();
        new StoreContents(folder(trust)).each(item -> {
            Fate fate = references.of(item);
            tallies.put(fate, tallies.getOrDefault(fate, Tally.NONE).and(item));
            if (fate == Fate.GOES) {
                going.add(item);
            }
        });
        going.sort((one, other) -> one.file().compareTo(other.file()));
        return new Store(trust, tallies, going, Files.isDirectory(folder(trust).resolve(NIX_CACHE)));
    }

    /** A farm that refers to nothing in a store that is full of what nobody has stored of late is hardly the store's. */
    private void requireOfThisFarm() {
        if (stores.isEmpty()) {
            throw new UsageException(
                    "there is no artifact store in %s: --artifacts DIR says where the farm's is".formatted(artifacts));
        }
        boolean referred = stores.stream()
                .flatMap(store -> store.tallies().keySet().stream())
                .anyMatch(fate -> fate != Fate.GOES && fate != Fate.YOUNG);
        long going = stores.stream().mapToLong(store -> store.going().size()).sum();
        if (!referred && going > 0) {
            throw new ServiceException(
                    "this farm refers to nothing of the %,d files in %s, so it may be another farm's, and nothing is removed: see that --farm and --artifacts belong together"
                            .formatted(going, artifacts));
        }
    }

    /** Stores as they were found. */
    public List<Store> stores() {
        return List.copyOf(stores);
    }

    /**
     * What became of what was to go.
     *
     * @param stayed how many an agent has stored again meanwhile, or somebody else removed
     */
    public record Removed(Tally gone, long stayed) {}

    /**
     * Removes what goes.
     *
     * @throws ServiceException when something cannot be removed, with the next step; what was removed before is gone
     */
    public Removed remove() {
        Tally gone = Tally.NONE;
        long stayed = 0;
        for (Store store : stores) {
            StoreContents contents = new StoreContents(folder(store.trust()));
            for (Item item : store.going()) {
                try {
                    if (contents.remove(item)) {
                        gone = gone.and(item);
                    } else {
                        stayed++;
                    }
                } catch (IOException e) {
                    throw new ServiceException(
                            "%s cannot be removed (%s), %,d others were: run this as the user of the store's agents, and again"
                                    .formatted(item.file(), e, gone.files()),
                            e);
                }
            }
        }
        return new Removed(gone, stayed);
    }
}
