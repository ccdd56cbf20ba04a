package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.service.FarmSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets an agent finish what it has. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        description = "Gives an agent nothing new: it finishes what it has, and waits, until this is undone.",
        footer = {
            "",
            "Examples:",
            "  tidemark agent drain builder-7 --by ada --reason \"new disks at noon\"",
            "  tidemark agent drain builder-7 --undo --by ada --reason \"they are in\""
        })
final class AgentDrainCommand implements Callable<Integer> {

    @Option(names = "--undo", description = "It gets work again.")
    private boolean undo;

    @Mixin
    private AgentNameOption agent = new AgentNameOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings reached = farm.reached();
        FarmEnrolments.put(reached, agent.decided(reached).setDraining(!undo).build());
        Screen.standard()
                .line(
                        undo
                                ? "%s gets work again.".formatted(agent.name())
                                : "%s gets nothing new; tidemark agent list shows when it has finished what it has."
                                        .formatted(agent.name()));
        return ExitCodes.OK;
    }
}
