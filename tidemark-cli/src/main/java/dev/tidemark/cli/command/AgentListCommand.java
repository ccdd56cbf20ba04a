package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.view.AgentMachine;
import dev.tidemark.cli.view.EnrolledAgents;
import dev.tidemark.cli.view.Listing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.service.FarmSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The agents of a farm. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Shows a farm's agents: who is enrolled, what each offers, how much of it is taken, how its machine"
                        + " is, and how it stands.",
        footer = {"", "Example:", "  tidemark agent list --farm 127.0.0.1:9292"})
final class AgentListCommand implements Callable<Integer> {

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private WatchOption watch = new WatchOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings reached = farm.reached();
        EnrolledAgents enrolled = EnrolledAgents.of(reached);
        var unused = new Listing<>(
                        new FarmTopic<>(reached, Topics.AGENT, Agent.class),
                        agent -> true,
                        List.of(
                                new Listing.Column<>("POOL", Agent::getPool),
                                new Listing.Column<>("AGENT", Agent::getAgent),
                                new Listing.Column<>("KEY", enrolled::key),
                                new Listing.Column<>("STATE", enrolled::state),
                                new Listing.Column<>("BUSY", agent -> Integer.toString(agent.getBusy())),
                                new Listing.Column<>("SLOTS", agent -> Integer.toString(agent.getSlots())),
                                new Listing.Column<>("CPUS", AgentMachine::cpus),
                                new Listing.Column<>("MEMORY", AgentMachine::memory),
                                new Listing.Column<>("DISK", AgentMachine::disk),
                                new Listing.Column<>("PRESSURE", AgentMachine::pressure),
                                new Listing.Column<>("GPUS", AgentMachine::gpus),
                                new Listing.Column<>("SANDBOX", Agent::getSandbox),
                                new Listing.Column<>("LIMITS", Agent::getLimits),
                                new Listing.Column<>("SETS", agent -> String.join(" ", agent.getSets())),
                                new Listing.Column<>("FEATURES", agent -> String.join(" ", agent.getFeatures()))),
                        enrolled.nothing(),
                        page -> enrolled.silent(page.rows())
                                .forEach(line -> page.screen().wrapped("", line, 2)))
                .show(output.asked(watch));
        return ExitCodes.OK;
    }
}
