package dev.tidemark.cli.command;

import dev.tidemark.cli.terminal.Screen;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Lets a shell complete what is typed. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints what bash and zsh complete commands and options by.",
        footer = {
            "",
            "Examples:",
            "  source <(tidemark completion)                                  this shell",
            "  tidemark completion > ~/.local/share/bash-completion/completions/tidemark"
        })
final class CompletionCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        CommandLine all = TidemarkCommand.commandLine();
        System.out.print(AutoComplete.bash("tidemark", all));
        Screen.requireReader(System.out);
        return ExitCodes.OK;
    }
}
