package dev.tidemark.cli.people;

import dev.tidemark.schemas.event.Maintainer;
import java.util.List;
import java.util.Optional;

/** What one entry of a file of people says. */
public sealed interface Row {

    /** Where it stands, for a person: {@code line 3}, or {@code line 1, ada}. Holds nothing of an address. */
    String place();

    /**
     * Somebody, or a team.
     *
     * @param record all that is said of them
     * @param teams names of the teams that a person is in; empty where nothing is said of that, and for a team
     */
    record Known(String place, Maintainer record, Optional<List<String>> teams) implements Row {

        /** @param teams in any order, each once */
        public Known {
            teams = teams.map(List::copyOf);
        }
    }

    /**
     * Nobody that a farm could know.
     *
     * @param reason why, as a part of a sentence, without any address
     */
    record Wrong(String place, String reason) implements Row {}
}
