package dev.tidemark.cli.view;

import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.Hold;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.service.FarmSettings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Agents beside what was decided about them. For one thread. */
public final class EnrolledAgents {

    private final Supplier<Collection<Enrolment>> source;
    private final SortedMap<String, Enrolment> enrolled = new TreeMap<>();

    /** @param source what is decided now, at each call */
    EnrolledAgents(Supplier<Collection<Enrolment>> source) {
        this.source = source;
        read();
    }

    /** Those of a farm. */
    public static EnrolledAgents of(FarmSettings farm) {
        return new EnrolledAgents(() -> FarmEnrolments.all(farm));
    }

    private void read() {
        enrolled.clear();
        source.get().forEach(enrolment -> enrolled.put(Topics.ENROLMENT.key().of(enrolment), enrolment));
    }

    /** Of one that is listed; one that is not enrolled yet may have been since. */
    private Optional<Enrolment> of(Agent agent) {
        String key = Topics.AGENT.key().of(agent);
        if (!enrolled.containsKey(key)) {
            read();
        }
        return Optional.ofNullable(enrolled.get(key));
    }

    /** As {@code tidemark agent key} shows it, for two people to compare. */
    public String key(Agent agent) {
        return of(agent).map(EnrolledAgents::brief).orElse(Columns.NOTHING);
    }

    /** How it stands, and why it gets no work when it gets none. */
    public String state(Agent agent) {
        Optional<Enrolment> decided = of(agent);
        if (decided.isEmpty()) {
            return "NOT ENROLLED";
        }
        if (decided.get().getRevoked()) {
            return "REVOKED by " + decided.get().getBy();
        }
        return switch (agent.getState()) {
            case QUARANTINED -> "QUARANTINED until " + Columns.moment(agent.getAt());
            case HELD -> "HELD" + why(agent.getHold());
            case FREE, BUSY, DRAINING, SUSPECT, LOST, LEFT, UNKNOWN ->
                agent.getState().name();
        };
    }

    private static String why(Hold hold) {
        return switch (hold) {
            case MEMORY -> " for want of memory";
            case DISK -> " for want of disk";
            case NONE, UNKNOWN -> "";
        };
    }

    /** Said when no agent is to be shown. */
    public String nothing() {
        return enrolled.isEmpty()
                ? "No agent is enrolled yet. Start one (tidemark agent), and enrol it (tidemark agent enroll)."
                : "No agent has been heard yet. " + String.join(" ", silent(List.of()));
    }

    /** A line for each that may build and has never been heard. */
    public List<String> silent(List<Agent> heard) {
        SortedMap<String, Enrolment> silent = new TreeMap<>(enrolled);
        heard.forEach(agent -> silent.remove(Topics.AGENT.key().of(agent)));
        return silent.values().stream()
                .filter(enrolment -> !enrolment.getRevoked())
                .map(enrolment -> Screen.printable(
                        "%s of %s is enrolled (key %s) and not heard yet: start it there, with tidemark agent."
                                .formatted(enrolment.getAgent(), enrolment.getPool(), brief(enrolment))))
                .toList();
    }

    private static String brief(Enrolment enrolment) {
        try {
            return new AgentKey(enrolment.getKey()).brief();
        } catch (IllegalArgumentException e) {
            return "unreadable";
        }
    }
}
