package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.farm.DeadLetters;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.view.Columns;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.OperatorEvent;
import dev.tidemark.service.FarmSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What operators must know. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description =
                "What operators must know: halted waves, held bumps, lost, quarantined and refused agents, what nobody"
                        + " can build, records that could not be read or decided. Oldest first.",
        footer = {"", "Examples:", "  tidemark events --last 20", "  tidemark events --watch -o json"})
final class EventsCommand implements Callable<Integer> {

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(2);
    private static final int INDENT = 4;
    /** What comes after a dead letter. */
    static final String LOOK_AT_LETTERS = "tidemark dead-letter list";

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many at most. Default: ${DEFAULT-VALUE}")
    private int last = 50;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private WatchOption watch = new WatchOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        FarmSettings settings = farm.reached();
        List<News> events = News.of(settings);
        Screen screen = Screen.standard();
        List<News> latest = events.subList(Math.max(0, events.size() - Math.max(0, last)), events.size());
        if (watch.isWanted()) {
            latest.forEach(event -> tellNext(screen, event));
            follow(settings, events, screen);
        } else if (!output.form().isForPeople()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            latest.forEach(event -> all.add(event.tree()));
            output.form().print(all, System.out);
        } else if (events.isEmpty()) {
            screen.line("Nothing has happened that operators must know.");
        } else {
            latest.forEach(event -> tell(screen, event));
        }
        return ExitCodes.OK;
    }

    /** Until the process ends. Two topics have events, and few: they are simply read again. */
    private void follow(FarmSettings settings, List<News> known, Screen screen) throws InterruptedException {
        Set<News> told = new HashSet<>(known);
        while (true) {
            TimeUnit.SECONDS.sleep(LOOK_AGAIN_AFTER.toSeconds());
            News.of(settings).stream().filter(told::add).forEach(event -> tellNext(screen, event));
        }
    }

    private void tellNext(Screen screen, News event) {
        if (output.form().isForPeople()) {
            tell(screen, event);
        } else {
            output.form().printNext(event.tree(), System.out);
        }
    }

    private static void tell(Screen screen, News event) {
        screen.line("%s  %s  %s"
                .formatted(
                        Columns.moment(event.at()),
                        screen.ink(Ink.BOLD, event.kind()),
                        Screen.printable(event.subject())));
        screen.wrapped(" ".repeat(INDENT), Screen.printable(event.message()), INDENT);
        screen.wrapped(" ".repeat(INDENT), "next: " + Screen.printable(event.next()), INDENT);
    }

    /** An event of the planners, or a dead letter that is open. */
    private record News(Instant at, String kind, String subject, String message, String next) {

        ObjectNode tree() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("at", at.toString())
                    .put("kind", kind)
                    .put("subject", subject)
                    .put("message", message)
                    .put("next", next);
        }

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
                    LOOK_AT_LETTERS);
        }
    }
}
