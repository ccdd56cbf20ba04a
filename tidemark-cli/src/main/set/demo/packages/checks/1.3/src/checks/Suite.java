package checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The tests of one package, run in the order in which they were added. All of them run, whatever fails. */
public final class Suite {
    private final String name;
    private final List<String> failures = new ArrayList<>();
    private int run;

    public Suite(String name) {
        this.name = name;
    }

    /** Runs a test at once. It fails if it throws anything. */
    public Suite test(String sentence, Body body) {
        run++;
        try {
            body.run();
            System.out.println("  ok    " + sentence);
        } catch (Throwable failure) {
            failures.add(sentence);
            System.out.println("  FAIL  " + sentence + ": " + failure);
        }
        return this;
    }

    /** Says how it went and ends the program with status 1 if a test failed. */
    public void end() {
        System.out.println(name + ": " + summary());
        if (!failures.isEmpty()) {
            System.exit(1);
        }
    }

    public String summary() {
        return failures.isEmpty()
                ? run + " tests passed"
                : failures.size() + " of " + run + " tests failed: " + String.join(", ", failures);
    }

    public static void same(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) {
            throw new AssertionError("expected <" + expected + "> but got <" + actual + ">");
        }
    }

    public static void isTrue(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError("does not hold: " + what);
        }
    }

    /** Expects a failure whose message contains this. */
    public static void fails(String message, Body body) {
        try {
            body.run();
        } catch (Throwable failure) {
            if (String.valueOf(failure.getMessage()).contains(message)) {
                return;
            }
            throw new AssertionError("expected a failure that says <" + message + "> but got <" + failure + ">");
        }
        throw new AssertionError("expected a failure that says <" + message + ">");
    }

    /** What a test does. */
    @FunctionalInterface
    public interface Body {
        void run() throws Throwable;
    }
}
