package dev.tidemark.cli.farm;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which agents may build at a farm: by people's decisions. */
public final class FarmEnrolments {

    private FarmEnrolments() {}

    /** All that were decided and hold, by pool and name. */
    public static Collection<Enrolment> all(FarmSettings farm) {
        return topic(farm).newest(key -> true).values();
    }

    /**
     * The one that holds for an agent.
     *
     * @param pool empty when the name says enough
     * @throws ServiceException when there is none, or several, with the next step
     */
    public static Enrolment of(FarmSettings farm, String agent, Optional<Pool> pool) {
        List<Enrolment> found = all(farm).stream()
                .filter(enrolment -> enrolment.getAgent().equals(agent)
                        && pool.map(Pool::toString)
                                .map(enrolment.getPool()::equals)
                                .orElse(true))
                .toList();
        return switch (found.size()) {
            case 0 ->
                throw new UsageException("no agent %s is enrolled%s: see who is with tidemark agent list"
                        .formatted(
                                agent, pool.map(each -> " in the pool " + each).orElse("")));
            case 1 -> found.getFirst();
            default ->
                throw new UsageException("there is an agent %s in several pools: name one with --pool (%s)"
                        .formatted(agent, found.stream().map(Enrolment::getPool).collect(Collectors.joining(", "))));
        };
    }

    /**
     * Lets a decision hold, and waits until the brokers have it.
     *
     * @throws ServiceException when they do not take it, with the next step
     */
    public static void put(FarmSettings farm, Enrolment enrolment) {
        topic(farm).put(Topics.ENROLMENT.key().of(enrolment), enrolment);
    }

    /**
     * Enrols the agent of a farm in one process, as any other is. One whose key is known stays as it was decided, be it revoked.
     *
     * @param by in whose name
     */
    public static void enrolOwn(FarmSettings farm, AgentSelf agent, String by, Instant now) {
        String key = agent.pool() + "/" + agent.name();
        boolean known = Optional.ofNullable(topic(farm).newest(key::equals).get(key))
                .map(enrolment -> enrolment.getKey().equals(agent.key().text()))
                .orElse(false);
        if (!known) {
            put(farm, first(agent.pool(), agent.name(), agent.key(), by, now).build());
        }
    }

    /** An agent that may build as it likes. */
    public static Enrolment.Builder first(Pool pool, String agent, AgentKey key, String by, Instant now) {
        return Enrolment.newBuilder()
                .setPool(pool.toString())
                .setAgent(agent)
                .setKey(key.text())
                .setBy(by)
                .setAt(now.truncatedTo(ChronoUnit.MILLIS));
    }

    private static FarmTopic<Enrolment> topic(FarmSettings farm) {
        return new FarmTopic<>(farm, Topics.ENROLMENT, Enrolment.class);
    }
}
