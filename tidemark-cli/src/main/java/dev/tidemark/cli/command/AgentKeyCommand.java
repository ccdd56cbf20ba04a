package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.cli.terminal.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The public key of this machine's agent. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description =
                "Prints the public key of this machine's agent, and how to enrol it. Makes the key where there is none.",
        footer = {"", "Example:", "  tidemark agent key --agent-config agent.conf"})
final class AgentKeyCommand implements Callable<Integer> {

    @Mixin
    private AgentSettingsOption agent = new AgentSettingsOption();

    @Option(names = "--bare", description = "The key alone.")
    private boolean bare;

    @Override
    public Integer call() throws InterruptedException {
        AgentSelf self = agent.self();
        Screen screen = Screen.standard();
        if (bare) {
            screen.line(self.key().text());
            return ExitCodes.OK;
        }
        screen.line("agent  %s of the pool %s".formatted(self.name(), self.pool()));
        screen.line("key    %s (%s)".formatted(self.key(), self.key().brief()));
        screen.line("file   %s".formatted(self.keyFile()));
        screen.line("To let it build: tidemark agent enroll %s --pool %s --key %s --by NAME"
                .formatted(self.name(), self.pool(), self.key()));
        return ExitCodes.OK;
    }
}
