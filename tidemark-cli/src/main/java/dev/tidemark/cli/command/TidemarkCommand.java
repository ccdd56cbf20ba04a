package dev.tidemark.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
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
            "  tidemark wave list                    see where waves stand, and steer them",
            "  tidemark breakage list                what bumps broke, and who can act",
            "  tidemark why demo-1 handbook          why a job is not running",
            "  tidemark events                       what operators must know",
            "",
            "Exit status: 0 ok, 1 red, 2 usage, 3 something needed cannot be had, 4 changes are pending, 70 broken."
        })
public final class TidemarkCommand implements Callable<Integer> {

    private static final String HELP = "help";

    /** In the order in which help names them. */
    private static final List<String> COMMANDS = List.of(
            "demo",
            "up",
            "graph",
            "plan",
            "simulate",
            "bump",
            "policy",
            "watch",
            "wave",
            "resolve",
            "breakage",
            "subscribe",
            "mute",
            "why",
            "events",
            "planner",
            "agent",
            "notifier",
            "provision",
            "topics",
            "schemas",
            "dead-letter",
            HELP);

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /**
     * The program's command line, with the command that the arguments begin with. Only where they begin with none has it all
     * of them: to know what a command takes costs more than many a command itself.
     */
    public static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new TidemarkCommand());
        boolean one = arguments.length > 0 && COMMANDS.contains(arguments[0]) && !arguments[0].equals(HELP);
        for (String name : one ? List.of(arguments[0]) : COMMANDS) {
            line.addSubcommand(name, command(name));
        }
        return line;
    }

    private static Object command(String name) {
        return switch (name) {
            case "demo" -> new DemoCommand();
            case "up" -> new UpCommand();
            case "graph" -> new GraphCommand();
            case "plan" -> new PlanCommand();
            case "simulate" -> new SimulateCommand();
            case "bump" -> new BumpCommand();
            case "policy" -> new PolicyCommand();
            case "watch" -> new WatchCommand();
            case "wave" -> new WavesCommand();
            case "resolve" -> new ResolveCommand();
            case "breakage" -> new BreakageCommand();
            case "subscribe" -> new SubscribeCommand();
            case "mute" -> new MuteCommand();
            case "why" -> new WhyCommand();
            case "events" -> new EventsCommand();
            case "planner" -> new PlannerCommand();
            case "agent" -> new AgentCommand();
            case "notifier" -> new NotifierCommand();
            case "provision" -> new ProvisionCommand();
            case "topics" -> new TopicsCommand();
            case "schemas" -> new SchemasCommand();
            case "dead-letter" -> new DeadLetterCommand();
            case HELP -> new HelpCommand();
            default -> throw new AssertionError("no command is called " + name);
        };
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
