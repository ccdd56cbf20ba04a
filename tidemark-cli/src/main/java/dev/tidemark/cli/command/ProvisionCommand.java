package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Provisioning;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prepares brokers and registry for a farm. */
@Command(
        name = "provision",
        mixinStandardHelpOptions = true,
        description = "Creates the topics that are missing and registers the schemas. Changes nothing that is there.",
        footer = {"", "Example:", "  tidemark provision --farm kafka-1:9092 --partitions 12 --replication 3"})
final class ProvisionCommand implements Callable<Integer> {

    private static final int MOST_PARTITIONS = 10_000;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "8",
            description = "Of every topic. Default: ${DEFAULT-VALUE}")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many brokers keep each record. Default: ${DEFAULT-VALUE}")
    private short replication;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        Usage.require(spec, "--partitions", partitions, 1, MOST_PARTITIONS);
        Usage.require(spec, "--replication", replication, 1, Short.MAX_VALUE);
        List<String> created = Provisioning.provision(farm.settings(), partitions, replication);
        created.forEach(topic -> System.out.println("created " + topic));
        System.out.printf("%d topics created; the others were there.%n", created.size());
        return ExitCodes.OK;
    }
}
