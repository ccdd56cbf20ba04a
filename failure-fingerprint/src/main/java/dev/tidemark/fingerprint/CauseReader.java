package dev.tidemark.fingerprint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its beginning, a line after the other, and says what it failed of. Of a log of any size it keeps a few hundred lines.
 * Belongs to one thread.
 *
 * <p>Rules know the words of tools ({@link Rules}); the surest that find anything decide. Of those, what the last tool said counts: a
 * build ends soon after what it fails of. Compilers that run side by side say things in any order, and go on after the first error; so of
 * each source file only the first error counts, and of those the one that comes first in the alphabet.
 */
public final class CauseReader {

    /** How many lines a cause has at most. */
    public static final int LINES = 10;

    private static final int KEPT = 256;
    /** How many lines apart what belongs to one failure can be. */
    private static final int REACH = 500;

    private static final int SPOKEN = 3;
    private static final String TRACEBACK = "Traceback (most recent call last):";
    private static final Rule EXCEPTION = Rule.cause(Family.RUNTIME, "");
    private static final Rule TEST_EXCEPTION = Rule.cause(Family.TEST, "");
    private static final Pattern INDENTED = Pattern.compile("^(?:\\s|$|During handling of|The above exception)");

    private final Map<Rule.Strength, SequencedMap<String, Candidate>> found = new EnumMap<>(Rule.Strength.class);
    private final Deque<String> last = new ArrayDeque<>();
    private long lines;
    private String test = "";
    private boolean inTraceback;
    private @Nullable Candidate open;

    public CauseReader() {
        begin();
    }

    /** Another phase of the build begins: what was said before is not what it fails of. */
    public void begin() {
        for (Rule.Strength strength : Rule.Strength.values()) {
            found.put(strength, new LinkedHashMap<>());
        }
        test = "";
        inTraceback = false;
        open = null;
    }

    /** @param raw what stands between two line ends, of any length */
    public void line(String raw) {
        lines++;
        String line = CleanLine.of(raw);
        if (open != null && open.takes(line)) {
            return;
        }
        open = null;
        if (line.isBlank()) {
            return;
        }
        if (Rules.PHASE.matcher(line).find()) {
            begin();
            return;
        }
        boolean isNoise = Rules.NOISE.matcher(line).find();
        if (!isNoise) {
            spoken(line);
        }
        if (inTraceback) {
            traceback(line);
        } else if (line.strip().equals(TRACEBACK)) {
            inTraceback = true;
        } else if (!isHeading(line)
                && !isNoise
                && Rules.WORTH_A_LOOK.matcher(line).find()) {
            ask(line);
        }
    }

    private void spoken(String line) {
        if (last.size() == SPOKEN) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    /** What a traceback ends with says what was raised. */
    private void traceback(String line) {
        if (INDENTED.matcher(line).find()) {
            return;
        }
        inTraceback = false;
        add(new Candidate(test.isEmpty() ? EXCEPTION : TEST_EXCEPTION, lines, test, "", line, line));
    }

    private boolean isHeading(String line) {
        for (Pattern heading : Rules.HEADINGS) {
            Matcher found = heading.matcher(line);
            if (found.find()) {
                test = found.group("test");
                ask(line);
                return true;
            }
        }
        return false;
    }

    private void ask(String line) {
        for (Rule rule : Rules.ALL) {
            Matcher matcher = rule.pattern().matcher(line);
            if (matcher.find()) {
                String text = group(matcher, "text");
                Candidate candidate = new Candidate(
                        rule,
                        lines,
                        rule.family() == Family.TEST ? test : "",
                        group(matcher, "unit"),
                        text.isEmpty() ? line : text,
                        line);
                add(candidate);
                open = candidate;
                return;
            }
        }
    }

    private static String group(Matcher matcher, String name) {
        if (!matcher.namedGroups().containsKey(name)) {
            return "";
        }
        String group = matcher.group(name);
        return group == null ? "" : group;
    }

    private void add(Candidate candidate) {
        SequencedMap<String, Candidate> ofStrength = found.get(candidate.strength());
        if (ofStrength == null) {
            throw new AssertionError("every strength has its own");
        }
        ofStrength.putIfAbsent(candidate.family() + "/" + candidate.unit(), candidate);
        if (ofStrength.size() > KEPT) {
            ofStrength.pollFirstEntry();
        }
    }

    /**
     * What the log says so far.
     *
     * @param message what is known besides; the cause where the log says nothing
     */
    public Cause cause(String message) {
        for (Rule.Strength strength : List.of(Rule.Strength.CAUSE, Rule.Strength.SYMPTOM)) {
            SequencedMap<String, Candidate> candidates = found.getOrDefault(strength, new LinkedHashMap<>());
            if (!candidates.isEmpty()) {
                return chosen(candidates.sequencedValues().stream().toList());
            }
        }
        List<Candidate> hints = found.getOrDefault(Rule.Strength.HINT, new LinkedHashMap<>()).sequencedValues().stream()
                .toList();
        if (!hints.isEmpty()) {
            return chosen(List.of(hints.getLast()));
        }
        if (last.isEmpty()) {
            return Cause.ofMessage(message);
        }
        List<String> spoken = List.copyOf(last);
        List<String> normalised = spoken.stream().map(Normalised::of).toList();
        return new Cause(Family.UNKNOWN, spoken, Cause.fingerprint(Family.UNKNOWN, normalised));
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
                shown.stream().distinct().limit(LINES).toList(),
                Cause.fingerprint(first.family(), List.of(first.normalised())));
    }

    /** Of a whole log. */
    public static Cause of(List<String> log, String message) {
        CauseReader reader = new CauseReader();
        log.forEach(reader::line);
        return reader.cause(message);
    }
}
