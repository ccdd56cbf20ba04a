package dev.tidemark.intake.debian;

import dev.tidemark.intake.Origin;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes an index apart into paragraphs. One that cannot be read is a problem, told once, and the others are handed on. An empty
 * line closes each paragraph, also the last, as whatever writes indices does it: one that stays open was cut off.
 */
final class IndexParser {

    private final Map<String, String> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Progress progress;
    private final Flaws flaws;

    /** Told what is wrong with an index; each reason is a part of a sentence. */
    interface Flaws {
        /** A paragraph cannot be read. */
        void problem(Origin origin, String reason);

        /** What stands from there on cannot be read. */
        void cutOff(Origin origin, String reason);
    }

    /** @param wanted the fields to keep, in whatever case the index has them */
    IndexParser(List<String> wanted, Progress progress, Flaws flaws) {
        wanted.forEach(field -> this.wanted.put(field, field));
        this.progress = progress;
        this.flaws = flaws;
    }

    /** @throws IOException when the file itself cannot be read; damage in it is told */
    void read(IndexFile index, Consumer<Paragraph> taker) throws IOException {
        progress.begin("reading " + index.path().getFileName());
        try (IndexStream stream = new IndexStream(index.path(), progress)) {
            readAll(index, stream, taker);
        } catch (AccessDeniedException e) {
            throw unreadable(index, e);
        }
        progress.tell();
    }

    private void readAll(IndexFile index, IndexStream stream, Consumer<Paragraph> taker) throws IOException {
        long line = 1;
        try {
            LineReader lines = new LineReader(stream.text());
            Draft draft = new Draft(index.toString(), line);
            while (draft != null) {
                draft = oneMore(lines, draft, taker);
                line = lines.number() + 1;
            }
        } catch (IndexStream.UnknownPackingException e) {
            throw e;
        } catch (IOException e) {
            if (stream.diskFailure() != null) {
                throw unreadable(index, e);
            }
            flaws.cutOff(new Origin(index.toString(), line), damage(e));
        }
    }

    /** Reads a line; returns the paragraph that the next one belongs to, null at the end. */
    private @Nullable Draft oneMore(LineReader lines, Draft draft, Consumer<Paragraph> taker) throws IOException {
        try {
            String line = lines.next();
            if (line != null && !line.isBlank()) {
                draft.line(line, lines.number());
                return draft;
            }
            if (line == null && !draft.empty) {
                throw new EOFException("it ends in the middle of a paragraph");
            }
            draft.finish(taker);
            return line == null ? null : new Draft(draft.file, lines.number() + 1);
        } catch (CharacterCodingException e) {
            draft.spoil(lines.number(), "the line is not UTF-8");
            return draft;
        }
    }

    private static String damage(IOException e) {
        return "what follows cannot be read (%s): the file is cut off or damaged, fetch it again"
                .formatted(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static IOException unreadable(IndexFile index, IOException cause) {
        return new IOException(
                "%s cannot be read (%s): see that the disk is well and that this user may read the file"
                        .formatted(index, cause),
                cause);
    }

    /** A paragraph as far as it was read. */
    private final class Draft {

        private final Map<String, String> fields = new TreeMap<>();
        private final String file;
        private final long firstLine;
        private @Nullable String field;
        private boolean empty = true;
        private boolean spoilt;

        Draft(String file, long firstLine) {
            this.file = file;
            this.firstLine = firstLine;
        }

        void line(String line, long number) {
            empty = false;
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                if (field != null) {
                    fields.merge(field, line, (value, more) -> value + "\n" + more);
                }
                return;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                spoil(number, "the line is no field: it has no colon");
                return;
            }
            field = wanted.get(line.substring(0, colon));
            if (field != null && fields.put(field, line.substring(colon + 1).strip()) != null) {
                spoil(number, "the field %s stands twice in one paragraph".formatted(field));
            }
        }

        void spoil(long number, String reason) {
            if (!spoilt) {
                flaws.problem(new Origin(file, number), reason);
            }
            empty = false;
            spoilt = true;
        }

        void finish(Consumer<Paragraph> taker) {
            if (!spoilt && !empty) {
                taker.accept(new Paragraph(new Origin(file, firstLine), fields));
            }
        }
    }
}
