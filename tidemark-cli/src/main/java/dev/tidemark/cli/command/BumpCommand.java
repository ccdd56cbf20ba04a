package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmSets;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.intake.Release;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.FarmSettings;
import java.time.Clock;
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
            "  tidemark bump show demo:textkit@2.0",
            "  nvchecker -c versions.toml --logger=json | tidemark bump import -"
        },
        subcommands = {
            BumpListCommand.class,
            BumpShowCommand.class,
            BumpForceCommand.class,
            BumpImportCommand.class,
            BumpUnmappedCommand.class,
            BumpRemapCommand.class
        })
final class BumpCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "[SET:]PACKAGE",
            arity = "0..1",
            description = "What changes. The set may be left out where the farm has one alone.")
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
        boolean whole = named.contains(":");
        // What cannot be meant is said before anybody is asked.
        Release meant = Usage.checked(spec, () -> release(PackageId.parse(whole ? named : "set:" + named), version));
        FarmSettings reached = farm.reached();
        Release release = whole ? meant : release(new PackageId(FarmSets.only(reached), named), version);
        new Intake(reached).publish(release);
        Screen.standard()
                .line("bump %s → %s published; follow it with: tidemark watch".formatted(release.of(), release.to()));
        return ExitCodes.OK;
    }

    private Release release(PackageId id, String version) {
        return new Release(
                id,
                Optional.ofNullable(from),
                version,
                kind,
                publisher,
                Clock.systemUTC().instant(),
                new Release.Details(Optional.ofNullable(change), advisories, Optional.empty(), Optional.empty()));
    }

    /** An account's name as the name of a publisher, whatever the system allows in accounts. */
    static String asPublisher(String account) {
        String name = account.replaceAll("[^A-Za-z0-9_.+@-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "somebody" : name.substring(0, Math.min(name.length(), 100));
    }
}
