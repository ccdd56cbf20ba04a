package dev.tidemark.cli.farm;

import dev.tidemark.intake.BrokerSettings;
import dev.tidemark.intake.BumpPublisher;
import dev.tidemark.intake.GraphDraft;
import dev.tidemark.intake.GraphPublisher;
import dev.tidemark.intake.GraphReading;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSource;
import dev.tidemark.intake.GraphSources;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.intake.ImportResult;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Leniency;
import dev.tidemark.intake.Release;
import dev.tidemark.intake.SetFolderReader;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;

/** What a person or a script puts into a farm: sets and bumps. */
public final class Intake {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final BrokerSettings brokers;
    private final EventSerdes serdes;

    public Intake(FarmSettings farm) {
        this.brokers = brokers(farm);
        this.serdes = new EventSerdes(farm.registry());
    }

    static BrokerSettings brokers(FarmSettings farm) {
        return new BrokerSettings(farm.clientSettings(), PATIENCE);
    }

    /**
     * Publishes a set's graph as a whole revision.
     *
     * @param system what packages that name no system are built for
     * @return what became of it, for a person
     * @throws ServiceException when it cannot, with the next step
     */
    public String importSet(PackageSet set, String system) {
        return importSet(set, system, ImportProgress.SILENT);
    }

    /**
     * The same, telling how far it is.
     *
     * @param progress told from this thread
     */
    public String importSet(PackageSet set, String system, ImportProgress progress) {
        try {
            GraphReading reading = GraphDraft.read(
                    new SetFolderReader(set, system), set.name(), Optional.empty(), Leniency.STRICT, progress);
            return publish(reading.graph(), progress);
        } catch (IntakeException | IOException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * The same of a set of any kind, as its description says.
     *
     * @param folder of the description
     */
    public String importFolder(Path folder, String system, ImportProgress progress) {
        try {
            GraphSource source = GraphSources.open(new GraphRequest(
                    Optional.of("set"), List.of(folder), Optional.empty(), Optional.of(system), Optional.empty()));
            GraphReading reading =
                    GraphDraft.read(source.reader(), source.set(), source.revision(), Leniency.STRICT, progress);
            return publish(reading.graph(), progress);
        } catch (IntakeException | IOException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Publishes a graph that was read as a whole revision.
     *
     * @param progress told from this thread
     * @return what became of it, for a person
     * @throws ServiceException when it cannot, with the next step
     */
    public String publish(SetGraph graph, ImportProgress progress) {
        try {
            return said(new GraphPublisher(brokers, serdes, Clock.systemUTC()).publish(graph, progress));
        } catch (IntakeException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String said(ImportResult result) {
        return switch (result) {
            case ImportResult.Published(String set, long sequence, int packages, int written, int removed) ->
                "%,d packages, graph revision %d: %,d written, %,d removed"
                        .formatted(packages, sequence, written, removed);
            case ImportResult.Unchanged(String set, long sequence, int packages) ->
                "%,d packages, unchanged since graph revision %d".formatted(packages, sequence);
        };
    }

    /**
     * Publishes a bump; the same one again does no harm.
     *
     * @throws ServiceException when it cannot, with the next step
     */
    public void publishBump(PackageId id, String to, BumpKind kind, String publisher) {
        publish(new Release(
                id, Optional.empty(), to, kind, publisher, Clock.systemUTC().instant()));
    }

    /**
     * Publishes a bump; the same one again does no harm.
     *
     * @throws ServiceException when it cannot, with the next step
     */
    public void publish(Release release) {
        try (BumpPublisher bumps = BumpPublisher.open(brokers, serdes, new SecureRandom())) {
            bumps.publish(release);
        } catch (IntakeException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }
}
