package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How commands are kept within bounds on this machine.
 *
 * @param sandbox from what they are kept away
 * @param limiter to how much they are held
 */
public record Confinement(Sandbox sandbox, Limiter limiter) implements AutoCloseable {

    /** Nothing at all. */
    public static final Confinement NONE = new Confinement(new NoSandbox(), new SingleProcesses(Optional.empty(), 0));

    private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);
    private static final int PROBE_SECONDS = 30;
    private static final List<String> NEW_HARDENING = List.of("--disable-userns");
    private static final String SYSTEM_PROGRAMS = "/usr";

    /** Whether commands are kept away from the rest of the machine. */
    public enum Mode {
        /** Where it works. */
        AUTO,
        /** Or else nothing is run. */
        REQUIRED,
        /** Never. */
        OFF
    }

    /**
     * Finds out what can be had here, and says so in the log.
     *
     * @param mode of the sandbox
     * @param folder where its own files go; made when it is not there
     * @param name of this agent's control group; no other agent of this machine may use it
     * @param seen parts of the machine, besides the system's programs, that every command sees
     * @param memoryBytes how much all commands together may use, or each process where nothing better is to be had; 0: as much as there is
     * @throws SandboxMissingException when a sandbox is required and there is none
     */
    public static Confinement here(Mode mode, Path folder, String name, List<Path> seen, long memoryBytes)
            throws IOException, InterruptedException, SandboxMissingException {
        Confinement found = new Confinement(sandbox(mode, folder, seen), limiter(folder, name, memoryBytes));
        LOG.atInfo()
                .addKeyValue("sandbox", found.sandbox.label())
                .addKeyValue("limits", found.limiter.label())
                .log("recipes are confined");
        return found;
    }

    /**
     * The same for commands that see so much of the machine; without a sandbox, which the log says, where that does not work and no
     * sandbox is required.
     *
     * @param folder for its own files
     */
    public Confinement over(Seen.Machine machine, Mode mode, Path folder) throws IOException, InterruptedException {
        if (mode == Mode.REQUIRED || sandbox.label().equals(NoSandbox.LABEL)) {
            return this;
        }
        Optional<String> failure = probe(sandbox, machine, folder);
        if (failure.isEmpty()) {
            return this;
        }
        LOG.atWarn()
                .addKeyValue("reason", failure.get())
                .log(
                        "update scripts of sets run without a sandbox and see the whole machine, the agent's key included");
        return new Confinement(new NoSandbox(), limiter);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        limiter.close();
    }

    private static Sandbox sandbox(Mode mode, Path folder, List<Path> seen)
            throws IOException, InterruptedException, SandboxMissingException {
        if (mode == Mode.OFF) {
            return new NoSandbox();
        }
        SystemFiles.into(folder);
        Optional<Path> bwrap = program("bwrap");
        String reason = "bubblewrap (bwrap) is not installed";
        if (bwrap.isPresent()) {
            List<Path> readOnly = withSettings(seen);
            for (List<String> hardening : List.of(NEW_HARDENING, List.<String>of())) {
                Bubblewrap sandbox = new Bubblewrap(bwrap.get(), folder, readOnly, hardening);
                Optional<String> failure = probe(sandbox, new Seen.Programs(), folder);
                if (failure.isEmpty()) {
                    return sandbox;
                }
                reason = failure.get();
            }
        }
        if (mode == Mode.REQUIRED) {
            throw new SandboxMissingException(reason);
        }
        LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("recipes run without a sandbox and see the whole machine: install bubblewrap and allow user"
                        + " namespaces, or set sandbox.mode to off to say that this is meant");
        return new NoSandbox();
    }

    /** What the system's Java links to is not among its programs on some systems. */
    private static List<Path> withSettings(List<Path> seen) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path path : seen) {
            if (!path.startsWith(SYSTEM_PROGRAMS)) {
                all.add(path);
            }
        }
        if (Files.isDirectory(Path.of("/etc"))) {
            try (Stream<Path> settings = Files.list(Path.of("/etc"))) {
                settings.filter(path -> String.valueOf(path.getFileName()).startsWith("java"))
                        .filter(Files::isReadable)
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** Why nothing can be run in it; empty when it can. */
    private static Optional<String> probe(Sandbox sandbox, Seen seen, Path folder)
            throws IOException, InterruptedException {
        View view = new View(seen, List.of(), "/", new TreeMap<>(), false);
        Path status = Files.createTempFile(folder, "probe-", ".json");
        ProcessBuilder builder = new ProcessBuilder(sandbox.words(view, status, List.of("sh", "-c", "exit 0")));
        builder.environment().clear();
        builder.environment().putAll(sandbox.environment(view));
        try {
            return failure("bubblewrap", builder);
        } finally {
            Files.deleteIfExists(status);
        }
    }

    private static Optional<String> failure(String what, ProcessBuilder program)
            throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            process.getOutputStream().close();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                return Optional.of("%s did not answer within %d s".formatted(what, PROBE_SECONDS));
            }
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("%s does not work here: %s".formatted(what, said));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Tried once, since a build that it cannot start is no build that failed. */
    static Optional<ProcessLimits> processLimits(Path prlimit, HardLimits most)
            throws IOException, InterruptedException {
        ProcessLimits limits = new ProcessLimits(prlimit, most);
        Optional<String> failure =
                failure("prlimit", new ProcessBuilder(limits.ofAll(Allowance.EVERYTHING, List.of("true"))));
        failure.ifPresent(reason -> LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("the sizes of files, and of processes where there are no control groups, are not limited"));
        return failure.isEmpty() ? Optional.of(limits) : Optional.empty();
    }

    private static Limiter limiter(Path folder, String name, long memoryBytes)
            throws IOException, InterruptedException {
        Optional<Path> prlimit = program("prlimit");
        Optional<ProcessLimits> processes =
                prlimit.isPresent() ? processLimits(prlimit.get(), HardLimits.ofThisProcess()) : Optional.empty();
        try {
            return ControlGroups.open(name, processes, Files.createDirectories(folder), memoryBytes);
        } catch (IOException e) {
            SingleProcesses instead = new SingleProcesses(processes, memoryBytes);
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .addKeyValue("instead", instead.label())
                    .log("recipes cannot be held to limits as a whole: run the agent in a control group of its own"
                            + " (systemd: Delegate=yes)");
            return instead;
        }
    }

    private static Optional<Path> program(String name) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/run/current-system/sw/bin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
