package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.MismatchedTopicsException;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.BrokerProbe;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Creates the topics and registers the schemas that a farm needs. What is there is left as it is. */
public final class Provisioning {

    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(10);

    private Provisioning() {}

    /**
     * Finds out whether a farm is there at all: its brokers answer and have its topics.
     *
     * @throws ServiceException when not, with the next step
     */
    public static void requireProvisioned(FarmSettings farm) throws InterruptedException {
        BrokerProbe.ofProvisionedFarm(farm, BROKER_PATIENCE).start();
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage());
    }

    /**
     * Blocks until everything is there.
     *
     * @return the topics that were created, in the catalogue's order
     * @throws ServiceException when broker or registry cannot be reached or refuse, with the next step
     */
    public static List<String> provision(FarmSettings farm, int partitions, short replication)
            throws InterruptedException {
        new BrokerProbe(farm, BROKER_PATIENCE).start();
        try (Admin admin = Admin.create(farm.clientProperties())) {
            List<String> created = new TopicProvisioner(admin, partitions, replication).createMissing();
            new EventSerdes(farm.registry()).registerAll();
            return created;
        } catch (ExecutionException e) {
            throw new ServiceException(
                    "the broker refuses to create the topics (%s): create them as ARCHITECTURE.md lists them, or ask for the right to"
                            .formatted(reason(e)),
                    e);
        } catch (MismatchedTopicsException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new ServiceException(
                    "the schema registry %s does not take the schemas (%s): check farm.registry"
                            .formatted(farm.registry().url(), e.getMessage()),
                    e);
        }
    }
}
