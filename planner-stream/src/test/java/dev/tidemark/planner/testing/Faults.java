package dev.tidemark.planner.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.errors.ProcessorStateException;

/**
 * Breaks a task at a chosen one of its steps: what it asks of its stores, puts into them, and forwards. Belongs to one
 * thread.
 */
public final class Faults {

    /** What breaks. */
    public enum Kind {
        /** A store or what is downstream, whatever is asked of it. */
        KAFKA {
            @Override
            RuntimeException failure(String step) {
                return new ProcessorStateException("injected instead of: " + step);
            }
        },
        /** The program, while it changes something. */
        PROGRAM {
            @Override
            RuntimeException failure(String step) {
                return new IllegalStateException("injected instead of: " + step);
            }
        };

        abstract RuntimeException failure(String step);
    }

    private static final int NEVER = -1;

    private Kind kind = Kind.KAFKA;
    private int left = NEVER;
    private String struck = "";
    private boolean armed;
    private boolean changeStruck;
    private final List<String> changed = new ArrayList<>();

    /** Lets so many steps happen and breaks the next, once. */
    public void arm(Kind with, int after) {
        kind = with;
        left = after;
        struck = "";
        armed = true;
        changeStruck = false;
        changed.clear();
    }

    /** Lets everything happen from now on. */
    public void disarm() {
        left = NEVER;
        armed = false;
    }

    /** The step that was broken since it was armed; empty when there were not so many. */
    public String struck() {
        return struck;
    }

    void asking(String step) {
        if (kind == Kind.KAFKA) {
            strike(step);
        }
    }

    /** Whether the step that was broken would have changed something. */
    public boolean isChangeStruck() {
        return changeStruck;
    }

    /** The steps that changed something from when it was armed until it was disarmed, in order. */
    public List<String> changed() {
        return List.copyOf(changed);
    }

    void changing(String step) {
        changeStruck = left == 0;
        strike(step);
        if (armed) {
            changed.add(step);
        }
    }

    private void strike(String step) {
        if (left == 0) {
            left = NEVER;
            struck = step;
            throw kind.failure(step);
        }
        left -= left > 0 ? 1 : 0;
    }
}
