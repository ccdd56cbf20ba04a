package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.NoticeDesk;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is coming. */
@Command(
        name = "notice",
        mixinStandardHelpOptions = true,
        description = "What waves are about to build, and who is told of that before anything is built.")
final class NoticeCommand {

    /** Shows them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows what was announced within 90 days, the oldest first.",
            footer = {"", "Examples:", "  tidemark notice list", "  tidemark notice list --set nixpkgs -o json"})
    int list(
            @Option(names = "--set", paramLabel = "SET", description = "Of one set alone.") @Nullable String set,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        new NoticeDesk(farm.reached()).list(Optional.ofNullable(set), output.form());
        return ExitCodes.OK;
    }

    /** Shows whom one is told. */
    @Command(
            name = "preview",
            mixinStandardHelpOptions = true,
            description = {
                "Shows who is told that a wave is coming, how soon and why: by message, in the digest of the day or of the week,",
                "or in their feed only. It goes by what people wish now; past the limit of a week a message waits for the",
                "weekly digest."
            },
            footer = {
                "",
                "Examples:",
                "  tidemark notice preview demo-1-3f9c2a71",
                "  tidemark notice preview demo-1-3f9c2a71 --person ada      what ada is told",
                "  tidemark notice preview demo-1-3f9c2a71 --person ada --notifier http://farm:8084",
                "  tidemark notice preview demo-1-3f9c2a71 -o json | jq -r '.[] | select(.told == \"at-once\") | .person'"
            })
    int preview(
            @Parameters(paramLabel = "WAVE", description = "As wave list shows it.") String wave,
            @Option(names = "--person", paramLabel = "PERSON", description = "What one of them is told.") @Nullable
                    String person,
            @Option(
                            names = "--notifier",
                            paramLabel = "URL",
                            description =
                                    "What the notifier's links begin with. With it you are shown the commands that try the wave, where it can be tried.")
                    @Nullable
                    String notifier,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        new NoticeDesk(farm.reached())
                .preview(wave, Optional.ofNullable(person), Optional.ofNullable(notifier), output.form());
        return ExitCodes.OK;
    }
}
