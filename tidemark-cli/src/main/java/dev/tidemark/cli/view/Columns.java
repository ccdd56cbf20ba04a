package dev.tidemark.cli.view;

import dev.tidemark.schemas.event.BumpRef;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How what stands in tables is written, the same everywhere. */
public final class Columns {

    /** In place of what there is not. */
    public static final String NOTHING = "-";

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Columns() {}

    /** In the time zone of this machine. */
    public static String moment(Instant at) {
        return WHEN.format(at.atZone(ZoneId.systemDefault()));
    }

    public static String moment(Optional<Instant> at) {
        return at.map(Columns::moment).orElse(NOTHING);
    }

    /** {@code textkit 1.0 → 2.0}. */
    public static String bump(BumpRef bump) {
        return bump.getFrom().isEmpty()
                ? "%s → %s".formatted(bump.getAttribute(), bump.getTo())
                : "%s %s → %s".formatted(bump.getAttribute(), bump.getFrom(), bump.getTo());
    }
}
