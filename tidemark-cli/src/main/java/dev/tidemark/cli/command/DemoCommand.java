package dev.tidemark.cli.command;

import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.StoryPrinter;
import dev.tidemark.cli.doctor.Doctor;
import dev.tidemark.cli.doctor.Finding;
import dev.tidemark.cli.doctor.ThisMachine;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.intake.Release;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SuggestedBump;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One bump through a whole farm in this process. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a whole farm in this process, publishes one bump, really builds what is downstream of it, and shows"
                    + " what breaks.",
            "Exit status 0 when the bump broke something and the farm proved it, 1 when not."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark demo --no-wait             the same, for a script",
            "  tidemark demo                       the bundled set and the bump that breaks it",
            "  tidemark demo --bump textkit@1.1    a harmless bump: nothing breaks, exit status 1",
            "  tidemark demo --set nix             a set that Nix builds, where Nix is installed",
            "  tidemark demo --set DIR             any set; its first suggested bump",
        })
final class DemoCommand implements Callable<Integer> {

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(100);
    private static final Duration WAVE_PATIENCE = Duration.ofMinutes(10);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(3);
    /** Two, so that a second try may be elsewhere. */
    private static final List<String> AGENTS = List.of("north", "south");

    @Mixin
    private PartsOption parts = new PartsOption();

    @Option(
            names = "--set",
            paramLabel = "NAME|DIR",
            description = "A set that comes with the program (demo, nix), or a set's folder. Default: demo")
    private @Nullable Path set;

    @Option(
            names = "--bump",
            paramLabel = "PACKAGE@VERSION",
            description = "The bump to publish. Default: the first that the set suggests.")
    private @Nullable String bump;

    @Option(
            names = "--no-wait",
            description = "End when the story ends, also on a terminal; without it the farm stays up until Enter.")
    private boolean noWait;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".tidemark/demo",
            description = "Where the farm keeps its data; emptied at the start. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of("");

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many builds run at once. Default: one a processor.")
    private int slots;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Usage.requireSlots(spec, slots);
        Path folder = set == null ? SetFolders.bundled() : SetFolders.named(set);
        SetDescription described = SetFolders.described(folder);
        // What Nix evaluates to its packages is asked when the farm is there.
        List<String> packages = described.kind() == SetKind.NIX ? List.of() : packages(folder);
        SuggestedBump chosen = chosen(described, packages);
        if (described.kind() == SetKind.NIX) {
            requireNix(described);
        }
        Started started = new Started(described, packages.size(), BundledNixSet.settings(described, parts.agent()));
        return OrderlyEnd.of(() -> run(started, chosen));
    }

    /**
     * What the farm is started with.
     *
     * @param set that its agents build
     * @param packages how many it has; 0 where nobody knows yet
     * @param agent settings of its agents
     */
    private record Started(SetDescription set, int packages, Map<String, String> agent) {}

    private static List<String> packages(Path folder) {
        return SetFolders.load(folder).packages().stream()
                .map(PackageDescription::attribute)
                .toList();
    }

    private static void requireNix(SetDescription set) {
        Finding nix = nix();
        if (nix.grade() != Finding.Grade.OK) {
            throw new ServiceException("the set %s needs Nix. On this machine: %s. Next: %s"
                    .formatted(set.name(), nix.found(), nix.advice().orElse("tidemark doctor")));
        }
    }

    private int run(Started started, SuggestedBump chosen) throws InterruptedException {
        try (FarmFolder folder = FarmFolder.take(data)) {
            folder.clear();
            Path log = folder.resolve("tidemark.log");
            Logs.toFile(log);
            return run(folder, started, chosen, log);
        }
    }

    private int run(FarmFolder folder, Started started, SuggestedBump chosen, Path log) throws InterruptedException {
        EmbeddedCluster.explainHalt(folder.resolve("broker"));
        Screen screen = Screen.standard();
        InstantSource clock = InstantSource.system();
        SetDescription set = started.set();
        screen.line("Tidemark demo: what does %s %s break in the set %s%s?"
                .formatted(
                        chosen.attribute(),
                        chosen.to(),
                        set.name(),
                        started.packages() == 0 ? "" : " (%d packages)".formatted(started.packages())));
        if (!chosen.note().isBlank()) {
            screen.wrapped("", Screen.printable("The set's author expects: " + chosen.note()), 2);
        }
        StoryPrinter printer = new StoryPrinter(screen, clock);
        EmbeddedFarm.Options options = new EmbeddedFarm.Options(
                folder,
                1,
                1,
                port(),
                RegistrySettings.WITHOUT_SERVER,
                Map.of(set.name(), set.folder()),
                AGENTS,
                slots,
                STUCK_AFTER,
                started.agent(),
                Optional.empty(),
                parts.notifier(),
                parts.planner());
        try (EmbeddedFarm farm = EmbeddedFarm.start(options, part -> screen.status(" starting: " + part + " …"))) {
            screen.status("");
            printer.step(
                    "farm",
                    "broker %s, planner, notifier, agents %s; log in %s"
                            .formatted(farm.settings().brokers(), String.join(" and ", AGENTS), relative(log)));
            boolean shown = new Demo(screen, clock, WAVE_PATIENCE).run(farm, set, chosen, printer);
            if (shown && this.set == null && nix().grade() == Finding.Grade.OK) {
                screen.line("Nix is installed here: tidemark demo --set nix shows a set that Nix builds.");
            }
            if (shown && !noWait && Screen.isReadFromTerminal()) {
                waitForEnter(screen, farm);
            }
            screen.status(" stopping …");
            return shown ? ExitCodes.OK : ExitCodes.RED;
        } finally {
            screen.status("");
        }
    }

    private static Finding nix() {
        return Doctor.nix(new ThisMachine());
    }

    /** Where other commands look for a farm, unless another one is there. */
    private static int port() {
        try (ServerSocket free = new ServerSocket(FarmOption.DEFAULT_PORT, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            return 0;
        }
    }

    private static void waitForEnter(Screen screen, EmbeddedFarm farm) throws InterruptedException {
        String at = farm.settings().brokers().endsWith(":" + FarmOption.DEFAULT_PORT)
                ? ""
                : " --farm " + farm.settings().brokers();
        screen.line("");
        screen.line("The farm stays up for you to look around from another terminal:");
        for (String command : List.of("wave list", "bump list", "job show WAVE PACKAGE", "agent list")) {
            screen.line("  tidemark " + command + at);
        }
        screen.status(" Enter ends it.");
        try {
            while (System.in.available() == 0 && farm.dead().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_AFTER.toMillis());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path relative(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file) : file;
    }

    /** @param packages of the set; empty where nobody knows them yet */
    private SuggestedBump chosen(SetDescription described, List<String> packages) {
        if (bump != null) {
            int at = bump.lastIndexOf('@');
            if (at <= 0 || (!packages.isEmpty() && !packages.contains(bump.substring(0, at)))) {
                throw new UsageException("\"%s\" is not a bump of this set: write PACKAGE@VERSION, such as %s"
                        .formatted(bump, example(described, packages)));
            }
            return suggested(described, bump.substring(0, at), bump.substring(at + 1));
        }
        return described.bumps().stream()
                .findFirst()
                .orElseThrow(() -> new UsageException("the set %s suggests no bump: name one with --bump, such as %s"
                        .formatted(described.name(), example(described, packages))));
    }

    private SuggestedBump suggested(SetDescription described, String attribute, String to) {
        Usage.checked(
                spec,
                () -> new Release(
                        new PackageId(described.name(), attribute),
                        Optional.empty(),
                        to,
                        BumpKind.ROUTINE,
                        Demo.PUBLISHER,
                        Instant.EPOCH));
        return described.bumps().stream()
                .filter(known ->
                        known.attribute().equals(attribute) && known.to().equals(to))
                .findFirst()
                .orElse(new SuggestedBump(attribute, to, ""));
    }

    private static String example(SetDescription described, List<String> packages) {
        return packages.stream()
                .findFirst()
                .map(attribute -> attribute + "@VERSION")
                .or(() -> described.bumps().stream().findFirst().map(known -> known.attribute() + "@" + known.to()))
                .orElse("textkit@2.0");
    }
}
