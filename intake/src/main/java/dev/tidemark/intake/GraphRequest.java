package dev.tidemark.intake;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which graph somebody wants to be read.
 *
 * @param format what it is written in, such as {@code jsonl}; empty: guessed from what the paths lead to
 * @param paths where it lies; at least one
 * @param set what to call the set; empty: as the source calls it
 * @param system what a package is built for that names no system; empty: as the source says
 * @param mapping which field is which, where the format has fields of others; empty: guessed
 */
public record GraphRequest(
        Optional<String> format,
        List<Path> paths,
        Optional<String> set,
        Optional<String> system,
        Optional<String> mapping) {

    /** @throws IllegalArgumentException when there is no path */
    public GraphRequest {
        paths = List.copyOf(paths);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("name the file or the folder to read the package graph from");
        }
    }
}
