package dev.tidemark.cli.people;

import java.util.Optional;
import java.util.regex.Pattern;

/** What may stand in a row of people. Each reason is a part of a sentence; none quotes what may be an address. */
final class RowRules {

    private static final int LONGEST_NAME = 300;
    private static final int LONGEST_ADDRESS = 254;
    private static final int SHOWN = 60;
    /** As mail servers take it without quotes: enough for everybody who was ever met. */
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>(),;:\\\\\"\\[\\]]{1,64}@[\\p{L}\\p{N}.-]+");

    private static final Pattern GITHUB = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?");

    private RowRules() {}

    /** Why a text can be no handle, as sets name people, or no team's name. */
    static Optional<String> handle(String what, String text) {
        if (text.isBlank()) {
            return Optional.of("its %s is empty".formatted(what));
        }
        if (text.contains("@")) {
            return Optional.of(
                    "its %s has an @ in it: a handle is as sets name somebody, and no address".formatted(what));
        }
        return text.indexOf('/') >= 0 ? Optional.of("its %s has a slash in it".formatted(what)) : plain(what, text);
    }

    static Optional<String> plain(String what, String text) {
        if (text.length() > LONGEST_NAME) {
            return Optional.of(
                    "its %s has %,d characters: at most %d are taken".formatted(what, text.length(), LONGEST_NAME));
        }
        return text.codePoints().anyMatch(RowRules::controls)
                ? Optional.of("its %s has a control character in it".formatted(what))
                : Optional.empty();
    }

    static Optional<String> email(String text) {
        return text.length() <= LONGEST_ADDRESS
                        && ADDRESS.matcher(text).matches()
                        && !text.endsWith(".")
                        && text.codePoints().noneMatch(RowRules::controls)
                ? Optional.empty()
                : Optional.of("its email is no address: write one alone, such as ada@example.org");
    }

    static Optional<String> github(String text) {
        return GITHUB.matcher(text).matches()
                ? Optional.empty()
                : Optional.of("its github is no account: write the login, without @");
    }

    private static boolean controls(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    /** For a message: what somebody wrote that should be a name, without what controls, and cut; an address is none. */
    static String shown(String text) {
        if (text.contains("@")) {
            return "…@…";
        }
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        StringBuilder shown = new StringBuilder();
        cut.codePoints().forEach(point -> shown.appendCodePoint(controls(point) ? '?' : point));
        return shown.toString();
    }
}
