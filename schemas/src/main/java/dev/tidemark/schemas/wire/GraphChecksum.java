package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The checksum of a graph revision: SHA-256 over the digest of each package, ordered by attribute; a package's digest is
 * SHA-256 over its Avro binary as it was sent. Who imports a set has packages, who reads it back has bytes that may have
 * been written with another version of the schema: both compute it here.
 */
public final class GraphChecksum {

    static {
        TrustedEvents.declare();
    }

    private GraphChecksum() {}

    /** @param orderedByAttribute every package of the revision; another order gives another checksum */
    public static Sha256 of(List<Package> orderedByAttribute) {
        SpecificDatumWriter<Package> writer = new SpecificDatumWriter<>(Package.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        Sha256.Builder checksum = Sha256.builder();
        try {
            for (Package node : orderedByAttribute) {
                bytes.reset();
                writer.write(node, encoder);
                encoder.flush();
                checksum.add(digestOfBinary(bytes.toByteArray()).hex());
            }
        } catch (IOException e) {
            throw new AssertionError("an array in memory takes every byte", e);
        }
        return checksum.build();
    }

    /** The same, of packages that were read back. */
    public static Sha256 ofDigests(List<Sha256> orderedByAttribute) {
        Sha256.Builder checksum = Sha256.builder();
        orderedByAttribute.forEach(digest -> checksum.add(digest.hex()));
        return checksum.build();
    }

    /** The digest of one package, from its record's value: without the prefix, which says where the schema is. */
    public static Sha256 digest(byte[] value) {
        return digestOfBinary(Arrays.copyOfRange(value, Math.min(EventSerdes.PREFIX, value.length), value.length));
    }

    /** The digest of one package from its Avro binary, which is what a record's value has behind the prefix. */
    public static Sha256 digestOfBinary(byte[] binary) {
        return Sha256.builder().add(binary).build();
    }
}
