package dev.tidemark.cli.view;

import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Whole logs, where this machine has the farm's artifact store.
 *
 * @param artifacts folder of the stores, one below it for each trust domain; may not be there
 */
record WholeLogs(Path artifacts) {

    private static final int BUFFER = 1 << 16;

    /**
     * Says where a whole log is.
     *
     * @param from from where on it is to be shown, too, where it can be had, in bytes from its beginning; empty where all was shown that
     *     people look for
     */
    void tell(TrustDomain trust, Sha256 hash, OptionalLong from, LogPrinter printer) {
        Path store = artifacts.resolve(trust.label());
        if (!Files.isDirectory(store)) {
            named(hash, printer);
            printer.note("in the artifact store of the %s domain: --artifacts DIR says where that is%s"
                    .formatted(trust.label(), from.isPresent() ? ", and shows what is missing" : ""));
            return;
        }
        try {
            Path folder = Files.createTempDirectory("tidemark-log");
            try {
                Path copy = folder.resolve("log");
                new FileArtifactStore(store).copyTo(hash, copy);
                if (from.isPresent()) {
                    printer.note(
                            from.getAsLong() == 0
                                    ? "from the artifact store"
                                    : "the rest, from the artifact store (byte %,d on)".formatted(from.getAsLong()));
                    print(copy, from.getAsLong(), printer);
                } else {
                    named(hash, printer);
                    printer.note("in the artifact store " + store);
                }
                Files.delete(copy);
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            named(hash, printer);
            printer.note("which cannot be had from %s (%s)".formatted(store, e.getMessage()));
        }
    }

    private static void named(Sha256 hash, LogPrinter printer) {
        printer.note("whole log: " + hash.hex());
    }

    private static void print(Path log, long from, LogPrinter printer) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(Math.min(from, Files.size(log)));
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                printer.text(ByteBuffer.wrap(buffer, 0, read));
            }
        }
        printer.end();
    }
}
