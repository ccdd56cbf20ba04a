package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Owners;
import java.util.List;

/** Who there is, and what they follow. */
public interface Directory extends Owners {

    /** Handles of a team's members, in its own order; empty when none are known. */
    List<String> members(String team);

    /** Everybody's wishes to follow something that is not theirs, ordered by person and rule. */
    List<Follow> follows();
}
