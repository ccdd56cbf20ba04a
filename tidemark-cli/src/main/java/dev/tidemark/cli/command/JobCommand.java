package dev.tidemark.cli.command;

import picocli.CommandLine.Command;

/** Jobs of waves. */
@Command(
        name = "job",
        mixinStandardHelpOptions = true,
        description = "Jobs: a package on a system, in a wave.",
        subcommands = {JobListCommand.class, JobShowCommand.class})
final class JobCommand {}
