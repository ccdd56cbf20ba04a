package dev.tidemark.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SupervisorTest {

    @TempDir
    Path folder;

    @Test
    void a_command_ends_when_whoever_started_it_is_killed() throws Exception {
        Process starter = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("starter.log").toFile())
                .start();
        long command = awaitNumber(folder.resolve("command"), starter);
        long child = awaitNumber(folder.resolve("child"), starter);

        starter.destroyForcibly().waitFor();

        awaitEnd(command);
        awaitEnd(child);
    }

    @Test
    void the_status_of_a_command_is_handed_on() throws Exception {
        assertThat(run("exit 7")).isEqualTo(new CommandEnd.Exited(7));
        assertThat(run("kill -KILL $$")).isEqualTo(new CommandEnd.Exited(137));
    }

    @Test
    void a_signal_for_who_started_a_command_does_not_end_it() throws Exception {
        CompletableFuture<CommandEnd> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                end.complete(run("echo $PPID > supervisor; while [ ! -e go ]; do sleep 0.05; done; exit 7"));
            } catch (Exception e) {
                end.completeExceptionally(e);
            }
        });
        Path written = folder.resolve("supervisor");
        while (!Files.exists(written) || !Files.readString(written).endsWith("\n")) {
            assertThat(end).isNotDone();
            Thread.onSpinWait();
        }
        String supervisor = Files.readString(written).strip();

        // As all processes of a terminal get them, and with some managers of services those of a service.
        for (String signal : List.of("TERM", "INT", "HUP", "TERM")) {
            assertThat(new ProcessBuilder("kill", "-" + signal, supervisor)
                            .start()
                            .waitFor())
                    .isZero();
        }
        Files.createFile(folder.resolve("go"));

        assertThat(end.get()).isEqualTo(new CommandEnd.Exited(7));
    }

    private CommandEnd run(String script) throws Exception {
        return Supervisor.in(folder)
                .run(
                        Starter.command(folder, script),
                        new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(1)),
                        (bytes, length) -> true,
                        canceller -> {});
    }

    /** Its own JVM, to be killed. */
    static final class Starter {

        private Starter() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            Supervisor.in(folder)
                    .run(
                            command(folder, """
                                    trap '' TERM
                                    sh -c 'trap "" TERM; echo $$ > child; while :; do sleep 1; done' &
                                    echo $$ > command
                                    while :; do sleep 1; done
                                    """),
                            new Patience(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(1)),
                            (bytes, length) -> true,
                            canceller -> {});
        }

        static Command command(Path folder, String script) {
            TreeMap<String, String> environment = new TreeMap<>();
            environment.put("PATH", "/usr/bin:/bin");
            environment.put("TAG", folder.toString());
            return new Command(List.of("sh", "-c", script), folder, environment, "TAG=" + folder);
        }
    }

    private static long awaitNumber(Path file, Process writer) throws IOException {
        while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
            assertThat(writer.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return Long.parseLong(Files.readString(file).strip());
    }

    /** A process that has ended but was not yet waited for by its parent counts as ended. */
    private static void awaitEnd(long pid) throws Exception {
        var process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get();
        }
    }
}
