package dev.tidemark.notifier.people;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;

/**
 * Something to tell somebody, once.
 *
 * @param kind what kind
 * @param name names it: the same again has the same
 * @param about identities of what it tells, in order; at most 100
 * @param more how many more there are
 */
public record Entry(Kind kind, String name, List<String> about, int more) {

    static final int MOST = 100;

    public Entry {
        about = List.copyOf(about);
    }

    /** What kind of entry. */
    public enum Kind {
        /** For feeds alone. */
        NOTE,
        /** To be sent now. */
        MESSAGE,
        /** Collected for the day. */
        DIGEST_OF_DAY,
        /** Collected for the week. */
        DIGEST_OF_WEEK,
        /** Collected for a wave. */
        DIGEST_OF_WAVE,
        /** Collected since there were too many. */
        DIGEST_OF_LIMIT,
        /** What stands still. */
        REMINDER
    }

    /**
     * @param words in order
     * @param round which time the same words are told, so that a reminder is not the message again
     */
    static Entry of(Kind kind, String person, List<Word> words, String round) {
        Sha256.Builder digest = Sha256.builder().add(kind.name()).add(person).add(round);
        words.forEach(word -> digest.add(word.name()));
        return new Entry(
                kind,
                "e-" + digest.build().brief(24),
                words.stream().limit(MOST).map(Word::about).toList(),
                Math.max(0, words.size() - MOST));
    }
}
