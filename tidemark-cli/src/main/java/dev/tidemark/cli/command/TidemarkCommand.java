package dev.tidemark.cli.command;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program without a command. */
@Command(
        name = "tidemark",
        mixinStandardHelpOptions = true,
        versionProvider = TidemarkCommand.Version.class,
        description = "What does an upstream release break, who has to know, and when is the set all green again?",
        footer = {
            "",
            "Examples:",
            "  tidemark demo                         see it all at work, in under a minute",
            "  tidemark up                           a farm on this machine that is kept",
            "  tidemark graph import PATH            publish a set's graph",
            "  tidemark plan openssl --graph PATH    what a bump would take; no farm needed",
            "  tidemark bump demo:textkit --to 2.0   tell the farm of a release",
            "  tidemark watch                        follow waves, jobs and breakages",
            "",
            "Exit status: 0 ok, 1 red, 2 usage, 3 something needed cannot be had, 4 changes are pending, 70 broken."
        })
public final class TidemarkCommand implements Callable<Integer> {

    private static final String HELP = "help";

    /** In the order in which help names them. */
    private static final SequencedMap<String, Supplier<Object>> COMMANDS = commands();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /**
     * The program's command line, with the command that the arguments begin with. Only where they begin with none has it all
     * of them: to know what a command takes costs more than many a command itself.
     */
    public static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new TidemarkCommand());
        Supplier<Object> named = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        if (named == null || arguments[0].equals(HELP)) {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        } else {
            line.addSubcommand(arguments[0], named.get());
        }
        return line;
    }

    private static SequencedMap<String, Supplier<Object>> commands() {
        SequencedMap<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("up", UpCommand::new);
        commands.put("graph", GraphCommand::new);
        commands.put("plan", PlanCommand::new);
        commands.put("bump", BumpCommand::new);
        commands.put("watch", WatchCommand::new);
        commands.put("planner", PlannerCommand::new);
        commands.put("agent", AgentCommand::new);
        commands.put("notifier", NotifierCommand::new);
        commands.put("provision", ProvisionCommand::new);
        commands.put("topics", TopicsCommand::new);
        commands.put("schemas", SchemasCommand::new);
        commands.put("dead-letter", DeadLetterCommand::new);
        commands.put(HELP, HelpCommand::new);
        return commands;
    }

    @Override
    public Integer call() {
        spec.commandLine().getErr().println("Which command? Begin with: tidemark demo");
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }

    /** As the jar's manifest has it. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = TidemarkCommand.class.getPackage().getImplementationVersion();
            return new String[] {"tidemark " + (version == null ? "development" : version)};
        }
    }
}
