package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.farm.DeadLetters;
import dev.tidemark.cli.farm.DeadLetters.Letter;
import dev.tidemark.cli.farm.DeadLetters.Standing;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.view.Columns;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records that nobody could read or decide. */
@Command(
        name = "dead-letter",
        mixinStandardHelpOptions = true,
        description = "Records that could not be read or decided: why, where they came from, and how they get back.")
final class DeadLetterCommand {

    private static final int INDENT = 4;
    private static final int LONGEST_KEY = 160;
    private static final int LONGEST_REASON = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Shows them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows the dead letters that are open, oldest first: neither replayed nor dismissed.",
            footer = {
                "",
                "Exit status: 0 when there are none, 1 when there are.",
                "",
                "Example:",
                "  tidemark dead-letter list --all"
            })
    int list(
            @Option(names = "--all", description = "The others too.") boolean all,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        Screen screen = Screen.standard();
        try (DeadLetters deadLetters = new DeadLetters(farm.reached())) {
            List<Letter> letters = deadLetters.all();
            long open = letters.stream().filter(DeadLetterCommand::isOpen).count();
            if (!output.form().isForPeople()) {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                letters.stream().filter(letter -> all || isOpen(letter)).forEach(letter -> list.add(tree(letter)));
                output.form().print(list, System.out);
                return open == 0 ? ExitCodes.OK : ExitCodes.RED;
            }
            letters.stream().filter(letter -> all || isOpen(letter)).forEach(letter -> tell(screen, letter));
            if (open == 0) {
                screen.line("No open dead letters.");
                return ExitCodes.OK;
            }
            screen.line("");
            screen.line("%d open. Once what the reason names is mended: tidemark dead-letter replay".formatted(open));
            return ExitCodes.RED;
        }
    }

    private static ObjectNode tree(Letter letter) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("at", letter.at().toString())
                .put("origin", letter.letter().origin())
                .put("key", letter.keyText().orElse(null))
                .put("reason", letter.letter().reason())
                .put("times", letter.times())
                .put("standing", letter.standing().name());
    }

    private static boolean isOpen(Letter letter) {
        return letter.standing() == Standing.OPEN;
    }

    private static void tell(Screen screen, Letter letter) {
        screen.line("%s  %s  key %s%s%s"
                .formatted(
                        Columns.moment(letter.at()),
                        screen.ink(Ink.BOLD, origin(letter)),
                        Screen.cut(Screen.printable(letter.keyText().orElse("none")), LONGEST_KEY),
                        letter.times() == 1 ? "" : "  %d times".formatted(letter.times()),
                        isOpen(letter)
                                ? ""
                                : "  "
                                        + screen.ink(
                                                Ink.GREEN,
                                                letter.standing().name().toLowerCase(Locale.ROOT))));
        reason(screen, letter.letter().reason());
    }

    private static void reason(Screen screen, @Nullable String text) {
        screen.wrapped(" ".repeat(INDENT), Screen.cut(Screen.printable(String.valueOf(text)), LONGEST_REASON), INDENT);
    }

    /** As a stranger may have written it. */
    private static String origin(Letter letter) {
        return Screen.cut(Screen.printable(letter.letter().origin()), LONGEST_KEY);
    }

    /** Puts them back. */
    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = {
                "Publishes dead letters where they came from, under the key and in the partition that they belong to.",
                "What still cannot be read, or would undo something newer, stays where it is."
            },
            footer = {
                "",
                "Exit status: 0 when all were put back, 1 when not.",
                "",
                "Examples:",
                "  tidemark dead-letter replay                                    all that are open",
                "  tidemark dead-letter replay tidemark.version-bump.v1/0/17      one"
            })
    int replay(
            @Parameters(paramLabel = "TOPIC/PARTITION/OFFSET", arity = "0..*", description = "As list shows it.")
                    @Nullable
                    List<String> origins,
            @Mixin FarmOption farm)
            throws InterruptedException {
        Screen screen = Screen.standard();
        try (DeadLetters deadLetters = new DeadLetters(farm.reached())) {
            int stay = 0;
            int replayed = 0;
            List<Letter> chosen = chosen(deadLetters.all(), origins == null ? List.of() : origins);
            for (Letter letter : chosen) {
                String origin = origin(letter);
                if (letter.standing() == Standing.REPLAYED) {
                    screen.line(screen.ink(Ink.YELLOW, "was") + "       " + origin + " replayed already");
                    continue;
                }
                try {
                    deadLetters.replay(letter);
                    replayed++;
                    screen.line(screen.ink(Ink.GREEN, "replayed") + "  " + origin);
                } catch (SerializationException | IllegalArgumentException e) {
                    stay++;
                    screen.line(screen.ink(Ink.RED, "stays") + "     " + origin);
                    reason(screen, e.getMessage());
                }
            }
            screen.line("%d replayed, %d stay.".formatted(replayed, stay));
            return stay == 0 ? ExitCodes.OK : ExitCodes.RED;
        }
    }

    /** Has seen them. */
    @Command(
            name = "dismiss",
            mixinStandardHelpOptions = true,
            description = "Notes that dead letters are seen and done with. They stay in the topic for its 30 days.",
            footer = {"", "Example:", "  tidemark dead-letter dismiss tidemark.package.v1/0/17"})
    int dismiss(
            @Parameters(paramLabel = "TOPIC/PARTITION/OFFSET", arity = "1..*", description = "As list shows it.")
                    List<String> origins,
            @Mixin FarmOption farm)
            throws InterruptedException {
        Screen screen = Screen.standard();
        try (DeadLetters deadLetters = new DeadLetters(farm.reached())) {
            for (Letter letter : chosen(deadLetters.all(), origins)) {
                deadLetters.dismiss(letter);
                screen.line(screen.ink(Ink.GREEN, "dismissed") + "  "
                        + letter.letter().origin());
            }
            return ExitCodes.OK;
        }
    }

    private List<Letter> chosen(List<Letter> all, List<String> origins) {
        if (origins.isEmpty()) {
            return all.stream().filter(DeadLetterCommand::isOpen).toList();
        }
        Set<String> unknown = new TreeSet<>(origins);
        unknown.removeAll(all.stream().map(letter -> letter.letter().origin()).collect(Collectors.toSet()));
        if (!unknown.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no dead letter %s: see tidemark dead-letter list --all"
                            .formatted(String.join(", ", unknown)));
        }
        return all.stream()
                .filter(letter -> origins.contains(letter.letter().origin()))
                .toList();
    }
}
