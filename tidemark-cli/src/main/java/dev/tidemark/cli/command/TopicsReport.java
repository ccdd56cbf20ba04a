package dev.tidemark.cli.command;

import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.schemas.catalogue.TopicDifference;
import dev.tidemark.service.FarmSettings;
import java.util.List;

/** Tells in what a farm's topics fall short of what is wanted, and what to do about it. */
final class TopicsReport {

    private static final int INDENT = 2;

    private TopicsReport() {}

    /** @param differences at least one */
    static void print(Screen screen, List<TopicDifference> differences, FarmSettings farm) {
        Table table = new Table("TOPIC", "WHAT", "IS", "SHOULD BE");
        differences.forEach(difference ->
                table.row(difference.topic().name(), difference.what(), difference.present(), difference.wanted()));
        table.print(screen);
        screen.line("");
        differences.stream()
                .map(TopicsReport::consequence)
                .distinct()
                .forEach(sentence -> screen.wrapped("", sentence, INDENT));
        screen.line(nextStep(differences, farm));
    }

    /** Below the table, since it would not fit beside it. */
    private static String consequence(TopicDifference difference) {
        return "With %s %s %s; services %s."
                .formatted(
                        difference.what(),
                        difference.present(),
                        difference.consequence(),
                        difference.breaksTheFarm() ? "do not start" : "run");
    }

    static String nextStep(List<TopicDifference> differences, FarmSettings farm) {
        return TopicDifference.Partitions.wayOut(differences)
                .map(wayOut ->
                        "A topic cannot be made narrower or wider without mixing up its records: %s; then: tidemark topics apply --farm %s"
                                .formatted(wayOut, farm.brokers()))
                .orElseGet(() -> withEqualWidths(differences, farm));
    }

    private static String withEqualWidths(List<TopicDifference> differences, FarmSettings farm) {
        if (differences.stream().anyMatch(TopicDifference::isMendedByApply)) {
            return "To mend it: tidemark topics apply --farm " + farm.brokers();
        }
        return differences.stream().anyMatch(TopicDifference.Untold.class::isInstance)
                ? "What the brokers do not tell is left alone: ask who runs them whether it will do"
                : "Copies are moved by Kafka's own tool: kafka-reassign-partitions.sh";
    }
}
