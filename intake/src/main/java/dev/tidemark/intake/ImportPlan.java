package dev.tidemark.intake;

import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.wire.GraphChecksum;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an import has to write.
 *
 * @param sequence of the new revision
 * @param checksum of the new revision
 * @param removed attributes that the former revision has and this one has not, in alphabetical order
 */
record ImportPlan(long sequence, String checksum, List<String> removed) {

    /** True when the latest revision has these packages and no others, word for word. */
    static boolean isUnchanged(Optional<GraphRevision> former, SetGraph graph) {
        return former.filter(revision -> revision.getChecksum()
                        .equals(GraphChecksum.of(graph.packages()).hex()))
                .isPresent();
    }

    /** @param formerAttributes every package of the former revision; empty when there is none */
    static ImportPlan of(Optional<GraphRevision> former, SortedSet<String> formerAttributes, SetGraph graph) {
        Set<String> present =
                graph.packages().stream().map(Package::getAttribute).collect(Collectors.toCollection(TreeSet::new));
        return new ImportPlan(
                former.map(GraphRevision::getSequence).orElse(0L) + 1,
                GraphChecksum.of(graph.packages()).hex(),
                formerAttributes.stream()
                        .filter(attribute -> !present.contains(attribute))
                        .toList());
    }
}
