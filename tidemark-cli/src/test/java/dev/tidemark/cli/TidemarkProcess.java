package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The program in a process of its own, with what it prints in a file. */
public final class TidemarkProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Process process;
    private final Path output;

    private TidemarkProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it in a folder. */
    public static TidemarkProcess start(Path folder, String... arguments) throws IOException {
        return startOnPath(folder, System.getenv().getOrDefault("PATH", ""), arguments);
    }

    /** The same in a process group of its own, as terminals and service managers start what they start; with setsid (util-linux). */
    public static TidemarkProcess startInGroup(Path folder, String... arguments) throws IOException {
        return start(List.of("setsid"), folder, System.getenv().getOrDefault("PATH", ""), arguments);
    }

    /** The same as the first, where programs are looked for in the folders of a PATH of its own. */
    static TidemarkProcess startOnPath(Path folder, String path, String... arguments) throws IOException {
        return start(List.of(), folder, path, arguments);
    }

    private static TidemarkProcess start(List<String> before, Path folder, String path, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dtidemark.sets=" + bundledSets(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tidemark.cli.Main"));
        if (Runtime.version().feature()
                >= 23) { // As the launcher does: younger JVMs warn of what Kafka and RocksDB do.
            command.addAll(1, List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        }
        command.addAll(List.of(arguments));
        if (ignoresInterrupts()) {
            command.addAll(0, List.of("env", "--default-signal=INT"));
        }
        command.addAll(0, before);
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C.UTF-8"); // As the launcher does where names of files are not UTF-8.
        return new TidemarkProcess(builder.start(), output);
    }

    /** Runs it to its end, which must be the expected one, and returns what it printed. */
    public static String run(Path folder, int expected, String... arguments) throws IOException, InterruptedException {
        try (TidemarkProcess process = start(folder, arguments)) {
            assertThat(process.exitStatus()).as(process.output()).isEqualTo(expected);
            return process.output().strip();
        }
    }

    /** Where a shell runs the tests in its background, Ctrl-C is ignored by them and by whatever they start. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .mapToLong(line -> Long.parseUnsignedLong(
                                line.substring("SigIgn:".length()).strip(), 16))
                        .anyMatch(ignored -> (ignored & 0b10) != 0);
    }

    /** The folder of the sets that come with the program. */
    static Path bundledSets() {
        return Path.of("src/main/set").toAbsolutePath();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended and returns its exit status. */
    public int exitStatus() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it has not ended within " + PATIENCE + "; so far it printed:\n" + output());
        }
        return process.exitValue();
    }

    /** Waits until what it has printed satisfies a condition, which must come true before it ends. */
    public void await(String what, Predicate<String> condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(output())) {
            if (!process.isAlive() && !condition.test(output())) {
                throw new AssertionError("it ended before " + what + "; it printed:\n" + output());
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "; it printed:\n" + output());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: no hook runs. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGINT, as Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        signal("INT");
    }

    /** SIGSTOP: it does not run, and does not know. */
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** SIGTERM to it and all of its group: it has to have been started in one of its own. */
    public void terminateGroup() throws IOException, InterruptedException {
        signal("TERM", "-" + process.pid());
    }

    private void signal(String name) throws IOException, InterruptedException {
        signal(name, Long.toString(process.pid()));
    }

    private static void signal(String name, String whom) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, "--", whom).inheritIO().start().waitFor();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        kill();
    }
}
