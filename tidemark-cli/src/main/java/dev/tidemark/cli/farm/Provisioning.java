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
     * What of the topics is not as the catalogue wants it.
     *
     * @throws ServiceException when the brokers cannot be reached or refuse, with the next step
     */
    public static List<TopicDifference> topicDifferences(FarmSettings farm, Width width) throws InterruptedException {
        return ofTopics(farm, width, "to tell about the topics", TopicProvisioner::differences);
    }

    /**
     * Creates topics that are missing and mends settings.
     *
     * @return what was mended, in the catalogue's order
     * @throws ServiceException when the brokers cannot be reached or refuse, with the next step
     */
    public static List<TopicDifference> applyTopics(FarmSettings farm, Width width) throws InterruptedException {
        return ofTopics(farm, width, "to create or change the topics", TopicProvisioner::apply);
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

    private static <T> T ofTopics(FarmSettings farm, Width width, String asked, Topics<T> question)
            throws InterruptedException {
        new BrokerProbe(farm, BROKER_PATIENCE).start();
        try (Admin admin = Admin.create(farm.clientProperties())) {
            return question.of(new TopicProvisioner(admin, width.partitions(), width.replication()));
        } catch (ExecutionException e) {
            throw new ServiceException(
                    "the brokers refuse %s (%s): see ARCHITECTURE.md for what a farm needs, and ask for the right to it"
                            .formatted(asked, reason(e)),
                    e);
        } catch (MismatchedTopicsException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }
}
