package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.MismatchedTopicsException;
import dev.tidemark.schemas.catalogue.TopicDifference;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistryException;
import dev.tidemark.schemas.wire.SchemaDifference;
import dev.tidemark.schemas.wire.SchemaRegistrar;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.RegistryProbe;
import dev.tidemark.service.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;

/** What a farm needs of its brokers and its registry: compares, and puts there what is missing. All of it blocks. */
public final class Provisioning {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private Provisioning() {}

    /**
     * How the topics are to be.
     *
     * @param partitions of every topic; empty for as many as there are
     * @param replication how many brokers keep each record; empty for as many as do, three for a new topic
     */
    public record Width(OptionalInt partitions, OptionalInt replication) {}

    /**
     * Finds out whether a farm is there at all: its brokers answer and have its topics, its registry has its schemas.
     *
     * @throws ServiceException when not, with the next step
     */
    public static void requireProvisioned(FarmSettings farm) throws InterruptedException {
        BrokerProbe.ofProvisionedFarm(farm, BROKER_PATIENCE).start();
        new RegistryProbe(new EventSerdes(farm.registry()), Duration.ZERO).start();
    }

    /**
     * In what the topics fall short of what the catalogue wants.
     *
     * @throws ServiceException when the brokers cannot be reached or refuse, with the next step
     */
    public static List<TopicDifference> topicDifferences(FarmSettings farm, Width width) throws InterruptedException {
        return ofTopics(farm, width, Asked.TO_TELL, TopicProvisioner::differences);
    }

    /**
     * Creates topics that are missing and mends settings.
     *
     * @return what was mended, and what is left
     * @throws ServiceException when the brokers cannot be reached or refuse, with the next step
     */
    public static TopicProvisioner.Applied applyTopics(FarmSettings farm, Width width) throws InterruptedException {
        return ofTopics(farm, width, Asked.TO_CHANGE, TopicProvisioner::apply);
    }

    /**
     * What the registry lacks; nothing without a server.
     *
     * @throws ServiceException when it cannot be asked, with the next step
     */
    public static List<SchemaDifference> schemaDifferences(FarmSettings farm) {
        try {
            return new SchemaRegistrar(farm.registry()).differences();
        } catch (RegistryException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Puts into the registry what it lacks; does nothing without a server.
     *
     * @return what was mended, in the catalogue's order
     * @throws ServiceException when it cannot be asked or refuses, with the next step
     */
    public static List<SchemaDifference> registerSchemas(FarmSettings farm) {
        try {
            return new SchemaRegistrar(farm.registry()).register();
        } catch (RegistryException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What is asked of the brokers about their topics. */
    private interface Topics<T> {
        T of(TopicProvisioner topics) throws ExecutionException, InterruptedException;
    }

    /** What brokers may refuse, and the right that it takes. */
    enum Asked {
        TO_TELL("to tell about the topics", "describe topics and their configs"),
        TO_CHANGE("to create or change the topics", "create and alter topics, and to describe them and their configs");

        private final String words;
        private final String right;

        Asked(String words, String right) {
            this.words = words;
            this.right = right;
        }
    }

    private static <T> T ofTopics(FarmSettings farm, Width width, Asked asked, Topics<T> question)
            throws InterruptedException {
        new BrokerProbe(farm, BROKER_PATIENCE).start();
        int brokers = 0;
        try (Admin admin = Admin.create(farm.clientProperties())) {
            brokers = admin.describeCluster().nodes().get().size();
            return question.of(new TopicProvisioner(admin, width.partitions(), width.replication()));
        } catch (ExecutionException e) {
            throw new ServiceException(refusal(asked, e.getCause() == null ? e : e.getCause(), brokers), e);
        } catch (MismatchedTopicsException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /** That brokers refuse, why, and the next step. */
    static String refusal(Asked asked, Throwable reason, int brokers) {
        String nextStep = switch (reason) {
            case InvalidReplicationFactorException tooMany ->
                "give --replication N, at most as many as there are brokers (%d)".formatted(brokers);
            case AuthorizationException forbidden -> "ask for the right to " + asked.right;
            default -> "their log may say more";
        };
        return "the brokers refuse %s (%s): %s".formatted(asked.words, reason.getMessage(), nextStep);
    }
}
