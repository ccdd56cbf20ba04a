package dev.tidemark.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidemark.schemas.event.OperatorEventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What events tell operators to do next is something that this program does. */
final class OperatorEventsTest {

    /** All that a planner says, as its own tests have it. */
    private static final Path SAID = Path.of("..", "planner-stream", "src", "test", "resources", "operator-events.txt");

    private static final Pattern QUOTED = Pattern.compile("`(tidemark [^`]+)`");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s']|'[^']*')+");

    @Test
    void every_kind_of_event_names_commands_that_this_program_takes() throws IOException {
        TreeSet<OperatorEventKind> kinds = new TreeSet<>();
        for (String line : Files.readAllLines(SAID)) {
            int colon = line.indexOf(": ");
            kinds.add(OperatorEventKind.valueOf(line.substring(0, colon)));
            List<String> commands = commands(line.substring(colon + 2));
            assertThat(commands).as(line).isNotEmpty();
            commands.forEach(OperatorEventsTest::assertTaken);
        }
        assertThat(kinds)
                .containsExactlyElementsOf(Arrays.stream(OperatorEventKind.values())
                        .filter(kind -> kind != OperatorEventKind.UNKNOWN)
                        .toList());
    }

    @Test
    void so_does_what_is_said_of_a_dead_letter() {
        assertTaken(EventsCommand.LOOK_AT_LETTERS);
    }

    @Test
    void what_a_watcher_chose_is_one_word_to_a_shell() {
        assertThat(words("tidemark bump force 'demo:json@1'\\''; rm -r ~' --by NAME"))
                .containsExactly("tidemark", "bump", "force", "demo:json@1'; rm -r ~", "--by", "NAME");
    }

    /** A step is a command, or a sentence with commands in backticks. */
    private static List<String> commands(String next) {
        return next.startsWith("tidemark ")
                ? List.of(next)
                : QUOTED.matcher(next).results().map(quoted -> quoted.group(1)).toList();
    }

    private static void assertTaken(String command) {
        String[] arguments = words(command).stream().skip(1).toArray(String[]::new);
        assertThatCode(() -> TidemarkCommand.commandLine(arguments)
                        .setCaseInsensitiveEnumValuesAllowed(true) // As the program is run.
                        .parseArgs(arguments))
                .as(command)
                .doesNotThrowAnyException();
        assertThat(arguments).as(command).isNotEmpty();
    }

    /** As a shell takes it apart, where it knows single quotes and a backslash before one. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        for (MatchResult word :
                WORD.matcher(command.replace("'\\''", "\0")).results().toList()) {
            words.add(word.group().replace("'", "").replace("\0", "'"));
        }
        return words;
    }
}
