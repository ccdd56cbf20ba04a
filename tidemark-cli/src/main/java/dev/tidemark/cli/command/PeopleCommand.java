package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.PeopleDesk;
import dev.tidemark.cli.people.PeopleFormat;
import dev.tidemark.cli.people.Row;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whom the farm knows. */
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        description = {
            "Whom the farm knows: people, how to reach them, and teams. Sets name who maintains what; this says who that is.",
            "No address is printed in full, here or anywhere."
        })
final class PeopleCommand {

    private static final int INDENT = 4;

    /** What help and completion offer. */
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(PeopleFormat.values()).map(PeopleFormat::label).iterator();
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Takes them from files. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Takes people and teams from files. A row says all of whom it names; whom no row names stays as they are.",
                "The same file again changes nothing."
            },
            footer = {
                "",
                "Exit status: 0, or 1 when a row could not be taken; the others are.",
                "",
                "Examples:",
                "  tidemark people import people.jsonl",
                "  tidemark people import --dry-run people.yaml",
                "  nix-instantiate --eval --strict --json maintainers/maintainer-list.nix | tidemark people import -",
                "",
                "Formats: docs/formats/people.md."
            })
    int take(
            @Parameters(
                            paramLabel = "FILE|-",
                            arity = "1..*",
                            description = "Plain, gzip or zstd; - for standard input.")
                    List<String> files,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            completionCandidates = Formats.class,
                            description = "What it is written in: ${COMPLETION-CANDIDATES}. Default: guessed.")
                    @Nullable
                    String format,
            @Option(names = "--dry-run", description = "Tell what would change, and change nothing.") boolean dry,
            @Mixin FarmOption farm)
            throws InterruptedException {
        Optional<PeopleFormat> named =
                Optional.ofNullable(format).map(label -> Usage.checked(spec, () -> PeopleFormat.named(label)));
        if (files.stream().filter(InputText.STANDARD_INPUT::equals).count() > 1) {
            throw new ParameterException(spec.commandLine(), "Standard input can be read once: name - once");
        }
        Screen screen = Screen.standard();
        List<Row> rows = new ArrayList<>();
        for (String file : files) {
            InputText read = InputText.read(file);
            List<Row> some = named.orElseGet(() -> PeopleFormat.guess(read.name(), read.text()))
                    .read(read.text());
            some.forEach(row -> {
                if (row instanceof Row.Wrong wrong) {
                    screen.wrapped(
                            screen.ink(Ink.RED, "! "),
                            Screen.printable("%s, %s: %s".formatted(read.name(), wrong.place(), wrong.reason())),
                            INDENT);
                }
            });
            rows.addAll(some);
        }
        PeopleDesk.Taken taken = new PeopleDesk(farm.reached()).take(rows, dry);
        screen.wrapped(
                "",
                "%,d %s, %,d %s, %,d as they were."
                        .formatted(
                                taken.fresh(),
                                dry ? "would be new" : "new",
                                taken.changed(),
                                dry ? "would change" : "changed",
                                taken.same()),
                INDENT);
        long wrong = rows.stream().filter(Row.Wrong.class::isInstance).count();
        if (wrong == 0) {
            return ExitCodes.OK;
        }
        screen.wrapped(
                "",
                "%,d %s not be taken, see above: mend them, and import the file again."
                        .formatted(wrong, wrong == 1 ? "row could" : "rows could"),
                INDENT);
        return ExitCodes.RED;
    }

    /** Shows them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows everybody whom the farm knows, and the teams.",
            footer = {"", "Examples:", "  tidemark people list", "  tidemark people list --teams -o json"})
    int list(
            @Option(names = "--teams", description = "The teams alone.") boolean teams,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        new PeopleDesk(farm.reached()).list(teams, output.form());
        return ExitCodes.OK;
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows what the farm knows of somebody, or of a team.",
            footer = {"", "Examples:", "  tidemark people show ada", "  tidemark people show team:qt -o yaml"})
    int show(
            @Parameters(paramLabel = "PERSON", description = "A handle, or team:NAME.") String person,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        new PeopleDesk(farm.reached()).show(person, output.form());
        return ExitCodes.OK;
    }

    /** Forgets some. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = {
                "Forgets people or teams, and takes them out of teams. What sets say they maintain stays theirs, and so do their",
                "feeds and what they wish; no mail reaches them any more."
            },
            footer = {"", "Example:", "  tidemark people remove ada team:qt"})
    int remove(
            @Parameters(paramLabel = "PERSON", arity = "1..*", description = "A handle, or team:NAME.")
                    List<String> people,
            @Mixin FarmOption farm)
            throws InterruptedException {
        new PeopleDesk(farm.reached()).remove(people);
        Screen.standard().wrapped("", "forgotten: %s".formatted(Screen.printable(String.join(", ", people))), INDENT);
        return ExitCodes.OK;
    }
}
