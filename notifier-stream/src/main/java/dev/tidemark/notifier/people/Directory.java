package dev.tidemark.notifier.people;

import dev.tidemark.notifier.breakage.Owners;
import java.util.List;

/** Who there is, and what they follow. */
public interface Directory extends Owners {

    /** Of a farm that has no teams, and where nobody follows anything. */
    Directory EMPTY = new Directory() {
        @Override
        public List<String> teams(String set, String attribute) {
            return List.of();
        }

        @Override
        public List<String> members(String team) {
            return List.of();
        }

        @Override
        public List<Follow> follows() {
            return List.of();
        }
    };

    /** Handles of a team's members, in its own order; empty when none are known. */
    List<String> members(String team);

    /** Everybody's wishes to follow something that is not theirs, ordered by person and rule. */
    List<Follow> follows();
}
