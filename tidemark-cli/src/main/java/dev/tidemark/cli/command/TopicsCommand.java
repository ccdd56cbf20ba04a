package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.catalogue.TopicDifference;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.service.FarmSettings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A farm's topics. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "The farm's topics: whether they are as this release wants them.")
final class TopicsCommand {

    /** Compares. */
    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Shows which topics are missing or otherwise than this release wants them. Changes nothing.",
            footer = {
                "",
                "Exit status: 0 when they are as they should be, 4 when not.",
                "",
                "Example:",
                "  tidemark topics diff --farm kafka-1:9092 --replication 3"
            })
    int diff(@Mixin WidthOption width, @Mixin OutputOption output, @Mixin FarmOption farm) throws InterruptedException {
        FarmSettings settings = farm.settings();
        List<TopicDifference> differences = Provisioning.topicDifferences(settings, width.width());
        if (output.form().isForPeople()) {
            return told(Screen.standard(), differences, settings);
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        differences.forEach(each -> list.addObject()
                .put("topic", each.topic().name())
                .put("what", each.what())
                .put("is", each.present())
                .put("shouldBe", each.wanted())
                .put("breaksTheFarm", each.breaksTheFarm()));
        output.form().print(list, System.out);
        return differences.isEmpty() ? ExitCodes.OK : ExitCodes.CHANGES_PENDING;
    }

    /** Mends. */
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = {
                "Creates the topics that are missing and mends settings.",
                "Deletes nothing: a topic that keeps its records longer or more safely than is wanted is left alone."
            },
            footer = {
                "",
                "Exit status: 0 when they are as they should be, 4 when something is left that it cannot mend.",
                "",
                "Example:",
                "  tidemark topics apply --farm kafka-1:9092 --partitions 12 --replication 3"
            })
    int apply(@Mixin WidthOption width, @Mixin FarmOption farm) throws InterruptedException {
        FarmSettings settings = farm.settings();
        Screen screen = Screen.standard();
        TopicProvisioner.Applied applied = Provisioning.applyTopics(settings, width.width());
        for (TopicDifference mended : applied.mended()) {
            screen.line(
                    switch (mended) {
                        case TopicDifference.Missing(var topic) ->
                            screen.ink(Ink.GREEN, "created") + "  " + topic.name();
                        default ->
                            "%s  %s: %s %s, was %s"
                                    .formatted(
                                            screen.ink(Ink.YELLOW, "changed"),
                                            mended.topic().name(),
                                            mended.what(),
                                            mended.wanted(),
                                            mended.present());
                    });
        }
        return told(screen, applied.left(), settings);
    }

    private static int told(Screen screen, List<TopicDifference> differences, FarmSettings settings) {
        if (differences.isEmpty()) {
            screen.line("The topics at %s are as they should be.".formatted(settings.brokers()));
            return ExitCodes.OK;
        }
        TopicsReport.print(screen, differences, settings);
        return ExitCodes.CHANGES_PENDING;
    }
}
