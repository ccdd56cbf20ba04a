package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.service.FarmSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prepares brokers and registry for a farm. */
@Command(
        name = "provision",
        mixinStandardHelpOptions = true,
        description = {
            "Prepares brokers and registry: topics apply, then schemas register.",
            "Deletes nothing: a topic that keeps its records longer or more safely than is wanted is left alone."
        },
        footer = {
            "",
            "Exit status: 0 when they are as they should be, 4 when something is left that it cannot mend.",
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
        TopicProvisioner.Applied topics = Provisioning.applyTopics(settings, width.width());
        int schemas = Provisioning.registerSchemas(settings).size();
        Screen screen = Screen.standard();
        screen.line("topics: %s; schemas: %s"
                .formatted(
                        told(topics),
                        settings.registry().hasServer()
                                ? schemas == 0 ? "as they should be" : schemas + " changes made"
                                : "no server, ids come from the program"));
        if (topics.left().isEmpty()) {
            return ExitCodes.OK;
        }
        TopicsReport.print(screen, topics.left(), settings);
        return ExitCodes.CHANGES_PENDING;
    }

    private static String told(TopicProvisioner.Applied topics) {
        int changes = topics.mended().size();
        if (!topics.left().isEmpty()) {
            return "%d changes made, %d left".formatted(changes, topics.left().size());
        }
        return changes == 0 ? "as they should be" : changes + " changes made";
    }
}
