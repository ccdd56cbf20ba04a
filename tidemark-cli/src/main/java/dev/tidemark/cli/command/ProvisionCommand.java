package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.service.FarmSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prepares brokers and registry for a farm. */
@Command(
        name = "provision",
        mixinStandardHelpOptions = true,
        description = "Prepares brokers and registry: topics apply, then schemas register. Deletes nothing.",
        footer = {
            "",
            "Examples:",
            "  tidemark provision --farm kafka-1:9092 --partitions 12 --replication 3",
            "  tidemark provision --farm kafka-1:9092 --registry http://registry:8080/apis/ccompat/v7"
        })
final class ProvisionCommand implements Callable<Integer> {

    @Mixin
    private WidthOption width = new WidthOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings settings = farm.settings();
        int topics = Provisioning.applyTopics(settings, width.width()).size();
        int schemas = Provisioning.registerSchemas(settings).size();
        System.out.printf(
                "topics: %s; schemas: %s%n",
                topics == 0 ? "as they should be" : topics + " changes made",
                settings.registry().hasServer()
                        ? schemas == 0 ? "as they should be" : schemas + " changes made"
                        : "no server, ids come from the program");
        return ExitCodes.OK;
    }
}
