package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.DeclaredFailure;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.PinConflict;
import dev.tidemark.agent.build.WantOfMemory;
import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.sandbox.Enclosure.Excess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What it means that Nix did not build a derivation: from its exit status and its words, those of 2.8 and those of 2.34. The
 * statuses: 100 a builder failed, 101 a limit of time, 102 another hash, 104 not the same twice; 1 everything else, and under a daemon
 * these too.
 */
final class NixEnding {

    private static final int TIMED_OUT = 101;
    private static final int HASH_MISMATCH = 102;
    private static final int NOT_DETERMINISTIC = 104;
    private static final int FLAGS = 0x60;
    /** The shell's statuses begin here: it could not run a program, or a signal has ended it. */
    private static final int NOT_ITS_OWN = 125;

    private static final int SIGKILLED = 128 + 9;

    private static final Pattern BUILDER = Pattern.compile(
            "(?:builder for|Cannot build) '([^']+\\.drv)'(?: failed|\\.\\s+Reason: builder failed)(.*?)(?:;|\\.|\\R|$)",
            Pattern.DOTALL);
    private static final String MISMATCH = "hash mismatch in fixed-output derivation";
    private static final Pattern FIXED = Pattern.compile("(?:" + MISMATCH + "|unable to download|cannot download)");
    private static final Pattern SECONDS = Pattern.compile("timed out after (\\d+) seconds(?: of (silence))?");
    private static final Pattern FEATURES =
            Pattern.compile("with features \\{([^}]*)\\} is required|missing system features\\s+Required features:"
                    + " \\{([^}]*)\\}|Required features?: \\{([^}]*)\\}");
    private static final Pattern LOG = Pattern.compile("writing more than \\d+ bytes of log output");
    /** Whatever Nix was to do. Of several words each, since packages have names of one. */
    private static final List<String> STORE = List.of(
            "No space left on device",
            "disk full",
            "Disk quota exceeded",
            "Read-only file system",
            " writable: Invalid argument",
            "Input/output error",
            "Too many open files",
            "Permission denied",
            "executing SQLite",
            "SQLite database",
            "database is locked",
            "database disk image is malformed",
            "opening lock file",
            "cannot build missing derivation",
            "failed to obtain derivation of",
            "cannot open connection to remote store");

    /** Where it was to build, and what it needs itself. */
    private static final List<String> MACHINE = List.of(
            "unable to fork",
            "is not valid, and no substituter",
            "does not support the kernel namespaces",
            "required for sandboxing",
            "unable to start any build",
            "cloning builder process",
            "while setting up the build environment");

    /** What others have built already, or fetched. */
    private static final Pattern NOT_DOWNLOADED =
            Pattern.compile("some substitutes for the outputs of derivation|unable to download '");

    private NixEnding() {}

    /**
     * What went wrong.
     *
     * @param kind whose doing it is
     * @param message a sentence
     * @param derivation whose builder failed, where Nix names one
     */
    record Verdict(FailureKind kind, String message, Optional<String> derivation) {}

    /**
     * What is known of a build that did not go well.
     *
     * @param end of the program
     * @param errors what Nix says went wrong, in order
     * @param limits of the build
     * @param testing whether the builder was testing when it ended
     * @param declared what the package's own builder said of its failure
     * @param memory what the kernel ended for want of that
     * @param diskFull whether a disk was full, and a builder has said so
     * @param tail what builders printed last
     */
    record Known(
            CommandEnd end,
            List<String> errors,
            Limits limits,
            boolean testing,
            Optional<DeclaredFailure> declared,
            Excess.Memory memory,
            boolean diskFull,
            List<String> tail) {}

    /** Nix counts by itself how long each builder runs; when it has not come to an end by then, it has to be ended. */
    static Duration longest(Duration time) {
        return time.multipliedBy(2).plusMinutes(10);
    }

    /** Whether Nix could not do anything with its store. */
    static boolean isOfStore(List<String> errors) {
        String all = String.join("\n", errors);
        return STORE.stream().anyMatch(all::contains);
    }

    static Verdict of(Known known) {
        Limits limits = known.limits();
        if (known.memory() == Excess.Memory.YES && !(known.end() instanceof CommandEnd.OutputLost)) {
            return outOfMemory(known, Optional.empty());
        }
        return switch (known.end()) {
            case CommandEnd.OutputRefused() ->
                verdict(FailureKind.LOG_LIMIT, "the recipe printed more than %d bytes".formatted(limits.logBytes()));
            case CommandEnd.WroteTooMuch(long bytes) ->
                verdict(
                        FailureKind.OUTPUT_LIMIT,
                        "the recipe had %d bytes on the disk, %d are allowed".formatted(bytes, limits.writtenBytes()));
            case CommandEnd.MadeTooManyFiles(long allowed) ->
                verdict(FailureKind.OUTPUT_LIMIT, "the recipe had more than %d files on the disk".formatted(allowed));
            case CommandEnd.OutputLost(IOException cause) ->
                verdict(
                        FailureKind.AGENT_FAULT,
                        "the recipe's log could not be kept (%s); look at the disk of the agent's work folder"
                                .formatted(cause.getMessage()));
            case CommandEnd.TimedOut() -> endless(limits);
            case CommandEnd.Silent() -> endless(limits);
            case CommandEnd.Cancelled() -> throw new AssertionError("nobody asks how a cancelled build ended");
            case CommandEnd.Exited(int status) -> ofStatus(known, status);
        };
    }

    private static Verdict endless(Limits limits) {
        return verdict(
                FailureKind.TIMED_OUT,
                "Nix did not come to an end within %d s"
                        .formatted(longest(limits.time()).toSeconds()));
    }

    private static Verdict outOfMemory(Known known, Optional<String> derivation) {
        long allowed = known.limits().memoryBytes();
        return new Verdict(
                FailureKind.OUT_OF_MEMORY,
                "the recipe needed more memory than %s"
                        .formatted(
                                known.memory() != Excess.Memory.YES || allowed == 0
                                        ? "there was"
                                        : "the %d bytes that are allowed".formatted(allowed)),
                derivation);
    }

    private static Verdict ofStatus(Known known, int status) {
        String all = String.join("\n", known.errors());
        if (isOfStore(known.errors()) || MACHINE.stream().anyMatch(all::contains)) {
            return new Verdict(
                    FailureKind.AGENT_FAULT,
                    "Nix cannot build on this machine: %s; look at the agent's store and its disk"
                            .formatted(first(known)),
                    Optional.empty());
        }
        if (known.diskFull()) {
            return verdict(
                    FailureKind.AGENT_FAULT,
                    "a disk of the agent was full while the recipe ran; free space for its work folder and its Nix"
                            + " store");
        }
        if (status >= NOT_ITS_OWN) {
            return status == SIGKILLED && known.memory() != Excess.Memory.NO
                    ? outOfMemory(known, Optional.empty())
                    : verdict(
                            FailureKind.AGENT_FAULT,
                            "Nix was ended from outside or could not be run (status %d); look at the agent's machine"
                                    .formatted(status));
        }
        if ((status & FLAGS) == FLAGS) {
            if (status == HASH_MISMATCH) {
                return verdict(FailureKind.HASH_MISMATCH, "what was fetched is another thing: " + mismatch(known));
            }
            if (status == NOT_DETERMINISTIC) {
                return verdict(FailureKind.BUILD_FAILED, "it does not come out the same twice: " + first(known));
            }
            if (status == TIMED_OUT || (status & 1) != 0) {
                return timedOut(known, all);
            }
        } else if (all.contains(MISMATCH)) {
            return verdict(FailureKind.HASH_MISMATCH, "what was fetched is another thing: " + mismatch(known));
        } else if (SECONDS.matcher(all).find()) {
            return timedOut(known, all);
        }
        Matcher features = FEATURES.matcher(all);
        if (features.find()) {
            return verdict(
                    FailureKind.AGENT_FAULT,
                    "the agent lacks a feature that the derivation requires ({%s}): add it to the agent's features, or let the package name it in requiredSystemFeatures"
                            .formatted(group(features)));
        }
        if (LOG.matcher(all).find()) {
            return verdict(FailureKind.LOG_LIMIT, "the recipe printed more than is allowed: " + first(known));
        }
        return builder(known, all);
    }

    private static Verdict timedOut(Known known, String all) {
        Limits limits = known.limits();
        Matcher seconds = SECONDS.matcher(all);
        boolean said = seconds.find();
        // Nix 2.34 does not say which of the two it was.
        boolean silent = said
                && (seconds.group(2) != null
                        || (Long.parseLong(seconds.group(1)) == limits.silence().toSeconds()
                                && !limits.silence().equals(limits.time())));
        return silent
                ? verdict(
                        FailureKind.SILENT,
                        "the recipe printed nothing for %d s"
                                .formatted(limits.silence().toSeconds()))
                : verdict(
                        FailureKind.TIMED_OUT,
                        "the recipe ran longer than %d s"
                                .formatted(limits.time().toSeconds()));
    }

    private static Verdict builder(Known known, String all) {
        Matcher builder = BUILDER.matcher(all);
        if (!builder.find()) {
            return NOT_DOWNLOADED.matcher(all).find()
                    ? verdict(
                            FailureKind.AGENT_FAULT,
                            "Nix could not download what others have built: %s; look at the caches in the agent's nix.substituters and the way to them"
                                    .formatted(first(known).replaceFirst("; response body:.*", "")))
                    : verdict(FailureKind.BUILD_FAILED, first(known));
        }
        String how = builder.group(2).strip();
        Optional<String> derivation = Optional.of(builder.group(1));
        if (all.contains("lack of free disk space")) {
            return new Verdict(
                    FailureKind.AGENT_FAULT, "the agent's disk is full: free space for its store", derivation);
        }
        if (how.contains("signal 9")) {
            return new Verdict(
                    FailureKind.OUT_OF_MEMORY,
                    "the recipe was killed by somebody else, as the system does for want of memory",
                    derivation);
        }
        if (WantOfMemory.isTold(known.memory(), how.contains("exit code " + SIGKILLED), known.tail())) {
            return outOfMemory(known, derivation);
        }
        return ofBuilder(known, how, derivation);
    }

    private static Verdict ofBuilder(Known known, String how, Optional<String> derivation) {
        String plain = "the %s failed %s"
                .formatted(known.testing() ? "tests" : "recipe", how)
                .strip();
        if (known.declared().isPresent()) {
            DeclaredFailure declared = known.declared().get();
            return new Verdict(declared.kind(), declared.message().isEmpty() ? plain : declared.message(), derivation);
        }
        Optional<String> conflict = known.testing() ? Optional.empty() : PinConflict.told(known.tail());
        return conflict.isPresent()
                ? new Verdict(FailureKind.PIN_CONFLICT, conflict.get(), derivation)
                : new Verdict(known.testing() ? FailureKind.TEST_FAILED : FailureKind.BUILD_FAILED, plain, derivation);
    }

    private static Verdict verdict(FailureKind kind, String message) {
        return new Verdict(kind, message, Optional.empty());
    }

    private static String mismatch(Known known) {
        return known.errors().stream()
                .filter(error -> FIXED.matcher(error).find())
                .findFirst()
                .orElseGet(() -> first(known))
                .replaceAll("\\s+", " ");
    }

    private static String first(Known known) {
        String first = known.errors().isEmpty()
                ? "Nix did not say why"
                : known.errors().getFirst();
        return first.replaceAll("\\s*\\R\\s*", "; ");
    }

    private static String group(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return "";
    }
}
