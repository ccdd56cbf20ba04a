package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.event.RefusalKind;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Nix says when it cannot evaluate something. */
final class ErrorText {

    private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");
    private static final String ERROR = "error:";
    private static final int LIMIT = 300;

    private ErrorText() {}

    /**
     * The line that says what is wrong: of a trace it is the last that begins with {@code error:} and goes on, without
     * that word; else the first that is no warning. At most 300 characters, without colours.
     */
    static String firstLine(String text) {
        String first = "";
        String last = "";
        for (String raw : ANSI.matcher(text).replaceAll("").split("\\R", -1)) {
            String line = raw.strip();
            if (line.startsWith(ERROR) && line.length() > ERROR.length()) {
                last = line.substring(ERROR.length()).strip();
            } else if (first.isEmpty() && !line.isEmpty() && !line.startsWith("warning:") && !line.equals(ERROR)) {
                first = line;
            }
        }
        String line = last.isEmpty() ? first : last;
        if (line.isEmpty()) {
            return "Nix did not say why";
        }
        return line.length() > LIMIT ? line.substring(0, LIMIT - 1) + "…" : line;
    }

    /** All lines that are no warnings, without colours. */
    static Stream<String> lines(String text) {
        return ANSI.matcher(text)
                .replaceAll("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.startsWith("warning:"));
    }

    /** Why the set refuses a package, from the words of nixpkgs' {@code check-meta.nix} and its interpreters'. */
    static RefusalKind refusal(String error) {
        if (error.contains("is marked as broken")) {
            return RefusalKind.BROKEN;
        }
        if (error.contains("is marked as insecure")) {
            return RefusalKind.INSECURE;
        }
        return error.contains("not supported") || error.contains("is not available on")
                ? RefusalKind.UNSUPPORTED
                : RefusalKind.EVALUATION_FAILED;
    }

    /** True when the package was refused for its license. */
    static boolean isUnfree(String error) {
        return error.contains("has an unfree license");
    }
}
