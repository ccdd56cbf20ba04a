package dev.tidemark.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** The program without a command. */
@Command(
        name = "tidemark",
        mixinStandardHelpOptions = true,
        versionProvider = TidemarkCommand.Version.class,
        description = "What does an upstream release break, who has to know, and when is the set all green again?",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Every command has --help with examples. Most take -o json or yaml, and lists --watch.",
            "Which farm: --farm HOST:PORT, --config FILE or TIDEMARK_CONFIG; else the one of tidemark up on this"
                    + " machine.",
            "Exit status: 0 ok, 1 red, 2 usage, 3 something needed cannot be had, 4 changes are pending, 70 broken."
        })
public final class TidemarkCommand implements Callable<Integer> {

    private static final String HELP = "help";

    static {
        // Else each start has picocli look for a class of Groovy's in every jar, and for fifty conversions by
        // reflection:
        // a third of what a short command costs.
        System.setProperty("picocli.disable.closures", "true");
        System.setProperty("picocli.converters.excludes", "java\\..*");
    }

    /** What commands are for. */
    private enum Group {
        BEGIN("To begin"),
        ASK("Before anything is built"),
        BUMPS("What upstream releases"),
        WAVES("What becomes of it"),
        FARM("Running a farm"),
        ALSO("Also");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }
    }

    /** A command and what help says of it in a line. */
    private record Entry(Group group, String name, String summary) {}

    /** In the order in which help names them. */
    private static final List<Entry> COMMANDS = List.of(
            new Entry(Group.BEGIN, "demo", "one bump through a whole farm, in under a minute"),
            new Entry(Group.BEGIN, "up", "a farm on this machine that is kept"),
            new Entry(Group.BEGIN, "doctor", "what this machine can do, and what to do about the rest"),
            new Entry(Group.ASK, "plan", "what a bump would take"),
            new Entry(Group.ASK, "graph", "what depends on what: import, show, path, stats"),
            new Entry(Group.ASK, "simulate", "what a farm would do with bumps of the past"),
            new Entry(Group.BUMPS, "bump", "publish bumps, from watchers too; list, show, force"),
            new Entry(Group.BUMPS, "policy", "which are taken up, and when"),
            new Entry(Group.WAVES, "watch", "follow bumps, waves, jobs and breakages"),
            new Entry(Group.WAVES, "wave", "list, show, watch, pause, resume, abandon"),
            new Entry(Group.WAVES, "job", "list and show a wave's jobs, with the proof"),
            new Entry(Group.WAVES, "why", "why a job is not running"),
            new Entry(Group.WAVES, "logs", "what a job's build prints, while it does and after"),
            new Entry(Group.WAVES, "resolve", "answer a job that stands"),
            new Entry(Group.WAVES, "breakage", "what bumps broke, and who can act"),
            new Entry(Group.WAVES, "reproduce", "build again here what a bump broke"),
            new Entry(Group.WAVES, "me", "what you can act on, what is blocked or coming"),
            new Entry(Group.WAVES, "notice", "what is coming, and who is told"),
            new Entry(Group.WAVES, "subscribe", "what is told to whom, and when"),
            new Entry(Group.WAVES, "mute", "what somebody does not want to hear of"),
            new Entry(Group.WAVES, "people", "whom the farm knows: import, list, show, remove"),
            new Entry(Group.WAVES, "tag", "what green waves came to"),
            new Entry(Group.WAVES, "events", "what operators must know"),
            new Entry(Group.FARM, "planner", "run a planner: bumps into build requests"),
            new Entry(Group.FARM, "agent", "run an agent that builds; list all"),
            new Entry(Group.FARM, "notifier", "run a notifier: judged jobs into breakages"),
            new Entry(Group.FARM, "provision", "prepare brokers and registry"),
            new Entry(Group.FARM, "topics", "compare and mend the topics"),
            new Entry(Group.FARM, "schemas", "compare and register the schemas"),
            new Entry(Group.FARM, "dead-letter", "what could not be read or decided, and back again"),
            new Entry(Group.FARM, "artifacts", "remove what nothing refers to any more"),
            new Entry(Group.ALSO, "completion", "for bash and zsh"),
            new Entry(Group.ALSO, HELP, "help on a command, as its --help"));

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /**
     * The program's command line, with the command that the arguments begin with. Only where they begin with none, and ask for
     * more than help on the program itself, has it all of them: to know what a command takes costs more than many a command.
     */
    public static CommandLine commandLine(String... arguments) {
        CommandLine line = new CommandLine(new TidemarkCommand());
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> overview());
        names(arguments).forEach(name -> line.addSubcommand(name, command(name)));
        return line.registerConverter(Path.class, Path::of);
    }

    private static List<String> names(String... arguments) {
        List<String> all = COMMANDS.stream().map(Entry::name).toList();
        if (arguments.length == 1 && List.of("-h", "--help", "-V", "--version").contains(arguments[0])) {
            return List.of();
        }
        return arguments.length > 0 && all.contains(arguments[0]) && !arguments[0].equals(HELP)
                ? List.of(arguments[0])
                : all;
    }

    /** What help says of all commands. */
    private static String overview() {
        StringBuilder text = new StringBuilder();
        for (Group group : Group.values()) {
            text.append("%n%s:%n".formatted(group.heading));
            COMMANDS.stream()
                    .filter(entry -> entry.group() == group)
                    .forEach(entry -> text.append("  %-13s%s%n".formatted(entry.name(), entry.summary())));
        }
        return text.toString();
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
            case "job" -> new JobCommand();
            case "tag" -> new TagCommand();
            case "resolve" -> new ResolveCommand();
            case "breakage" -> new BreakageCommand();
            case "notice" -> new NoticeCommand();
            case "subscribe" -> new SubscribeCommand();
            case "reproduce" -> new ReproduceCommand();
            case "me" -> new MeCommand();
            case "people" -> new PeopleCommand();
            case "mute" -> new MuteCommand();
            case "why" -> new WhyCommand();
            case "logs" -> new LogsCommand();
            case "events" -> new EventsCommand();
            case "planner" -> new PlannerCommand();
            case "agent" -> new AgentCommand();
            case "notifier" -> new NotifierCommand();
            case "provision" -> new ProvisionCommand();
            case "topics" -> new TopicsCommand();
            case "schemas" -> new SchemasCommand();
            case "dead-letter" -> new DeadLetterCommand();
            case "artifacts" -> new ArtifactsCommand();
            case "doctor" -> new DoctorCommand();
            case "completion" -> new CompletionCommand();
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
