package dev.tidemark.intake.debian;

import dev.tidemark.intake.Collected;
import dev.tidemark.schemas.event.DependencyKind;
import java.util.List;

/** Keeps everything that it is told, and answers for edges as Debian's tests ask. */
final class CollectingSink extends Collected {

    /** Of one package, such as {@code "BUILD openssl"}, in its order. */
    List<String> edges(String attribute) {
        return get(attribute).getDependencies().stream()
                .map(edge -> edge.getKind() + " " + edge.getAttribute())
                .toList();
    }

    /** How many edges there are of a kind. */
    long count(DependencyKind kind) {
        return packages.stream()
                .flatMap(node -> node.getDependencies().stream())
                .filter(edge -> edge.getKind() == kind)
                .count();
    }

    /** How many bytes were read at each step, on disk. */
    List<Long> bytesRead() {
        return progress.stream().map(Progress::done).toList();
    }

    /** How many bytes there are to read. */
    long bytes() {
        return progress.getLast().of();
    }
}
