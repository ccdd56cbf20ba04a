package dev.tidemark.notifier.breakage;

import java.util.List;

/** Who answers for packages that nobody maintains. */
public interface Owners {

    /** Whom to turn to where nobody else answers for a package. */
    String OPERATORS = "operators";

    /** How a team is addressed. */
    String TEAM = "team:";

    /** Names of the teams that answer for a package, in the set's order; empty when none does. */
    List<String> teams(String set, String attribute);
}
