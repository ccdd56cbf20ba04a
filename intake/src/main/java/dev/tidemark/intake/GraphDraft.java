package dev.tidemark.intake;

import dev.tidemark.schemas.event.Package;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph while it is being read. Each package is checked by itself, put in order and packed as it comes; what it has to do
 * with others is checked when all are there. Serves one reading.
 */
public final class GraphDraft implements PackageSink {

    /** What a broker takes unless it is told otherwise, less the key and what is around a record. */
    private static final int LARGEST = 1_000_000;

    private final String set;
    private final ImportProgress progress;
    private final PackageBinary binary = new PackageBinary();
    private final Map<String, Taken> taken = new LinkedHashMap<>();
    /** Only ever asked whether it contains something. */
    private final Set<String> broken = new HashSet<>();

    /** Which packages a sentinel is to test, in the order in which they came. */
    private final Map<String, List<String>> tested = new LinkedHashMap<>();

    private final ProblemTally problems = new ProblemTally();
    private final ProblemTally ends = new ProblemTally();
    private final List<String> notes = new ArrayList<>();
    private boolean estimate;

    /** A package that is one by itself. */
    static final class Taken {
        private final byte[] avro;
        private final Origin origin;

        private Taken(byte[] avro, Origin origin) {
            this.avro = avro;
            this.origin = origin;
        }

        byte[] avro() {
            return avro;
        }

        Origin origin() {
            return origin;
        }
    }

    /**
     * @param set whose packages are awaited
     * @param progress told from the thread that reads
     */
    public GraphDraft(String set, ImportProgress progress) {
        this.set = set;
        this.progress = progress;
    }

    /**
     * Reads a whole graph.
     *
     * @param set whose packages the reader hands on
     * @param revision what to call it; empty: after its content
     * @throws IntakeException when the source was cut off, when it has problems, and that is not allowed, or has no package
     * @throws IOException when the source cannot be read
     */
    public static GraphReading read(
            PackageReader reader, String set, Optional<String> revision, Leniency leniency, ImportProgress progress)
            throws IntakeException, IOException, InterruptedException {
        GraphDraft draft = new GraphDraft(set, progress);
        draft.estimate = reader.readsAnEstimate();
        reader.read(draft);
        return draft.finish(revision, leniency);
    }

    @Override
    public void take(Package node, Origin origin) {
        Optional<String> flaw = PackageRules.flaw(set, node);
        if (flaw.isPresent()) {
            leaveOut(node, origin, flaw.get());
            return;
        }
        Taken former = taken.get(node.getAttribute());
        if (former != null) {
            problems.add(
                    origin, "the package %s is there already, at %s".formatted(node.getAttribute(), former.origin()));
            return;
        }
        byte[] avro = binary.encode(PackageRules.ordered(node));
        if (avro.length > LARGEST) {
            leaveOut(node, origin, "it takes %,d bytes: a record has %,d at most".formatted(avro.length, LARGEST));
            return;
        }
        taken.put(node.getAttribute(), new Taken(avro, origin));
        for (String sentinel : node.getSentinels()) {
            tested.computeIfAbsent(sentinel, unseen -> new ArrayList<>()).add(node.getAttribute());
        }
    }

    private void leaveOut(Package node, Origin origin, String reason) {
        broken.add(node.getAttribute());
        problems.add(origin, reason);
    }

    @Override
    public void problem(Origin origin, String reason) {
        problems.add(origin, reason);
    }

    @Override
    public void cutOff(Origin origin, String reason) {
        ends.add(origin, reason);
    }

    @Override
    public void note(String what) {
        notes.add(Texts.sentence(what));
    }

    @Override
    public void progress(String what, long done, long of) {
        progress.reading(what, done, of);
    }

    /**
     * The graph of what was taken. Ends the draft.
     *
     * @param revision what to call it; empty: after its content
     * @throws IntakeException when the source was cut off, when it has problems, and that is not allowed, or has no package;
     *     the message names the first problems, one a line, and the next step
     */
    public GraphReading finish(Optional<String> revision, Leniency leniency) throws IntakeException {
        Problems early = ends.total();
        if (early.count() > 0) {
            throw new IntakeException(cutOff(early));
        }
        DraftedEdges edges = new DraftedEdges(taken, broken, tested, problems, binary);
        List<PackedPackage> packages = new ArrayList<>(taken.size());
        for (String attribute : taken.keySet().stream().sorted().toList()) {
            packages.add(edges.settle(attribute));
        }
        edges.notes().forEach(notes::add);
        Problems total = problems.total();
        if (total.count() > 0 && leniency == Leniency.STRICT) {
            throw new IntakeException(refused(total));
        }
        if (packages.isEmpty()) {
            throw new IntakeException(
                    "No package of the set %s was found%s, so nothing was published; see that the path leads to the whole set, and import again."
                            .formatted(set, total.count() == 0 ? "" : " besides these:\n" + total.listed() + "\n"));
        }
        return new GraphReading(new SetGraph(set, revision, packages, estimate), edges.count(), total, notes);
    }

    private String cutOff(Problems early) {
        return "The graph of the set %s could not be read to its end:\n%s\nNothing was published, and the former revision stays in force: half a set would take the other half out of the graph, also with --lenient. Get the whole of it and import again."
                .formatted(set, early.listed());
    }

    private String refused(Problems total) {
        boolean one = total.count() == 1;
        return "The graph of the set %s has %s:\n%s\nNothing was published, and the former revision stays in force. Correct %s and import again, or leave out what is broken with --lenient."
                .formatted(
                        set,
                        one ? "a problem" : "%,d problems".formatted(total.count()),
                        total.listed(),
                        one ? "it" : "them");
    }
}
