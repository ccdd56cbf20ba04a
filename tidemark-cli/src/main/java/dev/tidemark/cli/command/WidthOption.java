package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Provisioning;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How wide a farm's topics are. */
final class WidthOption {

    private static final int MOST_PARTITIONS = 10_000;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "Of every topic. Default: as many as there are; 8 for a new farm.")
    private @Nullable Integer partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "How many brokers keep each record. Default: as many as do; 3 for a new topic.")
    private @Nullable Integer replication;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    Provisioning.Width width() {
        return new Provisioning.Width(
                checked("--partitions", partitions, MOST_PARTITIONS),
                checked("--replication", replication, Short.MAX_VALUE));
    }

    private OptionalInt checked(String option, @Nullable Integer value, int most) {
        if (value == null) {
            return OptionalInt.empty();
        }
        Usage.require(command, option, value, 1, most);
        return OptionalInt.of(value);
    }
}
