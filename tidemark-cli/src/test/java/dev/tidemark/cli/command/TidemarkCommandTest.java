package dev.tidemark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** All commands as one: what a person may expect of each of them. */
final class TidemarkCommandTest {

    private static final Pattern EXAMPLE = Pattern.compile(".*\\btidemark .*");

    @Test
    void help_names_every_command_in_a_line_that_fits_any_terminal() {
        String help = TidemarkCommand.commandLine("--help").getUsageMessage();

        assertThat(help).contains("To begin:").contains("  demo ");
        assertThat(TidemarkCommand.commandLine().getSubcommands().keySet())
                .allSatisfy(name -> assertThat(help).containsPattern("(?m)^  " + name + " +\\S"));
        assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void one_command_alone_is_made_when_one_alone_is_asked_for() {
        assertThat(TidemarkCommand.commandLine("wave", "list").getSubcommands()).containsOnlyKeys("wave");
        assertThat(TidemarkCommand.commandLine("--version").getSubcommands()).isEmpty();
        assertThat(TidemarkCommand.commandLine("wavs").getSubcommands()).containsKeys("wave", "demo");
    }

    @Test
    void every_command_that_does_something_has_help_with_an_example() {
        for (CommandLine command : leaves()) {
            CommandSpec spec = command.getCommandSpec();
            if (!spec.name().equals("help")) {
                assertThat(spec.usageMessage().description())
                        .as(spec.qualifiedName())
                        .isNotEmpty();
                assertThat(spec.optionsMap()).as(spec.qualifiedName()).containsKeys("--help");
                assertThat(String.join("\n", spec.usageMessage().footer()))
                        .as("examples of " + spec.qualifiedName())
                        .matches(Pattern.compile("(?s).*Examples?:.*"))
                        .containsPattern(EXAMPLE);
            }
        }
    }

    @Test
    void the_same_option_means_the_same_everywhere() {
        List<OptionSpec> outputs = new ArrayList<>();
        for (CommandLine command : leaves()) {
            OptionSpec output = command.getCommandSpec().findOption("--output");
            if (output != null && output.completionCandidates() != null) {
                outputs.add(output);
                assertThat(output.names()).contains("-o");
                assertThat(output.completionCandidates()).containsExactly("table", "json", "yaml");
            }
            if (command.getCommandSpec().findOption("--farm") != null) {
                assertThat(command.getCommandSpec().optionsMap())
                        .as(command.getCommandSpec().qualifiedName())
                        .containsKeys("--config", "--registry", "--kafka");
            }
        }
        assertThat(outputs).hasSizeGreaterThan(10);
    }

    @Test
    void whatever_an_option_takes_there_is_a_way_to_read_it() {
        Set<Class<?>> read =
                Set.of(String.class, boolean.class, int.class, Integer.class, long.class, double.class, Path.class);
        for (CommandLine command : leaves()) {
            for (ArgSpec argument : command.getCommandSpec().args()) {
                Class<?> type = argument.auxiliaryTypes()[argument.auxiliaryTypes().length - 1];
                assertThat(read.contains(type) || type.isEnum() || argument.converters().length > 0)
                        .as(
                                "%s of %s",
                                argument.paramLabel(), command.getCommandSpec().qualifiedName())
                        .isTrue();
            }
        }
        CommandLine line = TidemarkCommand.commandLine("plan").setCaseInsensitiveEnumValuesAllowed(true);
        assertThat(line.parseArgs("plan", "openssl", "--history", "some/file")
                        .subcommand()
                        .matchedOptionValue("--history", Path.of("")))
                .isEqualTo(Path.of("some/file"));
    }

    @Test
    void lists_are_shown_in_every_form() {
        for (CommandLine command : leaves()) {
            if (List.of("list", "show").contains(command.getCommandName())) {
                assertThat(command.getCommandSpec().findOption("-o"))
                        .as(command.getCommandSpec().qualifiedName())
                        .isNotNull();
            }
        }
    }

    @Test
    void shells_learn_of_every_command() {
        String script = AutoComplete.bash("tidemark", TidemarkCommand.commandLine());

        assertThat(script).contains("_picocli_tidemark_wave_list", "--watch", "nvchecker");
    }

    private static List<CommandLine> leaves() {
        List<CommandLine> leaves = new ArrayList<>();
        collect(TidemarkCommand.commandLine(), leaves);
        return leaves;
    }

    private static void collect(CommandLine command, List<CommandLine> leaves) {
        if (command.getSubcommands().isEmpty()) {
            leaves.add(command);
        }
        command.getSubcommands().values().forEach(each -> collect(each, leaves));
    }
}
