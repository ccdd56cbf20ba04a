package dev.tidemark.planner.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Events of a program that is newer than this one. */
public final class Newer {

    private Newer() {}

    /**
     * What this program reads of an event when its writer has another word where this one has {@code word}: a symbol or a
     * field of the event's schema that is not known here.
     */
    public static <T extends SpecificRecord> T says(T event, String word) {
        Schema known = event.getSchema();
        Schema written = new Schema.Parser().parse(known.toString().replace('"' + word + '"', "\"newer_word\""));
        if (written.equals(known)) {
            throw new IllegalArgumentException(known.getName() + " has no word " + word);
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SpecificDatumWriter<T>(known).write(event, encoder);
            return new SpecificDatumReader<T>(written, known)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
