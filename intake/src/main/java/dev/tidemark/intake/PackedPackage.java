package dev.tidemark.intake;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.GraphChecksum;

/** A package as it will be sent. */
final class PackedPackage {

    private final String attribute;
    private final byte[] avro;
    private final Sha256 digest;

    PackedPackage(String attribute, byte[] avro) {
        this.attribute = attribute;
        this.avro = avro;
        this.digest = GraphChecksum.digestOfBinary(avro);
    }

    String attribute() {
        return attribute;
    }

    /** What a graph's checksum is made of. */
    Sha256 digest() {
        return digest;
    }

    byte[] avro() {
        return avro;
    }

    /** A record's value. */
    byte[] behind(byte[] prefix) {
        byte[] value = new byte[prefix.length + avro.length];
        System.arraycopy(prefix, 0, value, 0, prefix.length);
        System.arraycopy(avro, 0, value, prefix.length, avro.length);
        return value;
    }
}
