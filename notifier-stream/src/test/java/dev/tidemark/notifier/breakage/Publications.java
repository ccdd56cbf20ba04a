package dev.tidemark.notifier.breakage;

import java.util.List;

/** Publications for tests of who is told of them. */
public final class Publications {

    private Publications() {}

    /** One of a breakage that has these jobs. */
    public static Publication raised(List<Finding> regressed, List<BlockedJob> blocked) {
        Breakage breakage = Breakage.first("b-1", regressed.getFirst().cause());
        return new Publication(breakage, true, regressed, blocked, List.of(), List.of());
    }
}
