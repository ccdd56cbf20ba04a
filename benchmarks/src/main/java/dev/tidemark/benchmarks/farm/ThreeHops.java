package dev.tidemark.benchmarks.farm;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.streams.StreamsPart;
import dev.tidemark.service.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * The least that three stages of an exactly-once topology can take, in this process. It runs with the settings that services run with.
 * Belongs to one thread.
 */
final class ThreeHops implements AutoCloseable {

    private static final int KEYS = 1000;

    private final StreamsPart streams;
    private final HopTraffic traffic;

    private ThreeHops(FarmSettings farm, int partitions, StreamsSettings settings) {
        streams = new StreamsPart(BareHops.APPLICATION, farm, settings, new MetricRegistry(), BareHops::topology);
        traffic = new HopTraffic(farm, partitions, KEYS);
    }

    /**
     * Makes its topics and starts it.
     *
     * @param partitions of each topic
     */
    static ThreeHops start(FarmSettings farm, Path folder, int partitions) throws InterruptedException {
        BareHops.makeTopics(farm, partitions);
        ThreeHops started = new ThreeHops(
                farm, partitions, new StreamsSettings("bare-1", folder.resolve("bare"), BareHops.COMMIT_INTERVAL, 1));
        started.begin();
        return started;
    }

    private void begin() throws InterruptedException {
        streams.start();
        traffic.send(System.nanoTime());
        traffic.awaitBack();
        var unused = traffic.taken();
    }

    /** Sends records at a steady rate and returns once all are back: how long each took from when it was meant to be sent. */
    Histogram times(double perSecond, Duration time) throws InterruptedException {
        int unused = Pace.keep(perSecond, time, traffic::send);
        traffic.awaitBack();
        return traffic.taken();
    }

    @Override
    public void close() {
        traffic.close();
        streams.stop();
    }
}
