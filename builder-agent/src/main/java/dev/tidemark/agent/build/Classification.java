package dev.tidemark.agent.build;

import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import dev.tidemark.workspace.DownloadAnswer;
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

    /** How a part of a recipe ends, or says so itself, that wrote more to one file than the limit of its size allows. */
    private static final Pattern TOO_LARGE = Pattern.compile("\\bFile size limit exceeded\\b|: File too large\\b");

    /** How what downloads says that it could not. Of curl's numbers these are the network's. */
    private static final Pattern NO_DOWNLOAD = Pattern.compile(
            "^curl: \\((?:5|6|7|16|18|28|35|52|55|56|92|95|96)\\)|^curl: \\(22\\) .*returned error: \\d\\d\\d"
                    + "|[Cc]ould(?: not|n't) resolve host|[Nn]ame resolution"
                    + "|fatal: unable to access '|unable to download '"
                    + "|[Ff]ailed to connect to|Connection (?:refused|reset by peer|timed out)|Network is unreachable");

    private Classification() {}

    /**
     * What is known of the end.
     *
     * @param what is run, in words for people
     * @param end how the command ended
     * @param phase what the recipe said last that it was doing
     * @param declared what it said of its failure
     * @param tail its last lines
     * @param excess what the system kept from it
     * @param sandboxFailed whether it came to nothing, so that the recipe never ran, or was ended from outside
     * @param foundNoRoom whether it has said at any time that it finds no room on a disk
     * @param diskFull whether the disk was full meanwhile
     * @param diskBroken whether nothing can be written now
     * @param downloads what it has to do with other machines
     */
    record Evidence(
            String what,
            CommandEnd end,
            String phase,
            Optional<DeclaredFailure> declared,
            List<String> tail,
            Excess excess,
            boolean sandboxFailed,
            boolean foundNoRoom,
            boolean diskFull,
            boolean diskBroken,
            Downloads downloads,
            Limits limits) {}

    /** What a command has to do with other machines. */
    enum Downloads {
        /** It reaches none. */
        NONE,
        /** It may download something on its way. */
        SOME,
        /** It is there to download something. */
        ALL
    }

    /** Whether a line of a log says that there is no room on a disk. A test may say so, too, of a disk that it pretends to have. */
    static boolean isOfNoRoom(String line) {
        return NO_ROOM.matcher(line).find();
    }

    /** Decides. */
    static Verdict of(Evidence evidence) {
        boolean outOfMemory = evidence.excess().memory() == Excess.Memory.YES;
        return switch (evidence.end()) {
            case CommandEnd.Cancelled() -> new Verdict.Cancelled();
            case CommandEnd.Exited(int status) when status == 0 -> new Verdict.Done();
            case CommandEnd.WroteTooMuch(long bytes) ->
                new Verdict.Failed(
                        FailureKind.OUTPUT_LIMIT,
                        "the %s had %d bytes on the disk, %d are allowed"
                                .formatted(
                                        evidence.what(),
                                        bytes,
                                        evidence.limits().writtenBytes()));
            case CommandEnd.MadeTooManyFiles(long allowed) ->
                new Verdict.Failed(
                        FailureKind.OUTPUT_LIMIT,
                        "the %s had more than %d files on the disk, which is all that is allowed"
                                .formatted(evidence.what(), allowed));
            case CommandEnd.OutputRefused() ->
                new Verdict.Failed(
                        FailureKind.LOG_LIMIT,
                        "the %s printed more than %d bytes"
                                .formatted(evidence.what(), evidence.limits().logBytes()));
            case CommandEnd.OutputLost(var cause) ->
                new Verdict.Failed(
                        FailureKind.AGENT_FAULT,
                        "the %s's log could not be kept (%s); look at the disk of the agent's work folder"
                                .formatted(evidence.what(), cause.getMessage()));
            case CommandEnd.TimedOut()
            when !outOfMemory ->
                new Verdict.Failed(
                        FailureKind.TIMED_OUT,
                        "the %s ran longer than %s"
                                .formatted(
                                        evidence.what(),
                                        inWords(evidence.limits().time())));
            case CommandEnd.Silent()
            when !outOfMemory ->
                new Verdict.Failed(
                        FailureKind.SILENT,
                        "the %s printed nothing for %s"
                                .formatted(
                                        evidence.what(),
                                        inWords(evidence.limits().silence())));
            case CommandEnd.TimedOut() -> outOfMemory(evidence);
            case CommandEnd.Silent() -> outOfMemory(evidence);
            case CommandEnd.Exited(int status) -> ofStatus(evidence, status);
        };
    }

    private static Verdict ofStatus(Evidence evidence, int status) {
        if (evidence.excess().memory() == Excess.Memory.YES) {
            return outOfMemory(evidence);
        }
        if (evidence.diskBroken() || (evidence.diskFull() && evidence.foundNoRoom())) {
            return new Verdict.Failed(
                    FailureKind.AGENT_FAULT,
                    "the disk of the agent's work folder, or another that the %1$s may write to, was full while the %1$s ran; free space there"
                            .formatted(evidence.what()));
        }
        if (evidence.sandboxFailed()) {
            return new Verdict.Failed(
                    FailureKind.AGENT_FAULT,
                    "the %s's sandbox failed (status %d, %s); look at the agent's machine"
                            .formatted(
                                    evidence.what(),
                                    status,
                                    evidence.tail().isEmpty()
                                            ? "it printed nothing"
                                            : evidence.tail().getLast()));
        }
        if (status == SIGNALLED + SIGXFSZ) {
            return new Verdict.Failed(
                    FailureKind.OUTPUT_LIMIT,
                    "the %s wrote a file of more than the %d bytes that are allowed on the disk"
                            .formatted(evidence.what(), evidence.limits().writtenBytes()));
        }
        if (WantOfMemory.isTold(evidence.excess().memory(), status == SIGNALLED + SIGKILL, evidence.tail())) {
            return outOfMemory(evidence);
        }
        return ofRecipe(evidence, status);
    }

    private static Verdict ofRecipe(Evidence evidence, int status) {
        String plain = "the %s ended with status %d%s"
                .formatted(
                        evidence.phase().equals("test") ? "tests" : evidence.what(),
                        status,
                        evidence.excess().processes()
                                ? ", after it had as many processes as are allowed (%d)"
                                        .formatted(evidence.limits().processes())
                                : "");
        if (evidence.declared().isPresent()) {
            DeclaredFailure declared = evidence.declared().get();
            return new Verdict.Failed(declared.kind(), declared.message().isEmpty() ? plain : declared.message());
        }
        boolean testing = evidence.phase().equals("test");
        Optional<String> conflict = testing ? Optional.empty() : PinConflict.told(evidence.tail());
        if (conflict.isPresent()) {
            return new Verdict.Failed(FailureKind.PIN_CONFLICT, conflict.get());
        }
        if (!testing && tells(evidence, TOO_LARGE)) {
            return new Verdict.Failed(
                    FailureKind.OUTPUT_LIMIT,
                    "the %s says that a file was too large: %d bytes are allowed on the disk"
                            .formatted(evidence.what(), evidence.limits().writtenBytes()));
        }
        if (failedToFetch(evidence)) {
            return new Verdict.Failed(FailureKind.FETCH_FAILED, plain);
        }
        return new Verdict.Failed(testing ? FailureKind.TEST_FAILED : FailureKind.BUILD_FAILED, plain);
    }

    private static Verdict outOfMemory(Evidence evidence) {
        long allowed = evidence.limits().memoryBytes();
        return new Verdict.Failed(
                FailureKind.OUT_OF_MEMORY,
                "the %s needed more memory than %s"
                        .formatted(
                                evidence.what(),
                                allowed == 0 ? "there was" : "the %d bytes that are allowed".formatted(allowed)));
    }

    /** What is there to download has, whatever it failed of, unless a server said that it does not have it. */
    private static boolean failedToFetch(Evidence evidence) {
        boolean fetching =
                evidence.downloads() == Downloads.ALL || evidence.phase().equals("fetch");
        boolean mayFetch = fetching || evidence.downloads() == Downloads.SOME;
        return (mayFetch && couldNotDownload(evidence))
                || (fetching && evidence.tail().stream().noneMatch(DownloadAnswer::isNotThere));
    }

    private static boolean couldNotDownload(Evidence evidence) {
        return evidence.tail().stream()
                .anyMatch(line -> NO_DOWNLOAD.matcher(line).find() && !DownloadAnswer.isNotThere(line));
    }

    private static boolean tells(Evidence evidence, Pattern what) {
        return evidence.tail().stream().anyMatch(line -> what.matcher(line).find());
    }

    private static String inWords(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
