package dev.tidemark.cli.command;

import dev.tidemark.schemas.event.BumpRef;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How what stands in tables is written, the same everywhere. */
final class Columns {

    /** In place of what there is not. */
    static final String NOTHING = "-";

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private Columns() {}

    /** In the time zone of this machine. */
    static String moment(Instant at) {
        return WHEN.format(at.atZone(ZoneId.systemDefault()));
    }

    static String moment(Optional<Instant> at) {
        return at.map(Columns::moment).orElse(NOTHING);
    }

    /** {@code textkit 1.0 → 2.0}. */
    static String bump(BumpRef bump) {
        return bump.getFrom().isEmpty()
                ? "%s → %s".formatted(bump.getAttribute(), bump.getTo())
                : "%s %s → %s".formatted(bump.getAttribute(), bump.getFrom(), bump.getTo());
    }
}
