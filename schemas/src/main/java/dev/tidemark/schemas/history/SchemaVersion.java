package dev.tidemark.schemas.history;

import org.apache.avro.Schema;

/**
 * A schema as it was written at some time.
 *
 * @param id that its records bear where there is no registry server; never given to another
 * @param subject the record's full name
 * @param version from 1, in the order in which they came about
 * @param schema as it was, documentation included
 */
public record SchemaVersion(int id, String subject, int version, Schema schema) {}
