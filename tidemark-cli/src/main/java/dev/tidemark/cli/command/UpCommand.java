package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.set.PackageSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A farm in this process that is kept. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs a whole farm on this machine, with its data kept, until it is stopped with Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  tidemark up                       the bundled set",
            "  tidemark up --set DIR             any command set",
            "  tidemark bump demo:textkit --to 2.0   (in another terminal)",
            "  tidemark watch                        (in a third)"
        })
final class UpCommand implements Callable<Integer> {

    private static final int PARTITIONS = 2;
    private static final Duration STUCK_AFTER = Duration.ofMinutes(10);

    @Option(
            names = "--set",
            paramLabel = "DIR",
            description = "A set's folder to import and to build from. May be repeated. Default: the bundled set.")
    private List<Path> sets = List.of();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".tidemark/farm",
            description = "Where the farm keeps its data. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "" + FarmOption.DEFAULT_PORT,
            description = "Where its broker listens, on loopback. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = "mock://tidemark",
            description = "A schema registry server. Default: none.")
    private String registry = "";

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many builds run at once. Default: one a processor.")
    private int slots;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, PackageSet> loaded = new LinkedHashMap<>();
        for (Path folder : sets.isEmpty() ? List.of(SetFolders.bundled()) : sets) {
            PackageSet set = SetFolders.load(folder);
            loaded.put(set.name(), set);
        }
        Map<String, Path> folders = new LinkedHashMap<>();
        loaded.forEach((name, set) -> folders.put(name, set.folder()));
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (FarmFolder folder = FarmFolder.take(data)) {
            Logs.toFile(folder.resolve("tidemark.log"));
            EmbeddedCluster.explainHalt(folder.resolve("broker"));
            EmbeddedFarm.Options options = new EmbeddedFarm.Options(
                    folder,
                    1,
                    PARTITIONS,
                    port,
                    new RegistrySettings(registry, Map.of()),
                    folders,
                    slots,
                    STUCK_AFTER,
                    Optional.empty());
            try (EmbeddedFarm farm = EmbeddedFarm.start(options, part -> System.out.println("starting: " + part))) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(stop, stopped), "stop-farm"));
                Intake intake = new Intake(farm.settings());
                loaded.values()
                        .forEach(set -> System.out.printf(
                                "set %s: %s%n", set.name(), intake.importSet(set, AgentSettings.thisSystem())));
                System.out.printf(
                        "The farm is up at %s; its data and log are in %s. Ctrl-C stops it.%n",
                        farm.settings().brokers(), data);
                stop.await();
            }
        } finally {
            stopped.countDown();
        }
        return ExitCodes.OK;
    }

    /** On the way out of the process: lets the farm stop in order. */
    private static void awaitEnd(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
