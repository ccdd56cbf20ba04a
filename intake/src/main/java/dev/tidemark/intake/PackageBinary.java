package dev.tidemark.intake;

import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/** Packages as Avro binary, about a tenth of what they take as objects, and back. Belongs to one thread. */
final class PackageBinary {

    static {
        TrustedEvents.declare();
    }

    private final SpecificDatumWriter<Package> writer = new SpecificDatumWriter<>(Package.class);
    private final SpecificDatumReader<Package> reader = new SpecificDatumReader<>(Package.class);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    private @Nullable BinaryDecoder decoder;

    byte[] encode(Package node) {
        try {
            bytes.reset();
            writer.write(node, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError("an array in memory takes every byte", e);
        }
    }

    /** @param avro that {@link #encode} made */
    Package decode(byte[] avro) {
        try {
            BinaryDecoder from = DecoderFactory.get().binaryDecoder(avro, decoder);
            decoder = from;
            return reader.read(null, from);
        } catch (IOException e) {
            throw new AssertionError("what was encoded here can be decoded", e);
        }
    }
}
