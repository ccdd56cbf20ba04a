package dev.tidemark.fingerprint;

import java.util.List;
import java.util.Optional;
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

    private static final Rule EXCEPTION = Rule.cause(Family.RUNTIME, "");
    private static final Rule TEST_EXCEPTION = Rule.cause(Family.TEST, "");

    private Phase phase = new Phase(List.of());
    /** The last one before it that may have failed, and the line that it ended with. */
    private @Nullable Phase earlier;

    private long earlierEnd;
    private long lines;
    private String test = "";
    private @Nullable Traceback traceback;
    private @Nullable Candidate open;

    /** Another phase of the build begins: what was said before is not what it fails of, unless that was the end of it. */
    private void begin() {
        if (phase.mayHaveFailed(lines) && ofEarlier(phase.named()).isEmpty()) {
            earlier = phase;
            earlierEnd = lines;
        }
        phase = new Phase(phase.spoken());
        test = "";
        traceback = null;
        open = null;
    }

    /** @param raw what stands between two line ends, of any length */
    public void line(String raw) {
        lines++;
        String line = CleanLine.of(raw);
        if (Rules.PHASE.matcher(line).find()) {
            begin();
            return;
        }
        if (open != null && open.takes(line)) {
            return;
        }
        open = null;
        boolean isNoise = Rules.NOISE.matcher(line).find();
        if (!isNoise && !line.isBlank()) {
            phase.spoken(line);
        }
        if (Rules.GIVES_UP.matcher(line).find()) {
            phase.gaveUp(lines);
        }
        if (isOfTraceback(line) || isHeading(line)) {
            return;
        }
        if (!isNoise && Rules.WORTH_A_LOOK.matcher(line).find()) {
            ask(line);
        }
    }

    /** What a traceback ends with says what was raised. */
    private boolean isOfTraceback(String line) {
        Traceback begun = Traceback.begunBy(line);
        if (begun != null) {
            traceback = begun;
            return true;
        }
        if (traceback == null) {
            return false;
        }
        return switch (traceback.said(line)) {
            case MORE -> true;
            case RAISED -> {
                Rule rule = test.isEmpty() ? EXCEPTION : TEST_EXCEPTION;
                phase.add(new Candidate(rule, lines, test, "", traceback.text(line), line));
                traceback = null;
                yield true;
            }
            case SOMETHING_ELSE -> {
                traceback = null;
                yield false;
            }
        };
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
                phase.add(candidate);
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

    /**
     * What the log says so far.
     *
     * @param message what is known besides; the cause where the log says nothing
     */
    public Cause cause(String message) {
        Optional<Cause> now = phase.named();
        Optional<Cause> before = ofEarlier(now);
        if (before.isPresent()) {
            return before.get();
        }
        return now.or(phase::hinted).orElseGet(() -> ofSpoken(phase.spoken(), message));
    }

    /** A build ends soon after what it fails of, but something may be said in between: what was asked to clean up, or went on. */
    private Optional<Cause> ofEarlier(Optional<Cause> now) {
        if (earlier == null || lines - earlierEnd > Phase.REACH) {
            return Optional.empty();
        }
        if (!earlier.gaveUpBefore(earlierEnd)) {
            return now.or(phase::hinted).isPresent() ? Optional.empty() : earlier.named();
        }
        // What only runs others misses what the earlier phase should have made.
        boolean isOfItsOwn = now.isPresent() && now.get().family() != Family.BUILD;
        return isOfItsOwn ? Optional.empty() : Optional.of(failureOf(earlier));
    }

    private static Cause failureOf(Phase phase) {
        return phase.named().or(phase::hinted).orElseGet(() -> ofSpoken(phase.spoken(), ""));
    }

    private static Cause ofSpoken(List<String> spoken, String message) {
        if (spoken.isEmpty()) {
            return Cause.ofMessage(message);
        }
        List<String> normalised = spoken.stream().map(Normalised::of).toList();
        return new Cause(Family.UNKNOWN, spoken, Cause.fingerprint(Family.UNKNOWN, normalised));
    }

    /** Of a whole log. */
    public static Cause of(List<String> log, String message) {
        CauseReader reader = new CauseReader();
        log.forEach(reader::line);
        return reader.cause(message);
    }
}
