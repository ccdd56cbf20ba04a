package dev.tidemark.notifier.http;

import com.github.luben.zstd.ZstdInputStream;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.identity.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a notifier serves to build a job of a breakage again, for who has the artifact store and no notifier: the same script, which
 * fetches the same archives from a folder.
 *
 * @param script for any POSIX shell
 * @param archives where each archive lies in the store, by where the script looks for it
 */
public record StoredReproduction(String script, SortedMap<Path, Path> archives) {

    /**
     * Finds it.
     *
     * @param breakage the breakage's id
     * @param job that regressed
     * @param store the artifact store
     * @param folder where the archives are to be put, see {@link #unpack}
     * @return empty where a shell cannot build it, or not everybody may
     * @throws MissingException when something of it is not in the store
     */
    public static Optional<StoredReproduction> of(String breakage, Job job, Path store, Path folder) {
        Optional<Reproduction> found = Reproduction.of(breakage, job);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Reproduction reproduction = found.get();
        Artifacts artifacts = new Artifacts(Optional.of(store));
        Path below = folder.resolve("breakages")
                .resolve(breakage)
                .resolve("reproduce")
                .resolve(reproduction.system())
                .resolve(reproduction.what().attribute());
        SortedMap<Path, Path> archives = new TreeMap<>();
        archives.put(
                below.resolve("recipe.tar"),
                there(artifacts.recipe(reproduction.recipe().hex()), "its recipe"));
        for (Map.Entry<String, Sha256> input : reproduction.inputs().entrySet()) {
            archives.put(
                    below.resolve("inputs").resolve(input.getKey() + ".tar"),
                    there(artifacts.find(input.getValue().hex()), "the output of " + input.getKey()));
        }
        String base = folder.toUri().toString().replaceAll("/+$", "");
        return Optional.of(new StoredReproduction(reproduction.script(new Links(base)), archives));
    }

    private static Path there(Optional<Path> file, String what) {
        return file.orElseThrow(() -> new MissingException(what));
    }

    /** Something is not in the store any more; the message names it. */
    public static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MissingException(String what) {
            super(what);
        }
    }

    /** Puts the archives where the script looks for them, without their compression. */
    public void unpack() throws IOException {
        for (Map.Entry<Path, Path> archive : archives.entrySet()) {
            Files.createDirectories(archive.getKey().getParent());
            try (InputStream in =
                    new ZstdInputStream(new BufferedInputStream(Files.newInputStream(archive.getValue())))) {
                Files.copy(in, archive.getKey(), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
