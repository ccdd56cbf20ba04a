package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.WishDesk;
import dev.tidemark.cli.farm.WishDesk.Followed;
import dev.tidemark.cli.terminal.Screen;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How somebody wants to be told. */
@Command(
        name = "subscribe",
        mixinStandardHelpOptions = true,
        description = {
            "Says how somebody wants to be told of breakages, and of what is coming. The same wish again replaces the one",
            "before.",
            "Who says nothing is told of what they can act on in their feed. How messages are put together is one wish: what is",
            "not said of it stays as it was, or is as Tidemark has it by itself where there was no such wish."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark subscribe ada --maintained --pace daily       of what is theirs, once a day",
            "  tidemark subscribe ada --package 'nixpkgs:python3*'    of what they only follow",
            "  tidemark subscribe ada --team qt --pace per-wave",
            "  tidemark subscribe ada --notices --pace off            of nothing beforehand",
            "  tidemark subscribe ada --mail",
            "  tidemark subscribe ada --webhook https://ada.example.org/tidemark",
            "  tidemark subscribe ada --group-by wave --group-wait 10m --per-hour 5",
            "  tidemark subscribe list ada",
            "  tidemark subscribe remove ada follow:team:qt"
        })
final class SubscribeCommand implements Callable<Integer> {

    @Mixin
    private WhoseOption whose = new WhoseOption();

    @ArgGroup(multiplicity = "0..1")
    private @Nullable What what;

    @Option(
            names = "--pace",
            paramLabel = "at-once|daily|weekly|per-wave|off",
            description = "How soon. Default: at-once for what is theirs, weekly for notices, daily for the rest.")
    private @Nullable String pace;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Exactly one of them. */
    static final class What {
        @Option(names = "--maintained", description = "What they can act on: what is theirs, and what they published.")
        private boolean maintained;

        @Option(names = "--blocked", description = "What is theirs and blocked; at most daily.")
        private boolean blocked;

        @Option(
                names = "--notices",
                description =
                        "What is coming at what is theirs, or what they follow. Who says nothing is told once a week,"
                                + " and at once where something of theirs is likely to break or a heavyweight comes.")
        private boolean notices;

        @Option(names = "--package", paramLabel = "SET:PATTERN", description = "Packages, * for any characters.")
        private @Nullable String packages;

        @Option(names = "--team", paramLabel = "TEAM", description = "What a team answers for.")
        private @Nullable String team;

        @Option(names = "--wave", paramLabel = "WAVE", description = "All of a wave.")
        private @Nullable String wave;

        @Option(names = "--mail", description = "By mail, at the address that the farm knows of them.")
        private boolean mail;

        @Option(names = "--webhook", paramLabel = "URL", description = "By a call, signed as Standard Webhooks has it.")
        private @Nullable String webhook;

        @ArgGroup(exclusive = false)
        private @Nullable Together together;
    }

    /** How messages are put together; what is not said stays as it is. */
    static final class Together {
        @Option(
                names = "--group-by",
                split = ",",
                paramLabel = "breakage|package|wave|set|nothing",
                description = "What must be the same within a message. Default: breakage.")
        private @Nullable List<String> by;

        @Option(
                names = "--group-wait",
                paramLabel = "TIME",
                converter = Times.class,
                description = "It waits so long for more. Default: 1s.")
        private @Nullable Duration groupWait;

        @Option(
                names = "--group-interval",
                paramLabel = "TIME",
                converter = Times.class,
                description = "So long until the next of the same group. Default: 5m.")
        private @Nullable Duration groupInterval;

        @Option(
                names = "--repeat-interval",
                paramLabel = "TIME",
                converter = Times.class,
                description = "A reminder of what stands still, so often. Default: 0s, never.")
        private @Nullable Duration repeatInterval;

        @Option(names = "--per-hour", paramLabel = "N", description = "At most so many messages an hour. Default: 10.")
        private @Nullable Integer perHour;

        @Option(
                names = "--digest-hour",
                paramLabel = "0-23",
                description = "When the daily one comes, UTC. Default: 6.")
        private @Nullable Integer digestHour;

        WishDesk.Grouping grouping() {
            return new WishDesk.Grouping(
                    Optional.ofNullable(by).map(said -> said.equals(List.of("nothing")) ? List.of() : said),
                    Optional.ofNullable(groupWait),
                    Optional.ofNullable(groupInterval),
                    Optional.ofNullable(repeatInterval),
                    Optional.ofNullable(perHour),
                    Optional.ofNullable(digestHour));
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        WishDesk.Whose person = whose.whose();
        What wanted = what;
        if (wanted == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say what: tidemark subscribe %s --package SET:PATTERN, or one of the others in tidemark subscribe --help"
                            .formatted(person.person()));
        }
        if (wanted.webhook != null) {
            requireUrl(wanted.webhook);
        }
        WishDesk desk = new WishDesk(farm.reached());
        String wish = Usage.checked(spec, () -> say(desk, person, wanted));
        Screen.standard()
                .line("noted: %s; take it back with: tidemark subscribe remove %s '%s'"
                        .formatted(wish, person.person(), wish));
        return ExitCodes.OK;
    }

    private String say(WishDesk desk, WishDesk.Whose person, What what) {
        if (what.mail) {
            return desk.mail(person);
        }
        if (what.webhook != null) {
            String secret = desk.webhook(person, what.webhook);
            Screen.standard().line("calls are signed with %s; it is not shown again".formatted(secret));
            return "webhook";
        }
        if (what.together != null) {
            return desk.group(person, what.together.grouping());
        }
        if (what.maintained) {
            return follow(desk, person, Followed.MAINTAINED, "", "at-once");
        }
        if (what.blocked) {
            return follow(desk, person, Followed.BLOCKED, "", "daily");
        }
        if (what.notices) {
            return follow(desk, person, Followed.NOTICES, "", "weekly");
        }
        return Stream.of(
                        new Named(Followed.PACKAGES, what.packages),
                        new Named(Followed.TEAM, what.team),
                        new Named(Followed.WAVE, what.wave))
                .flatMap(named -> named.what() == null
                        ? Stream.empty()
                        : Stream.of(follow(desk, person, named.followed(), named.what(), "daily")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("one of them is given"));
    }

    private record Named(Followed followed, @Nullable String what) {}

    private String follow(WishDesk desk, WishDesk.Whose person, Followed followed, String named, String usual) {
        return desk.follow(person, followed, named, pace == null ? usual : pace);
    }

    private void requireUrl(String text) {
        Usage.require(spec, () -> {
            URI url = URI.create(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (url.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
                throw new IllegalArgumentException("\"%s\" is no address to call: write https://…".formatted(text));
            }
        });
    }

    /** Shows somebody's. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows somebody's wishes, mutes too.",
            footer = {"", "Example:", "  tidemark subscribe list ada"})
    int list(
            @Parameters(paramLabel = "PERSON", description = "A handle, team:NAME, or operators.") String person,
            @Mixin OutputOption output,
            @Mixin FarmOption at)
            throws InterruptedException {
        WishDesk.Whose named = Usage.checked(spec, () -> new WishDesk.Whose(person, person));
        new WishDesk(at.reached()).list(named, output.form());
        return ExitCodes.OK;
    }

    /** Takes one back. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Takes a wish back, or ends a mute.",
            footer = {"", "Example:", "  tidemark subscribe remove ada mute:breakage:b-6f08ba02f0f4505d"})
    int remove(
            @Parameters(index = "0", paramLabel = "PERSON", description = "A handle, team:NAME, or operators.")
                    String person,
            @Parameters(index = "1", paramLabel = "WISH", description = "As list shows it.") String wish,
            @Mixin FarmOption at)
            throws InterruptedException {
        WishDesk.Whose named = Usage.checked(spec, () -> new WishDesk.Whose(person, person));
        new WishDesk(at.reached()).takeBack(named, wish);
        Screen.standard().line("taken back: %s".formatted(Screen.printable(wish)));
        return ExitCodes.OK;
    }
}
