package dev.tidemark.agent.build;

import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose doing it was that a recipe ended as it did: told from what the system says, and only then from what the recipe has
 * printed.
 */
final class Classification {

    /** By a signal: the shell's way to say so. */
    private static final int SIGNALLED = 128;

    private static final int SIGKILL = 9;
    private static final int SIGXFSZ = 25;

    private static final Pattern NO_ROOM = Pattern.compile("No space left on device|Disk quota exceeded|ENOSPC");
    /** How compilers, interpreters and libraries say that they did not get memory that they asked for. */
    private static final Pattern NO_MEMORY =
            Pattern.compile("Cannot allocate memory|java\\.lang\\.OutOfMemoryError|std::bad_alloc"
                    + "|virtual memory exhausted|[Oo]ut of memory|memory allocation of \\d+ bytes failed"
                    + "|^MemoryError\\b|insufficient memory for the Java Runtime");

    private static final Pattern KILLED = Pattern.compile("\\bKilled\\b|signal 9\\b|SIGKILL");

    private Classification() {}

    /**
     * What is known of the end.
     *
     * @param end how the command ended
     * @param phase what the recipe said last that it was doing
     * @param declared what it said of its failure
     * @param tail its last lines
     * @param excess what the system kept from it
     * @param sandboxFailed whether it came to nothing, so that the recipe never ran, or was ended from outside
     * @param diskFull whether the disk was full meanwhile
     * @param diskBroken whether nothing can be written now
     * @param fetches whether it is there to download something
     */
    record Evidence(
            CommandEnd end,
            String phase,
            Optional<DeclaredFailure> declared,
            List<String> tail,
            Excess excess,
            boolean sandboxFailed,
            boolean diskFull,
            boolean diskBroken,
            boolean fetches,
            Limits limits) {}

    /** Decides. */
    static Verdict of(Evidence evidence) {
        boolean outOfMemory = evidence.excess().memory() == Excess.Memory.YES;
        return switch (evidence.end()) {
            case CommandEnd.Cancelled() -> new Verdict.Cancelled();
            case CommandEnd.Exited(int status) when status == 0 -> new Verdict.Done();
            case CommandEnd.WroteTooMuch(long bytes) ->
                new Verdict.Failed(
                        FailureKind.OUTPUT_LIMIT,
                        "the recipe had %d bytes on the disk, %d are allowed"
                                .formatted(bytes, evidence.limits().writtenBytes()));
            case CommandEnd.OutputRefused() ->
                new Verdict.Failed(
                        FailureKind.LOG_LIMIT,
                        "the recipe printed more than %d bytes"
                                .formatted(evidence.limits().logBytes()));
            case CommandEnd.OutputLost(var cause) ->
                new Verdict.Failed(
                        FailureKind.AGENT_FAULT,
                        "the recipe's log could not be kept (%s); look at the disk of the agent's work folder"
                                .formatted(cause.getMessage()));
            case CommandEnd.TimedOut()
            when !outOfMemory ->
                new Verdict.Failed(
                        FailureKind.TIMED_OUT,
                        "the recipe ran longer than %s"
                                .formatted(inWords(evidence.limits().time())));
            case CommandEnd.Silent()
            when !outOfMemory ->
                new Verdict.Failed(
                        FailureKind.SILENT,
                        "the recipe printed nothing for %s"
                                .formatted(inWords(evidence.limits().silence())));
            case CommandEnd.TimedOut() -> outOfMemory(evidence);
            case CommandEnd.Silent() -> outOfMemory(evidence);
            case CommandEnd.Exited(int status) -> ofStatus(evidence, status);
        };
    }

    private static Verdict ofStatus(Evidence evidence, int status) {
        if (evidence.excess().memory() == Excess.Memory.YES) {
            return outOfMemory(evidence);
        }
        if (evidence.diskBroken() || (evidence.diskFull() && says(evidence, NO_ROOM))) {
            return new Verdict.Failed(
                    FailureKind.AGENT_FAULT,
                    "the disk of the agent's work folder was full while the recipe ran; free space there");
        }
        if (evidence.sandboxFailed()) {
            return new Verdict.Failed(
                    FailureKind.AGENT_FAULT,
                    "the recipe's sandbox failed (status %d, %s); look at the agent's machine"
                            .formatted(
                                    status,
                                    evidence.tail().isEmpty()
                                            ? "it printed nothing"
                                            : evidence.tail().getLast()));
        }
        if (status == SIGNALLED + SIGXFSZ) {
            return new Verdict.Failed(
                    FailureKind.OUTPUT_LIMIT,
                    "the recipe wrote a file of more than the %d bytes that are allowed on the disk"
                            .formatted(evidence.limits().writtenBytes()));
        }
        if (says(evidence, NO_MEMORY)
                || (evidence.excess().memory() == Excess.Memory.PERHAPS
                        && (status == SIGNALLED + SIGKILL || says(evidence, KILLED)))) {
            return outOfMemory(evidence);
        }
        return ofRecipe(evidence, status);
    }

    private static Verdict ofRecipe(Evidence evidence, int status) {
        String plain = "the %s ended with status %d%s"
                .formatted(
                        evidence.phase().equals("test") ? "tests" : "recipe",
                        status,
                        evidence.excess().processes()
                                ? ", after it had as many processes as are allowed (%d)"
                                        .formatted(evidence.limits().processes())
                                : "");
        if (evidence.declared().isPresent()) {
            DeclaredFailure declared = evidence.declared().get();
            return new Verdict.Failed(declared.kind(), declared.message().isEmpty() ? plain : declared.message());
        }
        if (evidence.fetches() || evidence.phase().equals("fetch")) {
            return new Verdict.Failed(FailureKind.FETCH_FAILED, plain);
        }
        return new Verdict.Failed(
                evidence.phase().equals("test") ? FailureKind.TEST_FAILED : FailureKind.BUILD_FAILED, plain);
    }

    private static Verdict outOfMemory(Evidence evidence) {
        long allowed = evidence.limits().memoryBytes();
        return new Verdict.Failed(
                FailureKind.OUT_OF_MEMORY,
                "the recipe needed more memory than %s"
                        .formatted(allowed == 0 ? "there was" : "the %d bytes that are allowed".formatted(allowed)));
    }

    private static boolean says(Evidence evidence, Pattern what) {
        return evidence.tail().stream().anyMatch(line -> what.matcher(line).find());
    }

    private static String inWords(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
