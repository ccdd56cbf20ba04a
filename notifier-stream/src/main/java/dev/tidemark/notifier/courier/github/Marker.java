package dev.tidemark.notifier.courier.github;

import dev.tidemark.notifier.letter.BreakageCard;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text of ours begins with and nobody sees: how an issue and a comment are found again, and known to say something already. In
 * texts of strangers it cannot be, since those are escaped.
 *
 * @param breakage which breakage
 * @param raised when this life of the breakage began, in seconds since 1970: one that was forgotten is raised again under the same identity,
 *     and its changes are counted from 1 again. 0 where a marker does not say it.
 * @param change which change of that life
 * @param resolved whether it was no more after that
 */
record Marker(String breakage, long raised, int change, boolean resolved) {

    private static final Pattern ID = Pattern.compile("[\\w-]{1,100}");
    private static final Pattern LINE = Pattern.compile(
            "<!-- tidemark breakage=([\\w-]{1,100})(?: raised=(\\d{1,12}))? change=(\\d{1,9}) (stands|resolved) -->");
    /** What a life says comes after all that an earlier one has said. */
    private static final Comparator<Marker> ORDER =
            Comparator.comparingLong(Marker::raised).thenComparingInt(Marker::change);

    /** @throws IllegalArgumentException when the identity could not be read back */
    Marker {
        if (!ID.matcher(breakage).matches()) {
            throw new IllegalArgumentException("\"%s\" is no identity of a breakage".formatted(breakage));
        }
    }

    /** Of a breakage as it stands. */
    static Marker of(BreakageCard card) {
        return new Marker(
                card.name().id(),
                Math.max(0, card.times().raised().getEpochSecond()),
                card.name().change(),
                card.isResolved());
    }

    /** Where a text of a breakage's issue has none: older than whatever is to be said. */
    static Marker none(String breakage) {
        return new Marker(breakage, 0, 0, false);
    }

    /** Whether it is of a later life than another one, or of a later change of the same. */
    boolean isNewerThan(Marker other) {
        return ORDER.compare(this, other) > 0;
    }

    /** What the text begins with. */
    String line() {
        return "<!-- tidemark breakage=%s raised=%d change=%d %s -->\n"
                .formatted(breakage, raised, change, resolved ? "resolved" : "stands");
    }

    /** The first in a text. */
    static Optional<Marker> in(String text) {
        Matcher found = LINE.matcher(text);
        return found.find()
                ? Optional.of(new Marker(
                        found.group(1),
                        found.group(2) == null ? 0 : Long.parseLong(found.group(2)),
                        Integer.parseInt(found.group(3)),
                        found.group(4).equals("resolved")))
                : Optional.empty();
    }
}
