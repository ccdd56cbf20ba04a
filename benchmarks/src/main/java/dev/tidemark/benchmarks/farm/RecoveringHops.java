package dev.tidemark.benchmarks.farm;

import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * {@link BareHops} in a process of its own, whose stores have a row for each of a hundred thousand keys, under the load that {@link
 * RecoveringFarm} is under. It starts from an archive of what an earlier start loaded, as services do. Belongs to one thread.
 */
final class RecoveringHops implements AutoCloseable {

    private static final int ROWS = 100_000;
    private static final String INSTANCE = "bare-1";
    /** One task a stage. */
    private static final int PARTITIONS = 1;

    private final PlannerFarm farm;
    private final Path folder;
    private final HopTraffic traffic;
    private final Random random = new Random(1);
    private final Thread pace = Thread.ofPlatform().name("pace").daemon().unstarted(this::send);
    private final RestartableProcess process;
    private volatile boolean stopping;

    private RecoveringHops(PlannerFarm farm, Path folder) throws InterruptedException {
        this.farm = farm;
        this.folder = folder;
        this.traffic = new HopTraffic(farm.settings(), PARTITIONS, ROWS);
        try {
            rehearse();
            this.process = started(useArchive());
        } catch (RuntimeException | InterruptedException e) {
            traffic.close();
            throw e;
        }
    }

    /** Starts a broker and the process, and returns once all rows are there. */
    static RecoveringHops start(FarmFolder folder) throws InterruptedException {
        PlannerFarm farm = PlannerFarm.start(folder, PARTITIONS);
        RecoveringHops started;
        try {
            BareHops.makeTopics(farm.settings(), PARTITIONS);
            started = new RecoveringHops(farm, folder.resolve("bare"));
        } catch (RuntimeException | InterruptedException e) {
            farm.close();
            throw e;
        }
        try {
            for (int row = 1; row < ROWS; row++) {
                started.traffic.send(System.nanoTime());
            }
            started.traffic.awaitBack();
            started.pace.start();
            return started;
        } catch (RuntimeException | InterruptedException e) {
            started.close();
            throw e;
        }
    }

    /** Has one write down what the next starts load. */
    private void rehearse() throws InterruptedException {
        try (RestartableProcess rehearsing = started(writeArchive())) {
            traffic.send(System.nanoTime());
            traffic.awaitBack();
            rehearsing.stop();
        }
        if (!Files.isRegularFile(archive())) {
            throw new ServiceException(
                    "the baseline wrote no archive of what it loads, without which it starts slower than services do: see the log in "
                            + folder);
        }
    }

    private static boolean hasAotCache() {
        return Runtime.version().feature() >= 25;
    }

    private Path archive() {
        return folder.resolve("archive");
    }

    private String writeArchive() {
        return (hasAotCache() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive();
    }

    private String useArchive() {
        return (hasAotCache() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive();
    }

    private RestartableProcess started(String archiveOption) {
        FarmSettings settings = farm.settings();
        List<String> command = new ArrayList<>(PlannerProcess.java());
        command.add(archiveOption);
        command.addAll(List.of(
                BareService.class.getName(),
                settings.brokers(),
                INSTANCE,
                folder.resolve(INSTANCE).toString()));
        return new RestartableProcess(INSTANCE, folder, command);
    }

    private void send() {
        try {
            while (!stopping) {
                int unused = Pace.keep(RecoveringFarm.RESULTS_A_SECOND, Duration.ofSeconds(1), traffic::send);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns how long it took, in seconds, from the beginning of what befell it until what was sent later came out.
     *
     * @param kind not a takeover: there is one of them
     */
    double disturb(Disturbance kind) throws InterruptedException {
        var unused = traffic.awaitBack(System.nanoTime());
        TimeUnit.MILLISECONDS.sleep(random.nextInt(RecoveringFarm.MOST_PAUSE_MILLIS));
        long begin = System.nanoTime();
        switch (kind) {
            case KILL -> {
                process.kill();
                process.startAgain();
            }
            case STOP -> {
                process.stop();
                process.startAgain();
            }
            case COLD -> {
                process.kill();
                process.forget();
                process.startAgain();
            }
            case TAKEOVER -> throw new IllegalArgumentException("there is nobody to take over");
        }
        return (traffic.awaitBack(System.nanoTime()) - begin) / RecoveringFarm.NANOS_PER_SECOND;
    }

    @Override
    public void close() {
        stopping = true;
        pace.interrupt();
        process.close();
        traffic.close();
        farm.close();
    }
}
