package dev.tidemark.agent.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.Workshop;
import dev.tidemark.agent.process.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class SupervisedProgramsTest {

    private static final String BUSY = "trap '' TERM; echo $$ > %s; while :; do sleep 1; done";

    @TempDir
    private Path folder;

    @Test
    void a_program_ends_when_its_agent_is_killed() throws Exception {
        Process agent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Agent.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
        long program = awaitNumber(folder.resolve("pid"), agent);

        agent.destroyForcibly().waitFor();

        awaitEnd(program);
    }

    @Test
    void what_outlived_an_agent_all_the_same_is_ended_by_its_next_life() throws Exception {
        String tag;
        try (Workshop workshop = Workshop.take(folder.resolve("work"))) {
            tag = workshop.newProgramTag();
        }
        ProcessBuilder program = new ProcessBuilder("sh", "-c", BUSY.formatted(folder.resolve("pid")));
        int equals = tag.indexOf('=');
        program.environment().put(tag.substring(0, equals), tag.substring(equals + 1));
        Process left = program.start();
        awaitNumber(folder.resolve("pid"), left);

        Workshop.take(folder.resolve("work")).close();

        left.waitFor();
    }

    @Test
    void a_program_that_is_ended_ends_with_what_it_has_started() throws Exception {
        SupervisedPrograms programs = programs(folder);
        Path escaped = Files.writeString(folder.resolve("escaped"), BUSY.formatted(folder.resolve("pid")));
        Process program = programs.start(new ProcessBuilder("sh", "-c", "setsid sh '%s' & wait".formatted(escaped)));
        long started = awaitNumber(folder.resolve("pid"), program);

        programs.end(program);

        assertThat(program.isAlive()).isFalse();
        awaitEnd(started);
    }

    @Test
    void a_program_that_has_something_to_end_itself_is_given_the_time() throws Exception {
        Path ended = folder.resolve("ended");
        String careful =
                "trap 'read -r word < %s; echo $word > %s; exit 0' TERM; echo $$ > %s; while :; do sleep 0.1; done"
                        .formatted(folder.resolve("asked"), ended, folder.resolve("pid"));
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("asked").toString())
                        .start()
                        .waitFor())
                .isZero();
        SupervisedPrograms patient = programs(folder, Duration.ofSeconds(60));
        Process program = patient.start(new ProcessBuilder("sh", "-c", careful));
        awaitNumber(folder.resolve("pid"), program);
        Thread ending = Thread.ofPlatform().start(() -> {
            try {
                patient.end(program);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        Files.writeString(folder.resolve("asked"), "done\n");
        ending.join();

        assertThat(ended).hasContent("done");
        Files.delete(folder.resolve("pid"));
        SupervisedPrograms hasty = programs(folder, Duration.ZERO);
        Process other = hasty.start(new ProcessBuilder("sh", "-c", careful));
        long pid = awaitNumber(folder.resolve("pid"), other);
        hasty.end(other);
        awaitEnd(pid);
    }

    @Test
    void the_status_of_a_program_is_its_own() throws Exception {
        SupervisedPrograms programs = programs(folder);

        assertThat(programs.start(new ProcessBuilder("sh", "-c", "exit 7")).waitFor())
                .isEqualTo(7);
        assertThat(programs.start(new ProcessBuilder("sh", "-c", "kill -KILL $$"))
                        .waitFor())
                .isEqualTo(137);
    }

    private static SupervisedPrograms programs(Path folder) throws IOException {
        return programs(folder, Duration.ofSeconds(5));
    }

    private static SupervisedPrograms programs(Path folder, Duration grace) throws IOException {
        return new SupervisedPrograms(
                Supervisor.in(folder), folder.resolve("programs"), () -> "TAG=" + folder.resolve("program"), grace);
    }

    /** Its own JVM, to be killed. */
    static final class Agent {

        private Agent() {}

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            programs(folder)
                    .start(new ProcessBuilder(List.of("sh", "-c", BUSY.formatted(folder.resolve("pid")))))
                    .waitFor();
        }
    }

    private static long awaitNumber(Path file, Process writer) throws IOException {
        while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
            assertThat(writer.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return Long.parseLong(Files.readString(file).strip());
    }

    private static void awaitEnd(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get();
        }
    }
}
