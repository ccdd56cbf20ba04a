package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.WishDesk;
import dev.tidemark.cli.farm.WishDesk.Muted;
import dev.tidemark.cli.terminal.Screen;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What somebody does not want to hear of. */
@Command(
        name = "mute",
        mixinStandardHelpOptions = true,
        description = {
            "Somebody is sent no message about something, for a time or for good. Their feed has it all the same.",
            "A mute goes on for the same breakage in later waves. What comes while one with an end holds is told when it is over,",
            "if it stands still."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark mute ada --breakage b-6f08ba02f0f4505d --for 14d --reason \"waiting for upstream\"",
            "  tidemark mute ada --package 'nixpkgs:haskellPackages.*'",
            "  tidemark mute ada --wave demo-1-3f9c2a71",
            "  tidemark subscribe list ada                          what is muted, and how to end it"
        })
final class MuteCommand implements Callable<Integer> {

    @Mixin
    private WhoseOption whose = new WhoseOption();

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Times.class,
            description = "For so long, such as 12h or 14d. Default: for good.")
    private @Nullable Duration time;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for themselves.")
    private String reason = "";

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Exactly one of them. */
    static final class What {
        @Option(
                names = "--package",
                paramLabel = "SET:PATTERN",
                description = "Breakages and notices all of whose packages fit; * for any characters.")
        private @Nullable String packages;

        @Option(names = "--wave", paramLabel = "WAVE", description = "Whatever a wave finds, and that it is coming.")
        private @Nullable String wave;

        @Option(names = "--breakage", paramLabel = "BREAKAGE", description = "One breakage, in later waves too.")
        private @Nullable String breakage;
    }

    @Override
    public Integer call() throws InterruptedException {
        WishDesk.Whose person = whose.whose();
        WishDesk desk = new WishDesk(farm.reached());
        String wish = Usage.checked(spec, () -> say(desk, person));
        Screen.standard()
                .line("noted: %s; end it with: tidemark subscribe remove %s '%s'"
                        .formatted(wish, person.person(), wish));
        return ExitCodes.OK;
    }

    private String say(WishDesk desk, WishDesk.Whose person) {
        Optional<Duration> until = Optional.ofNullable(time);
        if (what.packages != null) {
            return desk.mute(person, Muted.PACKAGES, what.packages, until, reason);
        }
        if (what.wave != null) {
            return desk.mute(person, Muted.WAVE, what.wave, until, reason);
        }
        if (what.breakage != null) {
            return desk.mute(person, Muted.BREAKAGE, what.breakage, until, reason);
        }
        throw new AssertionError("one of them is given");
    }
}
