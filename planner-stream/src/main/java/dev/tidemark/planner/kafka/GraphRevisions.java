package dev.tidemark.planner.kafka;

import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.planner.kafka.RevisionFold.Sent;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.GraphChecksum;
import dev.tidemark.service.DeadLetters;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds packages, exactly up to the offsets that each revision names, into graphs. A revision that does not fit is a dead letter
 * and leaves the former one in force. Written by one thread; the graphs may be asked for by any.
 */
final class GraphRevisions {

    private static final Logger LOG = LoggerFactory.getLogger(GraphRevisions.class);
    private static final int TRIED_AT_START = 3;

    private final Deserializer<Package> packageReader;
    private final DeadLetters deadLetters;
    private final KeptGraphs kept;
    private final Map<String, PackageGraph> graphs = new ConcurrentHashMap<>();
    private final Map<String, RevisionFold> folds = new TreeMap<>();
    private final Deque<Marker> unfolded = new ArrayDeque<>();

    GraphRevisions(Deserializer<Package> packageReader, DeadLetters deadLetters, KeptGraphs kept) {
        this.packageReader = packageReader;
        this.deadLetters = deadLetters;
        this.kept = kept;
    }

    Optional<PackageGraph> newest(String set) {
        return Optional.ofNullable(graphs.get(set));
    }

    /** Alphabetically. */
    List<String> sets() {
        return graphs.keySet().stream().sorted().toList();
    }

    void take(Marker marker) {
        unfolded.add(marker);
    }

    /** @param value null when it was removed */
    void take(int partition, long offset, String key, byte @Nullable [] value) {
        folds.computeIfAbsent(Routing.setOf(key), set -> new RevisionFold())
                .take(partition, offset, key, value == null ? null : new Sent(value));
    }

    /** Whether there are revisions that are yet to be folded or refused. */
    boolean isBehind() {
        return !unfolded.isEmpty();
    }

    /** The one of those that came first. */
    Optional<Marker> awaited() {
        return Optional.ofNullable(unfolded.peek());
    }

    /** All packages come again. */
    void forgetPackages() {
        folds.clear();
    }

    /**
     * Compaction takes from the package topic what older revisions were made of, so most of them would be refused. A few
     * are tried, for the newest may be one that is refused, and the former one should then be in force.
     */
    void onlyLatestOfEachSet() {
        Map<String, Deque<Marker>> latest = new TreeMap<>();
        for (Marker marker : unfolded) {
            Deque<Marker> ofSet = latest.computeIfAbsent(marker.set(), set -> new ArrayDeque<>());
            ofSet.add(marker);
            if (ofSet.size() > TRIED_AT_START) {
                ofSet.remove();
            }
        }
        unfolded.clear();
        latest.values().forEach(unfolded::addAll);
    }

    /**
     * Puts those in force whose newest revision was kept. Of them nothing need be read.
     *
     * @return these revisions, by set
     */
    List<GraphRevision> takeKept() {
        Map<String, GraphRevision> newest = new TreeMap<>();
        unfolded.forEach(marker -> newest.put(marker.set(), marker.revision()));
        newest.values().removeIf(revision -> {
            Optional<PackageGraph> graph = kept.of(revision);
            graph.ifPresent(found -> putInForce(found, "kept"));
            return graph.isEmpty();
        });
        unfolded.removeIf(marker -> newest.containsKey(marker.set()));
        return List.copyOf(newest.values());
    }

    /**
     * Folds what can be. In each set one after the other; no set waits for another's.
     *
     * @param covered whether all packages of a revision were read
     */
    void foldWhatIs(Predicate<GraphRevision> covered) {
        foldOrRefuse(covered, revision -> false);
    }

    /**
     * The same. What waited behind a revision that is refused is no worse for it.
     *
     * @param beyondTheEnd whether a revision that is not covered never will be
     */
    void foldOrRefuse(Predicate<GraphRevision> covered, Predicate<GraphRevision> beyondTheEnd) {
        Set<String> waiting = new TreeSet<>();
        for (Iterator<Marker> all = unfolded.iterator(); all.hasNext(); ) {
            Marker marker = all.next();
            if (waiting.contains(marker.set())) {
                continue;
            }
            if (covered.test(marker.revision())) {
                all.remove();
                fold(marker);
            } else if (beyondTheEnd.test(marker.revision())) {
                all.remove();
                refuse(marker, "it names offsets beyond the end of the package topic; import the set again");
            } else {
                waiting.add(marker.set());
            }
        }
    }

    private void fold(Marker marker) {
        folded(marker).ifPresent(graph -> {
            putInForce(graph, "packages");
            kept.keep(marker.revision(), graph);
        });
    }

    private Optional<PackageGraph> folded(Marker marker) {
        GraphRevision revision = marker.revision();
        try {
            String set = new PackageId(revision.getSet(), PackageId.WORKSPACE).set(); // It becomes part of a path, too.
            List<Sent> packages =
                    folds.computeIfAbsent(set, missing -> new RevisionFold()).upTo(revision.getEndOffsets());
            Sha256 checksum =
                    GraphChecksum.ofDigests(packages.stream().map(Sent::digest).toList());
            if (!checksum.hex().equals(revision.getChecksum())) {
                refuseOrPassOver(marker);
                return Optional.empty();
            }
            GraphBuilder builder = new GraphBuilder(set, revision.getSequence())
                    .revision(revision.getRevision())
                    .estimate(revision.getEvaluated());
            for (Sent each : packages) {
                builder.add(node(each));
            }
            return Optional.of(builder.build());
        } catch (InvalidGraphException | IllegalArgumentException e) {
            refuse(marker, e.getMessage());
            return Optional.empty();
        }
    }

    private void putInForce(PackageGraph graph, String from) {
        graphs.put(graph.set(), graph);
        LOG.atInfo()
                .addKeyValue("set", graph.set())
                .addKeyValue("sequence", graph.sequence())
                .addKeyValue("packages", graph.size())
                .addKeyValue("from", from)
                .log("graph revision in force");
    }

    /** It was read once already, when it came. */
    private PackageNode node(Sent sent) {
        return PackageCodec.node(packageReader.deserialize(Topics.PACKAGE.name(), sent.value()));
    }

    /** Nobody need do anything about one that a later one of its set is about to follow: it may be compacted by now. */
    private void refuseOrPassOver(Marker marker) {
        if (unfolded.stream().noneMatch(later -> later.set().equals(marker.set()))) {
            refuse(marker, "its packages do not have the checksum that it names; import the set again");
        }
    }

    /** Its importer is long gone: a dead letter tells. */
    private void refuse(Marker marker, @Nullable String reason) {
        GraphRevision revision = marker.revision();
        LOG.atError()
                .addKeyValue("set", revision.getSet())
                .addKeyValue("sequence", revision.getSequence())
                .addKeyValue("reason", reason)
                .log("graph revision refused; the former one stays in force");
        deadLetters.send(
                marker.record(),
                "revision %d of the graph of %s is refused, and the former one stays in force: %s"
                        .formatted(revision.getSequence(), revision.getSet(), reason));
    }
}
