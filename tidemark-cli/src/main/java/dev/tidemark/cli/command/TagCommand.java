package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.cli.view.Columns;
import dev.tidemark.cli.view.JobView;
import dev.tidemark.cli.view.Listing;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.StateCount;
import dev.tidemark.schemas.event.Tag;
import dev.tidemark.service.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What green waves came to. */
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = "Tags: what green waves came to. Each is written once and never changes.")
final class TagCommand {

    private static final int INDENT = 12;

    /** Shows all. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows every tag.",
            footer = {"", "Example:", "  tidemark tag list --set demo"})
    int list(
            @Option(names = "--set", paramLabel = "SET", description = "Of one set alone.") @Nullable String set,
            @Mixin OutputOption output,
            @Mixin WatchOption watch,
            @Mixin FarmOption farm)
            throws InterruptedException {
        var unused = new Listing<>(
                        new FarmTopic<>(farm.reached(), Topics.TAG, Tag.class),
                        tag -> set == null || set.equals(tag.getSet()),
                        List.of(
                                new Listing.Column<>("TAG", Tag::getTag),
                                new Listing.Column<>("SET", Tag::getSet),
                                new Listing.Column<>("EXCEPTIONS", tag -> Integer.toString(tag.getExceptionsInAll())),
                                new Listing.Column<>("DIGEST", tag -> Screen.cut(tag.getDigest(), 13)),
                                new Listing.Column<>("BUMPS", TagCommand::bumps)),
                        "No wave has become green yet.",
                        page -> {})
                .show(output.asked(watch));
        return ExitCodes.OK;
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a tag: its bumps, how many jobs came to what, and what it went on without.",
            footer = {"", "Example:", "  tidemark tag show demo-1-3f9c2a71 -o json"})
    int show(
            @Parameters(paramLabel = "TAG", description = "As tidemark tag list shows it.") String name,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        Tag tag = Optional.ofNullable(new FarmTopic<>(farm.reached(), Topics.TAG, Tag.class)
                        .newest(name::equals)
                        .get(name))
                .orElseThrow(() -> new UsageException("the farm has no tag %s: see tidemark tag list".formatted(name)));
        if (output.form().isForPeople()) {
            print(Screen.standard(), tag);
        } else {
            output.form().print(RecordTree.of(tag), System.out);
        }
        return ExitCodes.OK;
    }

    private static void print(Screen screen, Tag tag) {
        screen.line(screen.ink(Ink.BOLD, tag.getTag()));
        say(screen, "set", "%s, graph revision %d".formatted(tag.getSet(), tag.getSequence()));
        say(screen, "bumps", bumps(tag));
        say(screen, "jobs", tag.getCounts().stream().map(TagCommand::count).collect(Collectors.joining(", ")));
        say(screen, "digest", tag.getDigest());
        if (!tag.getWorkspace().isEmpty()) {
            say(screen, "workspace", tag.getWorkspace());
        }
        if (!tag.getExceptions().isEmpty()) {
            screen.line("");
            Table table = new Table("EXCEPTION", "STATE", "WHY");
            tag.getExceptions()
                    .forEach(each -> table.row(
                            Screen.printable(JobView.name(each.getJob())),
                            each.getState().name(),
                            Screen.printable(each.getReason())));
            table.print(screen);
            int more = tag.getExceptionsInAll() - tag.getExceptions().size();
            if (more > 0) {
                screen.line("and %,d more".formatted(more));
            }
        }
    }

    private static String bumps(Tag tag) {
        return tag.getBumps().stream().map(Columns::bump).collect(Collectors.joining(", "));
    }

    private static String count(StateCount count) {
        return count.getJobs() + " " + count.getState();
    }

    private static void say(Screen screen, String what, String text) {
        screen.wrapped("  %-9s ".formatted(what), Screen.printable(text), INDENT);
    }
}
