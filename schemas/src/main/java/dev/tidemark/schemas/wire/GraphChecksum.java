package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The checksum of a graph revision: SHA-256 over the Avro binary of its packages, each preceded by its length. Who
 * imports a set and who reads it back both compute it here.
 */
public final class GraphChecksum {

    private GraphChecksum() {}

    /** @param orderedByAttribute every package of the revision; another order gives another checksum */
    public static Sha256 of(Iterable<Package> orderedByAttribute) {
        Sha256.Builder digest = Sha256.builder();
        SpecificDatumWriter<Package> writer = new SpecificDatumWriter<>(Package.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            for (Package node : orderedByAttribute) {
                bytes.reset();
                writer.write(node, encoder);
                encoder.flush();
                digest.add(bytes.toByteArray());
            }
        } catch (IOException e) {
            throw new AssertionError("an array in memory takes every byte", e);
        }
        return digest.build();
    }
}
