package dev.tidemark.notifier.people;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What is known of a person. */
public interface PersonView {

    /** Who. */
    String person();

    Wishes wishes();

    Optional<Heard> heard(String about);

    /** All that they were told and are to be told, ordered by what it is about. */
    List<Heard> all();

    /** When the messages of the last seven days were written, oldest first; older ones may be among them. */
    List<Instant> sent();

    /** When the last message of each group was written, as far as that was kept. */
    SortedMap<String, Instant> groups();

    /** When the messages of the last seven days that had notices were written, oldest first; older ones may be among them. */
    List<Instant> notices();
}
