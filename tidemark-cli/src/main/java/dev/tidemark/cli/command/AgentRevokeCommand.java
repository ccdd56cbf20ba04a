package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.service.FarmSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes an agent's right to build away. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        description =
                "Takes an agent's right to build away at once: it is told to end, what it builds is given to others, and nothing"
                        + " that its key signs counts any more. What it built before stays.",
        footer = {"", "Example:", "  tidemark agent revoke builder-7 --by ada --reason \"the machine was sold\""})
final class AgentRevokeCommand implements Callable<Integer> {

    @Mixin
    private AgentNameOption agent = new AgentNameOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings reached = farm.reached();
        FarmEnrolments.put(reached, agent.decided(reached).setRevoked(true).build());
        Screen.standard()
                .line("%s builds no more. To let it build again: tidemark agent enroll %s"
                        .formatted(agent.name(), agent.name()));
        return ExitCodes.OK;
    }
}
