package dev.tidemark.cli.command;

import dev.tidemark.intake.Packed;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A text that a person names: a file, plain, gzip or zstd, or {@code -} for standard input.
 *
 * @param name what it is called in messages
 * @param text all of it
 */
record InputText(String name, String text) {

    static final String STANDARD_INPUT = "-";
    private static final int MOST_BYTES = 64 * 1024 * 1024;

    /**
     * @throws UsageException when there is no such file, or it is no text
     * @throws ServiceException when it cannot be read
     */
    static InputText read(String file) {
        String name = file.equals(STANDARD_INPUT)
                ? "standard input"
                : String.valueOf(Path.of(file).getFileName());
        try (InputStream bytes = Packed.unpacked(file.equals(STANDARD_INPUT) ? System.in : opened(Path.of(file)))) {
            byte[] all = bytes.readNBytes(MOST_BYTES + 1);
            if (all.length > MOST_BYTES) {
                throw new UsageException(
                        "%s has more than %d MB: divide it".formatted(name, MOST_BYTES / (1024 * 1024)));
            }
            return new InputText(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(all))
                            .toString());
        } catch (CharacterCodingException e) {
            throw new UsageException("%s is not written in UTF-8: convert it".formatted(name), e);
        } catch (IOException e) {
            throw new ServiceException(
                    "%s cannot be read (%s): check it, and try again".formatted(name, e.getMessage()), e);
        }
    }

    /**
     * Opens a file that a person has named.
     *
     * @throws UsageException when there is none
     */
    static InputStream opened(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new UsageException("%s is a folder: name the files in it".formatted(file));
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no file %s: check the path".formatted(file), e);
        } catch (AccessDeniedException e) {
            throw new ServiceException("the file %s may not be read by this user: change its mode".formatted(file), e);
        }
    }
}
