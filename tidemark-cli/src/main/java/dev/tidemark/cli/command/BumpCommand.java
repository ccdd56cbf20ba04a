package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Intake;
import dev.tidemark.intake.Release;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells the farm of a release. */
@Command(
        name = "bump",
        mixinStandardHelpOptions = true,
        description = "Publishes a version bump. The same bump again is the same bump.",
        footer = {"", "Example:", "  tidemark bump demo:textkit --to 2.0"})
final class BumpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SET:PACKAGE", description = "What changes.")
    private String packageName = "";

    @Option(names = "--to", required = true, paramLabel = "VERSION", description = "The version that was released.")
    private String to = "";

    @Option(names = "--publisher", paramLabel = "NAME", description = "Who says so. Default: the name of this account.")
    private String publisher = asPublisher(System.getProperty("user.name", ""));

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        Release release = Usage.checked(
                spec,
                () -> new Release(
                        PackageId.parse(packageName),
                        Optional.empty(),
                        to,
                        BumpKind.ROUTINE,
                        publisher,
                        Clock.systemUTC().instant()));
        new Intake(farm.reached()).publish(release);
        System.out.printf("bump %s → %s published; follow it with: tidemark watch%n", release.of(), release.to());
        return ExitCodes.OK;
    }

    /** An account's name as the name of a publisher, whatever the system allows in accounts. */
    static String asPublisher(String account) {
        String name = account.replaceAll("[^A-Za-z0-9_.+@-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "somebody" : name.substring(0, Math.min(name.length(), 100));
    }
}
