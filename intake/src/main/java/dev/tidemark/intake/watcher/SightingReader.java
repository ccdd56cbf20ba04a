package dev.tidemark.intake.watcher;

import dev.tidemark.intake.IntakeException;
import java.io.IOException;
import java.io.InputStream;

/** Takes a text apart. Stateless. */
interface SightingReader {
    /** @throws IOException when the text cannot be read on; the message says where and why, as part of a sentence */
    void read(String source, InputStream text, Sightings taker) throws IOException, IntakeException;
}
