package dev.tidemark.fingerprint;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A line without what differs from run to run, from machine to machine, or from one package to the next with the same trouble: folders,
 * digests, addresses, times, versions, numbers. What names the trouble stays: identifiers with their digits, headers with their
 * relative folder.
 */
final class Normalised {

    /** @param by may refer to the pattern's groups */
    private record Step(Pattern what, String by) {
        Step(String what, String by) {
            this(Pattern.compile(what), by);
        }
    }

    private static final List<Step> STEPS = List.of(
            new Step("[‘’`´\"“”]", "'"),
            // Which warnings are errors differs from package to package.
            new Step(" ?\\[-W[\\w=+-]*\\]", ""),
            new Step("/nix/store/[0-9a-z]{32}-", "/"),
            new Step("(?:[A-Za-z]+://)[^\\s'\")]+", "URL"),
            new Step("(?<![\\w.])(?:[A-Za-z]:)?(?:\\.{0,2}[/\\\\])(?:[\\w.+@~ -]*[\\w.+@~-][/\\\\])*+", ""),
            new Step("\\b(?:sha(?:1|256|512)[-:])[0-9A-Za-z+/=]{27,}", "HASH"),
            new Step("\\b[0-9a-z]{52}\\b", "HASH"),
            new Step("\\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\b", "HASH"),
            new Step("\\b0x[0-9a-fA-F]+\\b|\\b(?=[0-9a-fA-F]*\\d)(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,}\\b", "HASH"),
            new Step(
                    "\\b\\d{4}-\\d{2}-\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?",
                    "TIME"),
            new Step("\\b\\d{1,2}:\\d{2}:\\d{2}(?:[.,]\\d+)?\\b", "TIME"),
            new Step("\\b\\d+(?:\\.\\d+)? ?(?:ms|s|sec|secs|seconds|msec|µs|min)\\b", "TIME"),
            new Step("\\b(?:cc[A-Za-z0-9]{6}(?=\\.)|tmp[a-z0-9_]{6,12}\\b)", "TMP"),
            new Step("([A-Za-z])-\\d+(?:\\.\\d+)+(?:[-.\\w]*\\d)?", "$1-N"),
            new Step("(?<![\\w-])[+-]?\\d+(?:\\.\\d+)*(?![\\w])", "N"),
            new Step("(?<=[\\s'=(,])v?\\d+(?:\\.\\d+)+\\w*", "N"),
            new Step("\\s+", " "));

    private Normalised() {}

    /** @param line as {@link CleanLine} gives it */
    static String of(String line) {
        String text = line;
        for (Step step : STEPS) {
            text = step.what().matcher(text).replaceAll(step.by());
        }
        return text.strip();
    }
}
