package dev.tidemark.intake.debian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that is an index by its name: {@code Sources}, {@code Packages.xz}, {@code mirror_dists_bookworm_main_source_Sources.lz4}.
 *
 * @param bytes its size on disk, before anything is unpacked
 */
record IndexFile(Path path, Kind kind, long bytes) {

    private static final Pattern NAME = Pattern.compile("(?:.*[_.-])?(Sources|Packages)(?:\\.(?:gz|xz|lz4))?");

    enum Kind {
        SOURCES,
        PACKAGES
    }

    /**
     * @param given files, and folders whose indices are meant (not those in folders below)
     * @return in the order given; those of a folder by name
     * @throws IOException when one is not there, is no index, or none has sources
     */
    static List<IndexFile> among(List<Path> given) throws IOException {
        List<IndexFile> indices = new ArrayList<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                indices.addAll(inFolder(path));
            } else if (!Files.exists(path)) {
                throw new NoSuchFileException(
                        path + " does not exist: name a Sources or Packages index of Debian's, or a folder of them");
            } else if (!isIndex(path)) {
                throw new IOException(
                        path
                                + " is no index by its name, which must end in Sources or Packages (.gz, .xz, .lz4): rename it");
            } else {
                indices.add(of(path));
            }
        }
        if (indices.stream().noneMatch(index -> index.kind() == Kind.SOURCES)) {
            throw new IOException(
                    "No Sources index in %s: packages are made from sources; fetch one, with deb-src in apt's list of sources"
                            .formatted(given));
        }
        return indices;
    }

    private static List<IndexFile> inFolder(Path folder) throws IOException {
        List<IndexFile> indices = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> isIndex(file) && Files.isRegularFile(file))
                    .sorted()
                    .toList()) {
                indices.add(of(file));
            }
        }
        return indices;
    }

    /** Whether a path is an index, or a folder with one in it. */
    static boolean areIn(Path path) {
        if (!Files.isDirectory(path)) {
            return isIndex(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(IndexFile::isIndex);
        } catch (IOException e) {
            return false; // Whoever reads it in earnest says why it cannot be read.
        }
    }

    private static boolean isIndex(Path path) {
        return NAME.matcher(String.valueOf(path.getFileName())).matches();
    }

    private static IndexFile of(Path path) throws IOException {
        Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
        Kind kind = name.matches() && "Sources".equals(name.group(1)) ? Kind.SOURCES : Kind.PACKAGES;
        return new IndexFile(path, kind, Files.size(path));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
