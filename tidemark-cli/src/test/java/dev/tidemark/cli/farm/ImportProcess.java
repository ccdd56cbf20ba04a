package dev.tidemark.cli.farm;

import dev.tidemark.intake.BrokerSettings;
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
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An importer that can have a heap of its own, and die. */
final class ImportProcess {

    static final String LIVE = "live";
    static final String DIE = "die";
    /** The exit code of one that was to die. */
    static final int DEAD = 86;

    private static final int WRITTEN_BEFORE_DEATH = 2_500;

    private ImportProcess() {}

    /** @param arguments the brokers, a file, and {@link #LIVE} or {@link #DIE} */
    public static void main(String[] arguments) throws Exception {
        ImportProgress progress = (written, of) -> {
            if (arguments[2].equals(DIE) && written >= WRITTEN_BEFORE_DEATH) {
                Runtime.getRuntime().halt(DEAD);
            }
        };
        long start = System.nanoTime();
        ImportResult result = publish(arguments[0], Path.of(arguments[1]), progress);
        System.out.printf(
                "%s in %d ms with a heap of %d MiB%n",
                result,
                Duration.ofNanos(System.nanoTime() - start).toMillis(),
                Runtime.getRuntime().maxMemory() >> 20);
    }

    static ImportResult publish(String servers, Path file, ImportProgress progress)
            throws IntakeException, IOException, InterruptedException {
        FarmSettings farm = FarmSettings.at(servers);
        GraphSource source = GraphSources.open(new GraphRequest(
                Optional.empty(), List.of(file), Optional.empty(), Optional.of("x86_64-linux"), Optional.empty()));
        GraphReading reading =
                GraphDraft.read(source.reader(), source.set(), Optional.empty(), Leniency.STRICT, progress);
        return new GraphPublisher(
                        new BrokerSettings(farm.clientSettings(), Duration.ofSeconds(15)),
                        new EventSerdes(farm.registry()),
                        Clock.systemUTC())
                .publish(reading.graph(), progress);
    }
}
