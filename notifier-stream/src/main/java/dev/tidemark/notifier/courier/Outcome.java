package dev.tidemark.notifier.courier;

import java.time.Duration;
import java.util.Optional;

/** What became of a delivery. */
public sealed interface Outcome {

    /** It is there, or nobody wants it this way. */
    record Delivered() implements Outcome {}

    /** Not yet: it may not be tried before then, and that was no try. */
    record NotYet(Duration pause) implements Outcome {}

    /** It failed, and may do better later; not before the time given, where one was. */
    record Failed(String reason, Optional<Duration> pause) implements Outcome {}

    /** It will never be taken: it becomes a dead letter. */
    record Refused(String reason) implements Outcome {}

    /** It is not delivered, and never to be: when it was told nobody wanted it this way. */
    record PassedOver() implements Outcome {}

    Outcome DELIVERED = new Delivered();

    Outcome PASSED_OVER = new PassedOver();

    /** It failed, and may do better later. */
    static Outcome failed(String reason) {
        return new Failed(reason, Optional.empty());
    }
}
