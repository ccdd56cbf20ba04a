package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.DeadLetters;
import dev.tidemark.cli.farm.DeadLetters.Letter;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SerializationException;
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

    private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int INDENT = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Shows them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows the dead letters that were not replayed, oldest first.",
            footer = {
                "",
                "Exit status: 0 when there are none, 1 when there are.",
                "",
                "Example:",
                "  tidemark dead-letter list"
            })
    int list(
            @Option(names = "--all", description = "Also those that were replayed.") boolean all,
            @Mixin FarmOption farm)
            throws InterruptedException {
        Screen screen = Screen.standard();
        List<Letter> letters = new DeadLetters(farm.reached()).all();
        letters.stream().filter(letter -> all || !letter.replayed()).forEach(letter -> tell(screen, letter));
        long open = letters.stream().filter(letter -> !letter.replayed()).count();
        if (open == 0) {
            screen.line("No dead letters%s.".formatted(letters.isEmpty() ? "" : " that were not replayed"));
            return ExitCodes.OK;
        }
        screen.line("");
        screen.line("%d dead letter%s. Once what the reason names is mended: tidemark dead-letter replay"
                .formatted(open, open == 1 ? "" : "s"));
        return ExitCodes.RED;
    }

    private static void tell(Screen screen, Letter letter) {
        screen.line("%s  %s  key %s%s%s"
                .formatted(
                        WHEN.format(letter.at().atZone(ZoneId.systemDefault())),
                        screen.ink(Ink.BOLD, letter.letter().origin()),
                        Screen.printable(letter.key().orElse("none")),
                        letter.times() == 1 ? "" : "  %d times".formatted(letter.times()),
                        letter.replayed() ? "  " + screen.ink(Ink.GREEN, "replayed") : ""));
        screen.wrapped(" ".repeat(INDENT), Screen.printable(letter.letter().reason()), INDENT);
    }

    /** Puts them back. */
    @Command(
            name = "replay",
            mixinStandardHelpOptions = true,
            description = {
                "Publishes dead letters where they came from, under the key and in the partition that they belong to.",
                "What still cannot be read stays where it is."
            },
            footer = {
                "",
                "Exit status: 0 when all were put back, 1 when not.",
                "",
                "Examples:",
                "  tidemark dead-letter replay                                    all that were not replayed",
                "  tidemark dead-letter replay tidemark.version-bump.v1/0/17      one"
            })
    int replay(
            @Parameters(paramLabel = "TOPIC/PARTITION/OFFSET", arity = "0..*", description = "As list shows it.")
                    List<String> origins,
            @Mixin FarmOption farm)
            throws InterruptedException {
        Screen screen = Screen.standard();
        DeadLetters deadLetters = new DeadLetters(farm.reached());
        int failed = 0;
        List<Letter> chosen = chosen(deadLetters.all(), origins == null ? List.of() : origins);
        for (Letter letter : chosen) {
            String origin = letter.letter().origin();
            try {
                deadLetters.replay(letter);
                screen.line(screen.ink(Ink.GREEN, "replayed") + "  " + origin);
            } catch (SerializationException | IllegalArgumentException e) {
                failed++;
                screen.line(screen.ink(Ink.RED, "stays") + "     " + origin);
                screen.wrapped(" ".repeat(INDENT), Screen.printable(String.valueOf(e.getMessage())), INDENT);
            }
        }
        screen.line("%d replayed, %d stay.".formatted(chosen.size() - failed, failed));
        return failed == 0 ? ExitCodes.OK : ExitCodes.RED;
    }

    private List<Letter> chosen(List<Letter> all, List<String> origins) {
        if (origins.isEmpty()) {
            return all.stream().filter(letter -> !letter.replayed()).toList();
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
