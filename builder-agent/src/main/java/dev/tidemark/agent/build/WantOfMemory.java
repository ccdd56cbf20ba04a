package dev.tidemark.agent.build;

import dev.tidemark.agent.sandbox.Enclosure.Excess;
import java.util.List;
import java.util.regex.Pattern;

/** Whether what a recipe has printed tells that it, or a part of it, wanted memory. */
public final class WantOfMemory {

    /** How compilers, interpreters and libraries say that they did not get memory that they asked for. */
    private static final Pattern REFUSED =
            Pattern.compile("Cannot allocate memory|java\\.lang\\.OutOfMemoryError|std::bad_alloc"
                    + "|virtual memory exhausted|[Oo]ut of memory|memory allocation of \\d+ bytes failed"
                    + "|^MemoryError\\b|insufficient memory for the Java Runtime");

    private static final Pattern KILLED = Pattern.compile("\\bKilled\\b|signal 9\\b|SIGKILL");

    private WantOfMemory() {}

    /**
     * Whether it is told of a recipe that has failed.
     *
     * @param known of what the kernel ended; that it ended something somewhere counts only with a sign that it was this recipe
     * @param killed whether its first process ended by SIGKILL
     * @param tail its last lines
     */
    public static boolean isTold(Excess.Memory known, boolean killed, List<String> tail) {
        return says(tail, REFUSED) || (known != Excess.Memory.NO && (killed || says(tail, KILLED)));
    }

    private static boolean says(List<String> tail, Pattern what) {
        return tail.stream().anyMatch(line -> what.matcher(line).find());
    }
}
