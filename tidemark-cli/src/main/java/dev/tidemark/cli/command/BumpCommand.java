package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.ServiceException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    private String publisher = System.getProperty("user.name", "somebody");

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() {
        PackageId id;
        try {
            id = PackageId.parse(packageName);
        } catch (IllegalArgumentException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
        new Intake(farm.settings()).publishBump(id, to, BumpKind.ROUTINE, publisher);
        System.out.printf("bump %s → %s published; follow it with: tidemark watch%n", id, to);
        return ExitCodes.OK;
    }
}
