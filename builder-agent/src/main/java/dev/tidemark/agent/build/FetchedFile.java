package dev.tidemark.agent.build;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What a recipe has left that was there to download one file. */
final class FetchedFile {

    private static final int BUFFER = 1 << 16;
    private static final int MOST_NAMED = 3;

    private FetchedFile() {}

    /**
     * Holds it against what it had to be.
     *
     * @param packed what is to become of it if it is that
     */
    static OutputArchive.Packing compared(Path out, Sha256 wanted, OutputArchive.Packing packed) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(out)) {
            entries.forEach(files::add);
        }
        if (files.size() != 1 || !Files.isRegularFile(files.getFirst(), LinkOption.NOFOLLOW_LINKS)) {
            return new OutputArchive.Packing.Refused(
                    FailureKind.BUILD_FAILED,
                    "a recipe that is a fetch leaves one file in its output, and this one left %s: correct its \"build\""
                            .formatted(found(files)));
        }
        Sha256 found = digest(files.getFirst());
        return found.equals(wanted)
                ? packed
                : new OutputArchive.Packing.Refused(
                        FailureKind.HASH_MISMATCH,
                        "what was fetched has the SHA-256 %s, and the set says %s: correct \"fetch\" in the package's package.json, or look at what the address serves"
                                .formatted(found.hex(), wanted.hex()));
    }

    private static String found(List<Path> entries) {
        if (entries.isEmpty()) {
            return "nothing";
        }
        String first = entries.stream()
                .map(entry -> String.valueOf(entry.getFileName()))
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
        return entries.size() == 1
                ? first + ", which is no file"
                : "%d entries (%s%s)".formatted(entries.size(), first, entries.size() > MOST_NAMED ? ", …" : "");
    }

    private static Sha256 digest(Path file) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = new InterruptibleInput(Files.newInputStream(file))) {
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return new Sha256(HexFormat.of().formatHex(digest.digest()));
    }
}
