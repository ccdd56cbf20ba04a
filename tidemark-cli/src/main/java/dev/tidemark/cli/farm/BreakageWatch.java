package dev.tidemark.cli.farm;

import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;

/** Follows breakages until the process is to end. */
public final class BreakageWatch {

    private static final Duration POLL = Duration.ofMillis(500);

    private BreakageWatch() {}

    /** Prints them one after the other, a line of JSON or a YAML document each. Returns when the process is told to end. */
    public static void print(FarmWatch watch, BreakageDesk.Wanted wanted, Form form) {
        follow(watch, wanted, breakage -> form.printNext(RecordTree.of(breakage.breakage()), System.out));
    }

    /** Tells them. Returns when the process is told to end. */
    public static void tell(FarmWatch watch, BreakageDesk.Wanted wanted, Consumer<FarmNews> teller) {
        follow(watch, wanted, teller::accept);
    }

    private static void follow(FarmWatch watch, BreakageDesk.Wanted wanted, Consumer<FarmNews.OfBreakage> each) {
        Thread follower = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(watch, follower), "stop-watch"));
        try {
            while (true) {
                for (FarmNews news : watch.next(POLL)) {
                    if (news instanceof FarmNews.OfBreakage breakage && wanted.has(breakage.breakage())) {
                        each.accept(breakage);
                    }
                }
            }
        } catch (WakeupException e) {
            // It is to end.
        }
    }

    /** On the way out of the process: lets the watch end. */
    private static void end(FarmWatch watch, Thread follower) {
        watch.wakeUp();
        try {
            follower.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
