package dev.tidemark.cli;

import dev.tidemark.cli.command.Logs;
import dev.tidemark.cli.command.TidemarkCommand;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.cli.demo.StoryPrinter;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.SetDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the JVM watches once a build, so that it can write down what services load when they start and do when they work: a small farm
 * on free ports of loopback, and a bump that breaks one of two packages. Recipes are the shell's, and end at once. The launcher runs it,
 * and nobody else.
 */
final class ServiceRehearsal {

    private static final String SET = "rehearsal";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Of a service that waits for this: on a machine that has no time for it, it starts without. */
    private static final Duration AT_MOST = Duration.ofSeconds(75);

    private static final Duration STUCK_AFTER = Duration.ofSeconds(30);
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private ServiceRehearsal() {}

    /** @param arguments the folder of the farm, which is removed at the end */
    public static void main(String[] arguments) throws IOException, InvalidSetException, InterruptedException {
        Logs.toTerminal();
        System.setOut(NOWHERE);
        Thread.ofPlatform().name("at-most").daemon().start(ServiceRehearsal::endInTime);
        for (String service : List.of("planner", "notifier", "agent")) {
            String[] words = {service, "--help"};
            int unused = Main.run(TidemarkCommand.commandLine(words), words);
        }
        Path root = Path.of(arguments[0]);
        SetDescription set = SetDescription.load(written(root.resolve("set")));
        try (FarmFolder folder = FarmFolder.take(root.resolve("farm"))) {
            boolean shown = told(folder, set);
            folder.remove();
            System.exit(shown ? 0 : 1);
        }
    }

    private static void endInTime() {
        try {
            TimeUnit.MILLISECONDS.sleep(AT_MOST.toMillis());
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The second package takes one version of the first only. */
    private static Path written(Path set) throws IOException {
        Files.createDirectories(set);
        Files.writeString(set.resolve("set.json"), """
                {"set": "%s", "kind": "command", "description": "What a start is rehearsed with",
                 "bumps": [{"package": "root", "to": "2.0", "note": ""}]}
                """.formatted(SET));
        write(set, "root", "", "echo \"$version\" > \"$out/version\"");
        write(set, "leaf", "\"root\"", """
                echo "tidemark-phase: test"
                if ! grep 1.0 "$deps/root/version" > "$out/read"; then
                  echo "error: root $(cat "$deps/root/version") is too new"
                  exit 1
                fi""");
        Files.createDirectories(set.resolve("packages/root/2.0"));
        return set;
    }

    private static void write(Path set, String name, String needs, String recipe) throws IOException {
        Path folder = set.resolve("packages").resolve(name);
        Files.createDirectories(folder.resolve("1.0"));
        Files.writeString(folder.resolve("package.json"), """
                {"pname": "%s", "version": "1.0", "dependencies": {"build": [%s]}, "maintainers": ["ada"]}
                """.formatted(name, needs));
        Files.writeString(folder.resolve("build"), recipe + "\n");
    }

    private static boolean told(FarmFolder folder, SetDescription set) throws InterruptedException {
        EmbeddedFarm.Options options = new EmbeddedFarm.Options(
                folder,
                1,
                1,
                0,
                RegistrySettings.WITHOUT_SERVER,
                Map.of(set.name(), set.folder()),
                EmbeddedFarm.Options.THIS_MACHINE,
                2,
                STUCK_AFTER,
                Map.of(),
                Optional.empty(),
                Map.of());
        Screen screen = new Screen(NOWHERE, false, false);
        InstantSource clock = InstantSource.system();
        try (EmbeddedFarm farm = EmbeddedFarm.start(options, part -> {})) {
            return new Demo(screen, clock, PATIENCE)
                    .run(farm, set, set.bumps().getFirst(), new StoryPrinter(screen, clock));
        }
    }
}
