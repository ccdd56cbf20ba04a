package dev.tidemark.fingerprint;

import dev.tidemark.fingerprint.Rule.Strength;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** What was found while one phase of a build ran; a bounded number of lines. */
final class Phase {

    private static final int KEPT = 256;
    /** How many lines apart what belongs to one failure can be. */
    static final int REACH = 500;
    /** How many lines before its end a phase says what it ends of, if it ends of that. */
    private static final int END = 50;

    private static final int SPOKEN = 3;

    private final Map<Strength, SequencedMap<String, Candidate>> found = new EnumMap<>(Strength.class);
    private final Deque<String> last = new ArrayDeque<>();
    private long failed = Long.MIN_VALUE;

    /** @param spoken what was said last before it, which counts until it has said something itself */
    Phase(List<String> spoken) {
        for (Strength strength : Strength.values()) {
            found.put(strength, new LinkedHashMap<>());
        }
        last.addAll(spoken);
    }

    void spoken(String line) {
        if (last.size() == SPOKEN) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    /** The last lines that said something, in their order. */
    List<String> spoken() {
        return List.copyOf(last);
    }

    /** Some tool says that it gives up for what another one has said. */
    void gaveUp(long line) {
        failed = line;
    }

    void add(Candidate candidate) {
        SequencedMap<String, Candidate> ofStrength = ofStrength(candidate.strength());
        ofStrength.putIfAbsent(candidate.family() + "/" + candidate.unit(), candidate);
        if (ofStrength.size() > KEPT) {
            ofStrength.pollFirstEntry();
        }
    }

    private SequencedMap<String, Candidate> ofStrength(Strength strength) {
        SequencedMap<String, Candidate> ofStrength = found.get(strength);
        if (ofStrength == null) {
            throw new AssertionError("every strength has its own");
        }
        return ofStrength;
    }

    /** Whether a tool said shortly before the end, which is the line, that it gives up. */
    boolean gaveUpBefore(long line) {
        return failed >= line - END;
    }

    /** Whether the build may have failed in it, if it ended with the line and not much followed. */
    boolean mayHaveFailed(long line) {
        return gaveUpBefore(line) || strongest().stream().anyMatch(candidate -> candidate.line() >= line - END);
    }

    /** What names a cause, else what names a symptom. */
    private List<Candidate> strongest() {
        for (Strength strength : List.of(Strength.CAUSE, Strength.SYMPTOM)) {
            SequencedMap<String, Candidate> candidates = ofStrength(strength);
            if (!candidates.isEmpty()) {
                return List.copyOf(candidates.sequencedValues());
            }
        }
        return List.of();
    }

    /** What it fails of, by what names a cause or a symptom. */
    Optional<Cause> named() {
        List<Candidate> candidates = strongest();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(chosen(candidates));
    }

    /** What it fails of, by a line that speaks of an error. */
    Optional<Cause> hinted() {
        SequencedMap<String, Candidate> hints = ofStrength(Strength.HINT);
        return hints.isEmpty()
                ? Optional.empty()
                : Optional.of(chosen(List.of(hints.lastEntry().getValue())));
    }

    private static Cause chosen(List<Candidate> candidates) {
        Candidate latest = candidates.stream()
                .max(Comparator.comparingLong(Candidate::line))
                .orElseThrow();
        List<Candidate> near = candidates.stream()
                .filter(each -> each.family() == latest.family() && each.line() >= latest.line() - REACH)
                .toList();
        Candidate first = near.stream()
                .min(Comparator.comparing(Candidate::normalised).thenComparingLong(Candidate::line))
                .orElseThrow();
        List<String> shown = new ArrayList<>(first.lines());
        near.stream()
                .filter(each -> each != first)
                .flatMap(each -> each.lines().stream())
                .forEach(shown::add);
        return new Cause(
                first.family(),
                shown.stream().distinct().limit(CauseReader.LINES).toList(),
                Cause.fingerprint(first.family(), List.of(first.normalised())));
    }
}
