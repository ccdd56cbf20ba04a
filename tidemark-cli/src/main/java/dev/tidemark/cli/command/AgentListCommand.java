package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.schemas.catalogue.Routing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.service.FarmSettings;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The agents of a farm. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description =
                "Shows a farm's agents: who is enrolled, what each offers, how much of it is taken, and how it stands.",
        footer = {"", "Example:", "  tidemark agent list --farm 127.0.0.1:9292"})
final class AgentListCommand implements Callable<Integer> {

    private static final double GIB = 1L << 30;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings reached = farm.reached();
        SortedMap<String, Agent> heard =
                new FarmTopic<>(reached, Topics.AGENT, Agent.class).newest(key -> true);
        SortedMap<String, Enrolment> enrolled = new TreeMap<>();
        FarmEnrolments.all(reached)
                .forEach(enrolment -> enrolled.put(Topics.ENROLMENT.key().of(enrolment), enrolment));
        Screen screen = Screen.standard();
        SortedSet<String> all = new TreeSet<>(heard.keySet());
        all.addAll(enrolled.keySet());
        if (all.isEmpty()) {
            screen.line("No agent is enrolled yet. Start one (tidemark agent), and enrol it (tidemark agent enroll).");
            return ExitCodes.OK;
        }
        Table table = new Table("POOL", "AGENT", "KEY", "STATE", "BUSY", "SLOTS", "CPUS", "MEMORY", "FEATURES");
        all.forEach(agent -> row(
                table, agent, Optional.ofNullable(enrolled.get(agent)), Optional.ofNullable(heard.get(agent))));
        table.print(screen);
        return ExitCodes.OK;
    }

    private static void row(Table table, String key, Optional<Enrolment> enrolled, Optional<Agent> heard) {
        table.row(
                Screen.printable(Routing.poolOf(key)),
                Screen.printable(key.substring(Routing.poolOf(key).length() + 1)),
                enrolled.map(AgentListCommand::brief).orElse("none"),
                state(enrolled, heard),
                heard.map(agent -> Integer.toString(agent.getBusy())).orElse(""),
                heard.map(agent -> Integer.toString(agent.getSlots())).orElse(""),
                heard.filter(agent -> agent.getCpus() > 0)
                        .map(agent -> Integer.toString(agent.getCpus()))
                        .orElse(""),
                heard.filter(agent -> agent.getMemoryBytes() > 0)
                        .map(agent -> "%.1f GiB".formatted(agent.getMemoryBytes() / GIB))
                        .orElse(""),
                heard.map(agent -> Screen.printable(String.join(" ", agent.getFeatures())))
                        .orElse(""));
    }

    /** As `tidemark agent key` shows it, for two people to compare. */
    private static String brief(Enrolment enrolment) {
        try {
            return new AgentKey(enrolment.getKey()).brief();
        } catch (IllegalArgumentException e) {
            return "unreadable";
        }
    }

    private static String state(Optional<Enrolment> enrolled, Optional<Agent> heard) {
        if (enrolled.isEmpty()) {
            return "NOT ENROLLED";
        }
        if (enrolled.get().getRevoked()) {
            return "REVOKED by " + Screen.printable(enrolled.get().getBy());
        }
        return heard.map(AgentListCommand::state).orElse("not heard yet");
    }

    private static String state(Agent agent) {
        return agent.getState() == AgentState.QUARANTINED
                ? "QUARANTINED until " + agent.getAt()
                : agent.getState().name();
    }
}
