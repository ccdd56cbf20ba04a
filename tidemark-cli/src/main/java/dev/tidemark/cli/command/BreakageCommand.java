package dev.tidemark.cli.command;

import dev.tidemark.cli.demo.StoryPrinter;
import dev.tidemark.cli.farm.BreakageDesk;
import dev.tidemark.cli.farm.BreakageWatch;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.terminal.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What bumps broke. */
@Command(
        name = "breakage",
        mixinStandardHelpOptions = true,
        description = "What bumps broke: one breakage a root cause, with the proof, and who can act.")
final class BreakageCommand {

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Shows them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows breakages, the oldest first.",
            footer = {
                "",
                "Exit status: 0 when none of those shown stands, 1 when one does.",
                "",
                "Examples:",
                "  tidemark breakage list",
                "  tidemark breakage list 'nixpkgs:python3*' --person ada --resolved -o json"
            })
    int list(
            @Parameters(
                            paramLabel = "[SET:]PATTERN",
                            arity = "0..1",
                            description = {
                                "Those of packages alone that regressed, were bumped or are blocked.",
                                "Of what regressed and of what is blocked a breakage names the first 50, and only"
                                        + " counts the others."
                            })
                    @Nullable
                    String pattern,
            @Option(
                            names = "--person",
                            paramLabel = "HANDLE",
                            description = {
                                "Those that concern somebody alone.",
                                "Of those whose packages are only blocked a breakage names the first 50."
                            })
                    @Nullable
                    String person,
            @Option(names = "--wave", paramLabel = "WAVE", description = "Those that a wave had alone.") @Nullable
                    String wave,
            @Option(names = "--resolved", description = "Those too that are no more.") boolean resolved,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        BreakageDesk.Wanted wanted = Usage.checked(
                spec,
                () -> new BreakageDesk.Wanted(
                        Optional.ofNullable(pattern),
                        Optional.ofNullable(person),
                        Optional.ofNullable(wave),
                        resolved));
        return new BreakageDesk(farm.reached()).list(wanted, output.form()) ? ExitCodes.OK : ExitCodes.RED;
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows all of a breakage: what regressed and how, what is blocked, who can act, until when.",
            footer = {
                "",
                "Examples:",
                "  tidemark breakage show b-6f08ba02f0f4505d",
                "  tidemark breakage show b-6f -o json"
            })
    int show(
            @Parameters(
                            paramLabel = "BREAKAGE",
                            description = "As list shows it; its beginning is enough where no other begins so.")
                    String id,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        new BreakageDesk(farm.reached()).show(id, output.form());
        return ExitCodes.OK;
    }

    /** Makes a patch. */
    @Command(
            name = "patch",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a patch that marks what a breakage broke as broken, in the files of the set.",
                "It is made and tried in a copy: it applies, the set evaluates with it, and nothing else is marked."
            },
            footer = {
                "",
                "Examples:",
                "  tidemark breakage patch b-6f08ba02f0f4505d --sources shelf > broken.patch",
                "  patch -p1 -d shelf < broken.patch",
                "  tidemark breakage patch b-6f --sources nixpkgs --description sets/nixpkgs | git -C nixpkgs apply"
            })
    int patch(
            @Parameters(
                            paramLabel = "BREAKAGE",
                            description = "As list shows it; its beginning is enough where no other begins so.")
                    String id,
            @Option(
                            names = "--sources",
                            required = true,
                            paramLabel = "DIR",
                            description = "The set's files, as the farm builds them. They are not changed.")
                    Path sources,
            @Option(
                            names = "--description",
                            paramLabel = "DIR",
                            description = "Where its set.json lies. Default: in the same folder.")
                    @Nullable
                    Path described,
            @Mixin FarmOption farm)
            throws InterruptedException, IOException {
        new BrokenPatchWriter(sources, Optional.ofNullable(described))
                .write(new BreakageDesk(farm.reached()).broken(id), System.out, System.err);
        return ExitCodes.OK;
    }

    /** Follows them. */
    @Command(
            name = "watch",
            mixinStandardHelpOptions = true,
            description =
                    "Follows breakages as they are raised, grow and are resolved, until it is stopped with Ctrl-C.",
            footer = {
                "",
                "Examples:",
                "  tidemark breakage watch",
                "  tidemark breakage watch 'nixpkgs:python3*' --from beginning",
                "  tidemark breakage watch -o json | jq -r .breakage"
            })
    int watch(
            @Parameters(
                            paramLabel = "[SET:]PATTERN",
                            arity = "0..1",
                            description = {
                                "Those of packages alone that regressed, were bumped or are blocked.",
                                "Of what regressed and of what is blocked a breakage names the first 50, and only"
                                        + " counts the others."
                            })
                    @Nullable
                    String pattern,
            @Option(
                            names = "--from",
                            paramLabel = "now|beginning",
                            defaultValue = "now",
                            description = "Where to begin. Default: ${DEFAULT-VALUE}")
                    FarmWatch.From from,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        BreakageDesk.Wanted wanted = Usage.checked(
                spec,
                () -> new BreakageDesk.Wanted(Optional.ofNullable(pattern), Optional.empty(), Optional.empty(), true));
        try (FarmWatch watch = FarmWatch.ofBreakages(farm.reached(), from)) {
            Form form = output.form();
            if (form.isForPeople()) {
                BreakageWatch.tell(watch, wanted, new StoryPrinter(Screen.standard(), InstantSource.system())::tell);
            } else {
                BreakageWatch.print(watch, wanted, form);
            }
        }
        return ExitCodes.OK;
    }
}
