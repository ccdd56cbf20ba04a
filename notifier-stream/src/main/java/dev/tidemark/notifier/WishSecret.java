package dev.tidemark.notifier;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What the links in messages are signed with: what the operator says, else what was made once and is kept with the state. */
final class WishSecret {

    private static final int BYTES = 32;
    private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{%d}".formatted(2 * BYTES));
    private static final int SHORTEST = 16;

    private WishSecret() {}

    static byte[] of(String said, Path stateFolder) {
        if (!said.isEmpty()) {
            if (said.length() < SHORTEST) {
                throw new ServiceException("http.secret has %d characters: use %d or more, as long as links are to hold"
                        .formatted(said.length(), SHORTEST));
            }
            return said.getBytes(StandardCharsets.UTF_8);
        }
        Path file = stateFolder.resolve("wish-secret");
        try {
            Files.createDirectories(stateFolder);
            return Files.exists(file) ? read(file) : made(file);
        } catch (IOException e) {
            throw new ServiceException(
                    "the secret for links in messages cannot be kept in %s (%s): free space there, or set http.secret"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** Written aside and moved whole: of two that begin at once one is kept, and none is read half written. */
    private static byte[] made(Path file) throws IOException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Path aside =
                Files.createTempFile(file.toAbsolutePath().getParent(), "wish-secret", ".part"); // For its owner alone.
        Files.writeString(aside, HexFormat.of().formatHex(bytes));
        try {
            Files.move(aside, file);
            return bytes;
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static byte[] read(Path file) throws IOException {
        String text = Files.readString(file).strip();
        if (!WHOLE.matcher(text).matches()) {
            throw new ServiceException(
                    "%s holds no secret: delete it, and links in older messages end".formatted(file));
        }
        return HexFormat.of().parseHex(text);
    }
}
