package dev.tidemark.benchmarks.farm;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.streams.StreamsPart;
import dev.tidemark.service.streams.StreamsSettings;
import java.nio.file.Path;

/** A program that is {@link BareHops} and nothing else, with the settings that services run with, until it is told to end. */
final class BareService {

    private BareService() {}

    /** @param arguments the brokers, the instance's name, and its state folder */
    public static void main(String... arguments) {
        StreamsPart streams = new StreamsPart(
                BareHops.APPLICATION,
                FarmSettings.at(arguments[0]),
                new StreamsSettings(arguments[1], Path.of(arguments[2]), BareHops.COMMIT_INTERVAL, 1),
                new MetricRegistry(),
                BareHops::topology);
        Runtime.getRuntime().addShutdownHook(new Thread(streams::stop, "stop"));
        streams.start();
    }
}
