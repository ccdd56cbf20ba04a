package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentState;
import java.util.Collection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The agents of a farm. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows a farm's agents: what each offers, how much of it is taken, and how it stands.",
        footer = {"", "Example:", "  tidemark agent list --farm 127.0.0.1:9292"})
final class AgentListCommand implements Callable<Integer> {

    private static final double GIB = 1L << 30;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        Collection<Agent> agents = new FarmTopic<>(farm.reached(), Topics.AGENT, Agent.class)
                .newest(key -> true)
                .values();
        Screen screen = Screen.standard();
        if (agents.isEmpty()) {
            screen.line("No agent has been heard yet. Start one: tidemark agent");
            return ExitCodes.OK;
        }
        Table table = new Table("POOL", "AGENT", "STATE", "BUSY", "SLOTS", "CPUS", "MEMORY", "SANDBOX", "LIMITS", "SETS", "FEATURES");
        agents.forEach(agent -> table.row(
                Screen.printable(agent.getPool()),
                Screen.printable(agent.getAgent()),
                state(agent),
                Integer.toString(agent.getBusy()),
                Integer.toString(agent.getSlots()),
                agent.getCpus() == 0 ? "" : Integer.toString(agent.getCpus()),
                agent.getMemoryBytes() == 0 ? "" : "%.1f GiB".formatted(agent.getMemoryBytes() / GIB),
                Screen.printable(agent.getSandbox()),
                Screen.printable(agent.getLimits()),
                Screen.printable(String.join(" ", agent.getSets())),
                Screen.printable(String.join(" ", agent.getFeatures()))));
        table.print(screen);
        return ExitCodes.OK;
    }

    private static String state(Agent agent) {
        return agent.getState() == AgentState.QUARANTINED
                ? "QUARANTINED until " + agent.getAt()
                : agent.getState().name();
    }
}
