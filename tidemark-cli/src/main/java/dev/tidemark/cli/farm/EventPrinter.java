package dev.tidemark.cli.farm;

import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.wire.EventJson;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.apache.avro.generic.IndexedRecord;

/** Prints events as JSON, with a line's end behind it. */
final class EventPrinter {

    private EventPrinter() {}

    /** All of them as one array. */
    static void print(Collection<? extends IndexedRecord> events, PrintStream out) {
        print(out, writer -> EventJson.write(events, writer));
    }

    static void print(IndexedRecord event, PrintStream out) {
        print(out, writer -> EventJson.write(event, writer));
    }

    private interface Writing {
        void into(Writer writer) throws IOException;
    }

    private static void print(PrintStream out, Writing writing) {
        try {
            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            writing.into(writer);
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Screen.requireReader(out);
    }
}
