package dev.tidemark.intake;

import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.source.SourceCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder with a {@code set.json}, its recipes beside it. */
final class SetFolderFormat implements GraphFormat {

    @Override
    public String name() {
        return "set";
    }

    @Override
    public boolean recognises(GraphRequest request) {
        return Files.isRegularFile(request.paths().getFirst().resolve("set.json"));
    }

    @Override
    public GraphSource open(GraphRequest request) throws IntakeException, IOException {
        Path folder = request.paths().getFirst();
        if (request.paths().size() > 1) {
            throw new IntakeException(
                    "A set lies in one folder; import %s and the others one by one.".formatted(folder));
        }
        String system = request.system()
                .orElseThrow(() -> new IntakeException(
                        "Say with --system what packages of %s are built for that name no system.".formatted(folder)));
        try {
            SetDescription set = SetDescription.load(folder);
            requireName(request, set);
            boolean asItLies = !set.isPrepared()
                    && set.kind() == SetKind.COMMAND
                    && set.source().equals(new SetSource.Folder(set.folder()));
            return asItLies
                    ? new GraphSource(name(), set.name(), new SetFolderReader(PackageSet.load(folder), system))
                    : DescribedSet.open(set, system, new SourceCache(cache()));
        } catch (InvalidSetException e) {
            throw new IntakeException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IntakeException("interrupted while the sources of the set were fetched", e);
        }
    }

    private static void requireName(GraphRequest request, SetDescription set) throws IntakeException {
        Optional<String> other = request.set().filter(name -> !name.equals(set.name()));
        if (other.isPresent()) {
            throw new IntakeException("The set in %s is called %s, not %s: its recipes say so; leave the name out."
                    .formatted(set.folder(), set.name(), other.get()));
        }
    }

    /** Where this user's programs keep what they can get again. */
    private static Path cache() {
        String home = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path caches = home.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(home);
        return caches.resolve("tidemark").resolve("sources");
    }
}
