package dev.tidemark.notifier.people;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody was told of a breakage or a wave that is coming, and is to be told.
 *
 * @param newest the newest word
 * @param at when it came
 * @param said what they were told last; empty when nothing
 * @param waiting where the newest word waits; empty when it does not
 */
public record Heard(Word newest, Instant at, Optional<Said> said, Optional<Waiting> waiting) {

    /**
     * What was told.
     *
     * @param change the last change that was told
     * @param byMessage whether by a message of its own
     * @param at when
     */
    public record Said(int change, boolean byMessage, Instant at) {}

    /** What a word waits for. */
    public sealed interface Waiting {

        /** For more that belongs to its group. */
        record Gathering(String group, Instant until) implements Waiting {}

        /** For the day's message. */
        record Day(Instant until) implements Waiting {}

        /** For the week's message. */
        record Week(Instant until) implements Waiting {}

        /** For the end of its wave. */
        record WaveEnd(String wave) implements Waiting {}

        /** For the mutes that silence it to end; when that is, the wishes say. */
        record MuteEnd() implements Waiting {}

        /** For another message to be allowed. */
        record Limit(Instant until) implements Waiting {}
    }

    Heard waitingFor(Waiting next) {
        return new Heard(newest, at, said, Optional.of(next));
    }

    /** It is not told after all, or no more than it was. */
    Heard untold() {
        return new Heard(newest, at, said, Optional.empty());
    }

    /** No reminder of it is due before another time has passed since they were told. */
    Heard passedOver(Instant now) {
        return new Heard(newest, at, said.map(told -> new Said(told.change(), told.byMessage(), now)), waiting);
    }

    Heard said(boolean byMessage, Instant now) {
        return new Heard(newest, at, Optional.of(new Said(newest.change(), byMessage, now)), Optional.empty());
    }

    /** When time alone does something about it, whatever they wish; empty when it does not. */
    Optional<Instant> due() {
        return waiting.flatMap(where -> switch (where) {
            case Waiting.Gathering(String group, Instant until) -> Optional.of(until);
            case Waiting.Day(Instant until) -> Optional.of(until);
            case Waiting.Week(Instant until) -> Optional.of(until);
            case Waiting.WaveEnd wave -> Optional.empty();
            case Waiting.MuteEnd mute -> Optional.empty();
            case Waiting.Limit(Instant until) -> Optional.of(until);
        });
    }
}
