package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.command.TidemarkCommand;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    @Test
    void what_cannot_be_meant_is_one_sentence_and_status_2() {
        refused("farm.brokers is empty", "watch", "--farm", "");
        refused("\"foo\" is not a schema registry", "watch", "--registry", "foo");
        refused("\"foo\" is not a schema registry", "up", "--registry", "foo");
        refused("\"\" is not a version", "bump", "demo:textkit", "--to", "");
        refused("package \"bad name\" is not valid", "bump", "bad name", "--to", "2");
        refused("package \"bad name\" is not valid", "bump", "demo:bad name", "--to", "2");
        refused("publisher \"a b\" is not valid", "bump", "demo:textkit", "--to", "2", "--publisher", "a b");
        refused("--port is 99999: use 0 to 65535", "up", "--port", "99999");
        refused("--slots is -1", "up", "--slots", "-1");
        refused("--slots is -1", "demo", "--slots", "-1");
        refused("--partitions is 0", "provision", "--partitions", "0");
        refused("--replication is 0", "provision", "--replication", "0");
        refused("tidemark bump SET:PACKAGE --to VERSION", "bump", "demo:textkit");
        refused("'x' is not an int", "up", "--port", "x");
        refused("\"textkit\" names no bump: write SET:PACKAGE@VERSION", "bump", "show", "textkit");
    }

    @Test
    void two_sets_of_one_name_cannot_be_one_farms() throws Exception {
        String one = TinySet.write(folder.resolve("one")).toString();
        String two = TinySet.write(folder.resolve("two")).toString();
        refused("both hold a set tiny", "up", "--set", one, "--set", two);
    }

    @Test
    void a_demo_of_a_version_that_cannot_be_is_refused() throws Exception {
        String set = TinySet.write(folder.resolve("tiny")).toString();
        refused("\"\" is not a version", "demo", "--set", set, "--bump", "base@");
    }

    @Test
    void what_nobody_thought_of_is_a_sentence_too() {
        assertThat(run(new CommandLine(new Failing(new IllegalStateException("the moon is blue")))))
                .isEqualTo(ExitCodes.BROKEN);
        assertThat(said.toString())
                .isEqualToIgnoringNewLines(
                        "tidemark: unexpected: IllegalStateException, the moon is blue; please report it, with what"
                                + " TIDEMARK_DEBUG=1 shows when you run it again");
    }

    @Test
    void what_is_not_there_is_a_mistake_and_what_cannot_be_reached_is_none() {
        assertThat(run(new CommandLine(
                        new Failing(new UsageException("the farm has no wave w: see tidemark wave list")))))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(run(new CommandLine(new Failing(new ServiceException("no broker answers: start one")))))
                .isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(said.toString().lines())
                .containsExactly(
                        "tidemark: the farm has no wave w: see tidemark wave list",
                        "tidemark: no broker answers: start one");
    }

    @Test
    void what_the_brokers_refuse_is_no_stack_trace() {
        assertThat(run(new CommandLine(new Failing(new TopicAuthorizationException("Not authorized")))))
                .isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(said.toString())
                .startsWith("tidemark: the farm's brokers refuse")
                .hasLineCount(1);
    }

    @Test
    void a_command_is_known_by_its_own_name_and_all_of_them_to_whoever_asks() {
        Map<String, CommandLine> all = TidemarkCommand.commandLine().getSubcommands();
        assertThat(all).containsKeys("demo", "graph", "plan", "help");
        for (String first : List.of("help", "no-such-command")) {
            assertThat(TidemarkCommand.commandLine(first, "plan").getSubcommands())
                    .containsOnlyKeys(all.keySet());
        }
        all.forEach((name, command) -> {
            assertThat(command.getCommandName()).isEqualTo(name);
            assertThat(TidemarkCommand.commandLine(name).getSubcommands()).containsKey(name);
        });
    }

    private void refused(String why, String... arguments) {
        said.getBuffer().setLength(0);
        assertThat(run(TidemarkCommand.commandLine(arguments), arguments)).isEqualTo(ExitCodes.USAGE);
        assertThat(said.toString()).startsWith("tidemark: ").contains(why).hasLineCount(1);
    }

    private int run(CommandLine command, String... arguments) {
        return Main.run(command.setErr(new PrintWriter(said, true)), arguments);
    }

    /** A command that does not work. */
    @Command(name = "failing")
    private static final class Failing implements Callable<Integer> {
        private final Exception failure;

        Failing(Exception failure) {
            this.failure = failure;
        }

        @Override
        public Integer call() throws Exception {
            throw failure;
        }
    }
}
