package dev.tidemark.intake.debian;

import java.nio.file.Path;
import java.util.List;

/**
 * Which indices are a set, and how they are read.
 *
 * @param set the set's name
 * @param indices files, or folders of them such as apt's lists; Sources and Packages of one release and of as many of its
 *     components and suites as wanted
 * @param system what is built for, such as {@code x86_64-linux}
 */
public record DebianArchive(String set, List<Path> indices, String system) {

    /** @throws IllegalArgumentException when there are no indices, or Debian is not read for that system */
    public DebianArchive {
        indices = List.copyOf(indices);
        if (indices.isEmpty()) {
            throw new IllegalArgumentException("no index is named: give a Sources index, or a folder that has one");
        }
        DebianArchitecture.of(system);
    }

    DebianArchitecture architecture() {
        return DebianArchitecture.of(system);
    }
}
