package dev.tidemark.cli.command;

import java.util.concurrent.Callable;
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
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            GraphCommand.class,
            PlanCommand.class,
            BumpCommand.class,
            WatchCommand.class,
            PlannerCommand.class,
            AgentCommand.class,
            NotifierCommand.class,
            ProvisionCommand.class,
            TopicsCommand.class,
            SchemasCommand.class,
            DeadLetterCommand.class,
            HelpCommand.class
        },
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

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

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
