package dev.tidemark.notifier.courier.github;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text of ours begins with and nobody sees: how an issue and a comment are found again, and known to say something already. In
 * texts of strangers it cannot be, since those are escaped.
 *
 * @param breakage which breakage
 * @param change which change of it
 * @param resolved whether it was no more after that
 */
record Marker(String breakage, int change, boolean resolved) {

    private static final Pattern ID = Pattern.compile("[\\w-]{1,100}");
    private static final Pattern LINE =
            Pattern.compile("<!-- tidemark breakage=([\\w-]{1,100}) change=(\\d{1,9}) (stands|resolved) -->");

    /** @throws IllegalArgumentException when the identity could not be read back */
    Marker {
        if (!ID.matcher(breakage).matches()) {
            throw new IllegalArgumentException("\"%s\" is no identity of a breakage".formatted(breakage));
        }
    }

    /** What the text begins with. */
    String line() {
        return "<!-- tidemark breakage=%s change=%d %s -->\n"
                .formatted(breakage, change, resolved ? "resolved" : "stands");
    }

    /** The first in a text. */
    static Optional<Marker> in(String text) {
        Matcher found = LINE.matcher(text);
        return found.find()
                ? Optional.of(new Marker(
                        found.group(1),
                        Integer.parseInt(found.group(2)),
                        found.group(3).equals("resolved")))
                : Optional.empty();
    }
}
