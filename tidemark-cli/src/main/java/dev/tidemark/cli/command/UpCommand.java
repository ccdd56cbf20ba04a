package dev.tidemark.cli.command;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.SetDescription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A farm in this process that is kept. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs a whole farm on this machine, with its data kept, until it is stopped with Ctrl-C.",
        footer = {
            "",
            "Examples:",
            "  tidemark up                       the bundled set",
            "  tidemark up --set nix             a set that Nix builds, where Nix is installed",
            "  tidemark up --set DIR             any set",
            "  tidemark bump demo:textkit --to 2.0   (in another terminal)",
            "  tidemark watch                        (in a third)"
        })
final class UpCommand implements Callable<Integer> {

    private static final int PARTITIONS = 2;
    private static final Duration STUCK_AFTER = Duration.ofMinutes(10);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

    @Option(
            names = "--set",
            paramLabel = "NAME|DIR",
            description =
                    "A set to import and to build: one that comes with the program (demo, nix), or a set's folder. May be"
                            + " repeated. Default: demo; none with --no-agent")
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
            names = "--registry-client",
            paramLabel = "KEY=VALUE",
            description = "A further setting for the registry's client. May be repeated.")
    private Map<String, String> registryClient = new TreeMap<>();

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many builds run at once. Default: one a processor.")
    private int slots;

    @Option(
            names = "--no-agent",
            description = "Run no agent: others build for this farm (tidemark agent, tidemark agent simulate).")
    private boolean noAgent;

    @Mixin
    private PartsOption parts = new PartsOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Usage.requirePort(spec, port);
        Usage.requireSlots(spec, slots);
        Usage.require(spec, () -> RegistrySettings.requireUrl(registry));
        Map<String, SetDescription> loaded = load();
        parts.planner(); // What is no part's setting is said before anything starts.
        return OrderlyEnd.of(() -> run(loaded));
    }

    private Map<String, SetDescription> load() {
        Map<String, SetDescription> loaded = new LinkedHashMap<>();
        for (Path folder : sets.isEmpty() && !noAgent ? List.of(SetFolders.bundled()) : sets) {
            SetDescription set = SetFolders.described(SetFolders.named(folder));
            SetDescription other = loaded.put(set.name(), set);
            if (other != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "%s and %s both hold a set %s: leave one out, or give one another name in its set.json"
                                .formatted(other.folder(), set.folder(), set.name()));
            }
        }
        return loaded;
    }

    private int run(Map<String, SetDescription> loaded) throws InterruptedException {
        Map<String, Path> folders = new LinkedHashMap<>();
        loaded.forEach((name, set) -> folders.put(name, set.folder()));
        Screen screen = Screen.standard();
        try (FarmFolder folder = FarmFolder.take(data)) {
            Path log = folder.resolve("tidemark.log");
            Logs.toFile(log);
            // Not before: the registry's client begins to log as soon as it is there.
            RegistrySettings schemas = Usage.checked(spec, () -> new RegistrySettings(registry, registryClient));
            EmbeddedCluster.explainHalt(folder.resolve("broker"));
            EmbeddedFarm.Options options = new EmbeddedFarm.Options(
                    folder,
                    1,
                    PARTITIONS,
                    port,
                    schemas,
                    folders,
                    noAgent ? List.of() : EmbeddedFarm.Options.THIS_MACHINE,
                    slots,
                    STUCK_AFTER,
                    agent(loaded),
                    Optional.empty(),
                    parts.notifier(),
                    parts.planner());
            try (EmbeddedFarm farm = EmbeddedFarm.start(options, part -> screen.line("starting: " + part))) {
                importAll(loaded, new Intake(farm.settings()), screen);
                screen.line("The farm is up at %s; its data and log are in %s. Ctrl-C stops it."
                        .formatted(farm.settings().brokers(), data));
                watchOver(farm::dead, LOOK_AGAIN_AFTER, log);
                return ExitCodes.OK;
            }
        }
    }

    /** Where the sets are those of the program alone, nobody else's recipes see what these are let see. */
    private Map<String, String> agent(Map<String, SetDescription> loaded) {
        boolean ours = loaded.values().stream()
                .allMatch(set -> SetFolders.isBundled(set.folder(), SetFolders.DEMO)
                        || SetFolders.isBundled(set.folder(), SetFolders.NIX));
        Map<String, String> settings = parts.agent();
        for (SetDescription set : ours ? loaded.values() : List.<SetDescription>of()) {
            settings = BundledNixSet.settings(set, settings);
        }
        return settings;
    }

    private static void importAll(Map<String, SetDescription> loaded, Intake intake, Screen screen) {
        loaded.values().forEach(set -> {
            String result = intake.importFolder(
                    set.folder(),
                    AgentSettings.thisSystem(),
                    (records, of) -> screen.status(" importing %d of %d".formatted(records, of)));
            screen.status("");
            screen.line("set %s: %s".formatted(set.name(), result));
        });
    }

    /**
     * Returns never: a farm ends by an interrupt, or by breaking down.
     *
     * @param dead what will not recover, a line a part
     */
    static void watchOver(Supplier<List<String>> dead, Duration every, Path log) throws InterruptedException {
        while (true) {
            List<String> broken = dead.get();
            if (!broken.isEmpty()) {
                throw new ServiceException(
                        "the farm broke down (%s): see %s, and start it again: it goes on where it was"
                                .formatted(String.join("; ", broken), log));
            }
            TimeUnit.MILLISECONDS.sleep(every.toMillis());
        }
    }
}
