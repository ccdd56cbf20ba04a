package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentService;
import dev.tidemark.agent.AgentSettings;
import dev.tidemark.service.Service;
import picocli.CommandLine.Command;

/** One builder agent. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Runs a builder agent: takes build requests of one pool and really builds.",
        subcommands = {
            AgentKeyCommand.class,
            AgentEnrollCommand.class,
            AgentListCommand.class,
            AgentDrainCommand.class,
            AgentRevokeCommand.class,
            AgentSimulateCommand.class
        },
        footer = {
            "",
            "An agent gets no work before its key is enrolled: tidemark agent key, then tidemark agent enroll.",
            "",
            "Example:",
            "  tidemark agent -Dfarm.brokers=127.0.0.1:9092 -Dsets.demo=/srv/sets/demo",
            "",
            "Every key: agent.conf in the module."
        })
final class AgentCommand extends ServiceCommand {

    @Override
    Service service() throws InterruptedException {
        return AgentService.of(config(AgentSettings.class, "agent.conf"), this::fail);
    }
}
