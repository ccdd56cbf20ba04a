package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.TopicContents;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.OperatorEvent;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What operators must know. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description =
                "What operators must know: lost, quarantined and refused agents, what nobody can build. Oldest first.",
        footer = {"", "Example:", "  tidemark events --last 20"})
final class EventsCommand implements Callable<Integer> {

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int INDENT = 4;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many at most. Default: ${DEFAULT-VALUE}")
    private int last = 50;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        List<OperatorEvent> events =
                TopicContents.all(farm.reached(), Topics.OPERATOR_EVENT, OperatorEvent.class).stream()
                        .sorted(Comparator.comparing(OperatorEvent::getAt)
                                .thenComparing(OperatorEvent::getSubject)
                                .thenComparing(OperatorEvent::getMessage))
                        .toList();
        Screen screen = Screen.standard();
        events.stream().skip(Math.max(0, events.size() - Math.max(0, last))).forEach(event -> tell(screen, event));
        if (events.isEmpty()) {
            screen.line("Nothing has happened that operators must know.");
        }
        return ExitCodes.OK;
    }

    private static void tell(Screen screen, OperatorEvent event) {
        screen.line("%s  %s  %s"
                .formatted(
                        WHEN.format(event.getAt().atZone(ZoneId.systemDefault())),
                        screen.ink(Ink.BOLD, event.getKind().name()),
                        Screen.printable(event.getSubject())));
        screen.wrapped(" ".repeat(INDENT), Screen.printable(event.getMessage()), INDENT);
        screen.wrapped(" ".repeat(INDENT), "next: " + Screen.printable(event.getNext()), INDENT);
    }
}
