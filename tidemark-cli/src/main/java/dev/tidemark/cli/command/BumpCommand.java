package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmBumps;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.intake.Release;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the farm of a release, and what became of releases. */
@Command(
        name = "bump",
        mixinStandardHelpOptions = true,
        description = "Publishes a version bump. The same bump again is the same bump.",
        footer = {
            "",
            "Examples:",
            "  tidemark bump demo:textkit --to 2.0",
            "  tidemark bump demo:textkit --to 1.0 --change fix.patch --kind security --advisory CVE-2026-1",
            "  tidemark bump list --set demo --held",
            "  nvchecker -c versions.toml --logger=json | tidemark bump import -"
        },
        subcommands = {BumpImportCommand.class, BumpUnmappedCommand.class, BumpRemapCommand.class})
final class BumpCommand implements Callable<Integer> {

    private static final int INDENT = 4;

    @Parameters(paramLabel = "SET:PACKAGE", arity = "0..1", description = "What changes.")
    private @Nullable String packageName;

    @Option(names = "--to", paramLabel = "VERSION", description = "The version that was released. Required.")
    private @Nullable String to;

    @Option(names = "--from", paramLabel = "VERSION", description = "The version before, where you know it.")
    private @Nullable String from;

    @Option(
            names = "--change",
            paramLabel = "TEXT",
            description = "What changes besides the version, or while it stays: a patch, a git ref.")
    private @Nullable String change;

    @Option(
            names = "--kind",
            paramLabel = "routine|security",
            defaultValue = "routine",
            description = "How urgent it is. Default: ${DEFAULT-VALUE}")
    private BumpKind kind = BumpKind.ROUTINE;

    @Option(
            names = "--advisory",
            paramLabel = "ID",
            description = "A security advisory that it answers; a security bump needs one. May be repeated.")
    private List<String> advisories = new ArrayList<>();

    @Option(names = "--publisher", paramLabel = "NAME", description = "Who says so. Default: the name of this account.")
    private String publisher = asPublisher(System.getProperty("user.name", ""));

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        if (packageName == null || to == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Name what changes and to which version: tidemark bump SET:PACKAGE --to VERSION");
        }
        String named = packageName;
        String version = to;
        Release release = Usage.checked(
                spec,
                () -> new Release(
                        PackageId.parse(named),
                        Optional.ofNullable(from),
                        version,
                        kind,
                        publisher,
                        Clock.systemUTC().instant(),
                        new Release.Details(
                                Optional.ofNullable(change), advisories, Optional.empty(), Optional.empty())));
        new Intake(farm.reached()).publish(release);
        System.out.printf("bump %s → %s published; follow it with: tidemark watch%n", release.of(), release.to());
        return ExitCodes.OK;
    }

    /** Shows them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Shows bumps and where they stand; those that wait or are held with the reason and what can be"
                            + " done.",
            footer = {
                "",
                "Exit status: 0 when none is held, 1 when one is.",
                "",
                "Example:",
                "  tidemark bump list --set demo --held"
            })
    int list(
            @Option(names = "--set", paramLabel = "SET", description = "Of one set alone.") @Nullable String set,
            @Option(names = "--held", description = "Those that are held alone.") boolean held,
            @Mixin FarmOption at)
            throws InterruptedException {
        Screen screen = Screen.standard();
        List<FarmBumps.Line> lines = FarmBumps.all(at.reached()).stream()
                .filter(line -> set == null || line.set().equals(set))
                .filter(line -> line.held() || !held)
                .toList();
        Table table = new Table("BUMP", "STATE", "SINCE", "UNTIL", "WHY");
        lines.forEach(line -> table.row(
                Screen.printable(line.id()),
                line.state(),
                moment(line.since()),
                moment(line.until()),
                Screen.printable(line.reason())));
        if (lines.isEmpty()) {
            screen.line(held ? "No bump is held." : "No bumps.");
            return ExitCodes.OK;
        }
        table.print(screen);
        screen.line("");
        lines.stream()
                .filter(FarmBumps.Line::pending)
                .flatMap(line -> line.nextStep().stream())
                .distinct()
                .forEach(step -> screen.wrapped("", Screen.printable(step), INDENT));
        return lines.stream().anyMatch(FarmBumps.Line::held) ? ExitCodes.RED : ExitCodes.OK;
    }

    private static String moment(Optional<Instant> at) {
        return at.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("-");
    }

    /** Has one taken up. */
    @Command(
            name = "force",
            mixinStandardHelpOptions = true,
            description = "Has a bump taken up whatever holds it, as long as its package exists.",
            footer = {"", "Example:", "  tidemark bump force demo:textkit@2.0 --by ada --reason 'the freeze is over'"})
    int force(
            @Parameters(paramLabel = "SET:PACKAGE@VERSION", description = "As list shows it.") String bump,
            @Option(names = "--change", paramLabel = "TEXT", description = "Its change, where it has one.") @Nullable
                    String of,
            @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who says so.") String by,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.") String reason,
            @Mixin FarmOption at)
            throws InterruptedException {
        int version = bump.lastIndexOf('@');
        if (version < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "\"%s\" names no version: write SET:PACKAGE@VERSION, such as demo:textkit@2.0".formatted(bump));
        }
        Release release = Usage.checked(
                spec,
                () -> new Release(
                        PackageId.parse(bump.substring(0, version)),
                        Optional.empty(),
                        bump.substring(version + 1),
                        BumpKind.ROUTINE,
                        by,
                        Clock.systemUTC().instant(),
                        new Release.Details(
                                Optional.ofNullable(of), List.of(), Optional.of(reason), Optional.empty())));
        new Intake(at.reached()).publish(release);
        System.out.printf(
                "%s is forced; see what becomes of it: tidemark bump list --set %s%n",
                bump, release.of().set());
        return ExitCodes.OK;
    }

    /** An account's name as the name of a publisher, whatever the system allows in accounts. */
    static String asPublisher(String account) {
        String name = account.replaceAll("[^A-Za-z0-9_.+@-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "somebody" : name.substring(0, Math.min(name.length(), 100));
    }
}
