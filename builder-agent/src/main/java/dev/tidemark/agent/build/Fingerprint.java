package dev.tidemark.agent.build;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A digest of what a log says went wrong: equal causes have equal fingerprints, on any agent, in any wave.
 *
 * <p>Lines that name an error are chosen (javac's {@code error:} and {@code symbol:}, exceptions, assertions; of none,
 * the last three), then what differs from run to run, or from one package to the next with the same trouble, is taken
 * out of them: the place in the sources, folders, digests, times, numbers. Two causes that differ in nothing else share a
 * fingerprint; that is the price of the rest.
 */
public final class Fingerprint {

    private static final int WITHOUT_ERROR = 3;
    private static final int CHOSEN = 10;

    private static final Pattern ERROR = Pattern.compile(
            "\\berror:|^\\s*symbol:|\\b\\w*(?:Exception|Error)\\b|\\bassert(?:ion)?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile(
            "\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?Z?|\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?");
    private static final Pattern PLACE = Pattern.compile("^\\S+\\.\\w+:\\d+(?::\\d+)?:");
    private static final Pattern FOLDER = Pattern.compile("(?:\\.{0,2}/)?(?:[\\w.+@~-]+/)+");
    private static final Pattern HEX = Pattern.compile("\\b(?:0x[0-9a-fA-F]+|(?=[0-9a-fA-F]*\\d)[0-9a-fA-F]{8,})\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Fingerprint() {}

    /** @param lines of a log, in order; as {@link LogTail} gives them */
    public static Sha256 of(List<String> lines) {
        Sha256.Builder digest = Sha256.builder();
        chosen(lines).forEach(line -> digest.add(normalised(line)));
        return digest.build();
    }

    private static List<String> chosen(List<String> lines) {
        List<String> errors = lines.stream()
                .filter(line -> ERROR.matcher(line).find())
                .limit(CHOSEN)
                .toList();
        if (!errors.isEmpty()) {
            return errors;
        }
        List<String> spoken = lines.stream().filter(line -> !line.isBlank()).toList();
        return spoken.subList(Math.max(0, spoken.size() - WITHOUT_ERROR), spoken.size());
    }

    static String normalised(String line) {
        String text = PLACE.matcher(line).replaceFirst("PLACE:");
        text = TIME.matcher(text).replaceAll("TIME");
        text = FOLDER.matcher(text).replaceAll("");
        text = HEX.matcher(text).replaceAll("HEX");
        text = NUMBER.matcher(text).replaceAll("N");
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }
}
