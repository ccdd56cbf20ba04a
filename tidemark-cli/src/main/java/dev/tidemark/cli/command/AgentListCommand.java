package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.view.Columns;
import dev.tidemark.cli.view.Listing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentState;
import java.util.List;
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
    private OutputOption output = new OutputOption();

    @Mixin
    private WatchOption watch = new WatchOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        var unused = new Listing<>(
                        new FarmTopic<>(farm.reached(), Topics.AGENT, Agent.class),
                        agent -> true,
                        List.of(
                                new Listing.Column<>("POOL", Agent::getPool),
                                new Listing.Column<>("AGENT", Agent::getAgent),
                                new Listing.Column<>("STATE", AgentListCommand::state),
                                new Listing.Column<>("BUSY", agent -> Integer.toString(agent.getBusy())),
                                new Listing.Column<>("SLOTS", agent -> Integer.toString(agent.getSlots())),
                                new Listing.Column<>(
                                        "CPUS",
                                        agent -> agent.getCpus() == 0
                                                ? Columns.NOTHING
                                                : Integer.toString(agent.getCpus())),
                                new Listing.Column<>("MEMORY", AgentListCommand::memory),
                                new Listing.Column<>("SANDBOX", Agent::getSandbox),
                                new Listing.Column<>("LIMITS", Agent::getLimits),
                                new Listing.Column<>("SETS", agent -> String.join(" ", agent.getSets())),
                                new Listing.Column<>("FEATURES", agent -> String.join(" ", agent.getFeatures()))),
                        "No agent has been heard yet. Start one: tidemark agent",
                        page -> {})
                .show(output.asked(watch));
        return ExitCodes.OK;
    }

    private static String memory(Agent agent) {
        return agent.getMemoryBytes() == 0 ? Columns.NOTHING : "%.1f GiB".formatted(agent.getMemoryBytes() / GIB);
    }

    private static String state(Agent agent) {
        return agent.getState() == AgentState.QUARANTINED
                ? "QUARANTINED until " + Columns.moment(agent.getAt())
                : agent.getState().name();
    }
}
