package dev.tidemark.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program without a command. */
@Command(
        name = "tidemark",
        mixinStandardHelpOptions = true,
        version = "tidemark 0.1.0-SNAPSHOT",
        description = "What does an upstream release break, who has to know, and when is the set all green again?",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            GraphCommand.class,
            BumpCommand.class,
            WatchCommand.class,
            PlannerCommand.class,
            AgentCommand.class,
            NotifierCommand.class,
            ProvisionCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  tidemark demo                         see it all at work, in under a minute",
            "  tidemark up                           a farm on this machine that is kept",
            "  tidemark graph import DIR             publish a set's graph",
            "  tidemark bump demo:textkit --to 2.0   tell the farm of a release",
            "  tidemark watch                        follow waves, jobs and breakages",
            "",
            "Exit status: 0 ok, 1 red, 2 usage, 3 something needed cannot be had."
        })
public final class TidemarkCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command? Begin with: tidemark demo");
    }
}
