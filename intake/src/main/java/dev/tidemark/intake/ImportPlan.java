package dev.tidemark.intake;

import dev.tidemark.intake.FormerGraph.Marker;
import dev.tidemark.intake.FormerGraph.Present;
import dev.tidemark.schemas.event.GraphRevision;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an import has to write.
 *
 * @param sequence of the new revision
 * @param changed packages that are not on the topic as they should be, ordered by attribute
 * @param removed attributes of what is on the topic and not in the graph, in alphabetical order
 * @param inForce true when the latest marker stands for exactly what the topic holds, by the name that the graph is to have
 */
record ImportPlan(long sequence, List<PackedPackage> changed, List<String> removed, boolean inForce) {

    /**
     * @param prefix of a record's value
     * @param present what the topic holds of the set, whoever wrote it
     */
    static ImportPlan of(Marker marker, Present present, SetGraph graph, byte[] prefix) {
        List<PackedPackage> changed = graph.packages().stream()
                .filter(node -> !present.holds(node.attribute(), node.behind(prefix)))
                .toList();
        Set<String> wanted = new HashSet<>();
        graph.packages().forEach(node -> wanted.add(node.attribute()));
        List<String> removed = present.attributes().stream()
                .filter(attribute -> !wanted.contains(attribute))
                .toList();
        return new ImportPlan(
                marker.revision().map(GraphRevision::getSequence).orElse(0L) + 1,
                changed,
                removed,
                marker.newest()
                        && marker.revision()
                                .filter(revision -> revision.getChecksum()
                                                .equals(graph.checksum().hex())
                                        && graph.mayBeCalled(revision.getRevision())
                                        && graph.isEstimate() == revision.getEvaluated()
                                        && present.isCoveredBy(revision.getEndOffsets()))
                                .isPresent());
    }

    /** How many packages and tombstones are to be written. */
    int records() {
        return changed.size() + removed.size();
    }

    /** True when the set's latest revision is this graph, so that nothing need be written, not even a marker. */
    boolean changesNothing() {
        return inForce && records() == 0;
    }
}
