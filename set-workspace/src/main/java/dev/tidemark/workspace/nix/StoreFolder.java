package dev.tidemark.workspace.nix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The {@code .drv} files in a Nix store. */
final class StoreFolder implements DerivationSource {

    private final Optional<Path> folder;

    /** @param folder where the store's files really lie; empty when that is where their paths say */
    StoreFolder(Optional<Path> folder) {
        this.folder = folder;
    }

    @Override
    public Optional<Derivation> find(String path) throws IOException {
        Path file = folder.map(store -> store.resolve(StorePath.baseName(path))).orElse(Path.of(path));
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        return Optional.of(DerivationParser.parse(text));
    }
}
