package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.DeadLetters;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.service.FarmSettings;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What operators must know. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description =
                "What operators must know: halted waves, held bumps, lost, quarantined and refused agents, what nobody can"
                        + " build, records that could not be read or decided. Oldest first.",
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
        List<News> events = News.of(farm.reached());
        Screen screen = Screen.standard();
        events.stream().skip(Math.max(0, events.size() - Math.max(0, last))).forEach(event -> tell(screen, event));
        if (events.isEmpty()) {
            screen.line("Nothing has happened that operators must know.");
        }
        return ExitCodes.OK;
    }

    private static void tell(Screen screen, News event) {
        screen.line("%s  %s  %s"
                .formatted(
                        WHEN.format(event.at().atZone(ZoneId.systemDefault())),
                        screen.ink(Ink.BOLD, event.kind()),
                        Screen.printable(event.subject())));
        screen.wrapped(" ".repeat(INDENT), Screen.printable(event.message()), INDENT);
        screen.wrapped(" ".repeat(INDENT), "next: " + Screen.printable(event.next()), INDENT);
    }

    /** An event of the planners, or a dead letter that is open. */
    private record News(Instant at, String kind, String subject, String message, String next) {

        /** All of them, oldest first. */
        static List<News> of(FarmSettings farm) {
            try (DeadLetters letters = new DeadLetters(farm)) {
                return Stream.concat(
                                new FarmTopic<>(farm, Topics.OPERATOR_EVENT, OperatorEvent.class)
                                        .all().stream().map(News::of),
                                letters.all().stream()
                                        .filter(letter -> letter.standing() == DeadLetters.Standing.OPEN)
                                        .map(News::of))
                        .sorted(Comparator.comparing(News::at)
                                .thenComparing(News::subject)
                                .thenComparing(News::message))
                        .toList();
            }
        }

        private static News of(OperatorEvent event) {
            return new News(
                    event.getAt(), event.getKind().name(), event.getSubject(), event.getMessage(), event.getNext());
        }

        private static News of(DeadLetters.Letter letter) {
            return new News(
                    letter.at(),
                    "DEAD_LETTER",
                    letter.letter().origin(),
                    String.valueOf(letter.letter().reason()),
                    "tidemark dead-letter list");
        }
    }
}
