package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.WaveDesk;
import dev.tidemark.cli.terminal.Screen;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Waves: what they are at, and what they are to do. */
@Command(
        name = "wave",
        mixinStandardHelpOptions = true,
        description =
                "Waves: what they are at, and what they are to do. An order that does not fit a wave's state changes"
                        + " nothing and is a dead letter that says why.",
        subcommands = {WaveOpenCommand.class, WaveListCommand.class, WaveShowCommand.class, WaveWatchCommand.class})
final class WavesCommand {

    /** Stops one. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "A wave asks for nothing new; what was asked for before goes on.",
            footer = {"", "Example:", "  tidemark wave pause demo-1-3f9c2a71 --by ada --reason \"the farm is needed\""})
    int pause(
            @Parameters(paramLabel = "WAVE", description = "As list shows it.") String wave,
            @Mixin SignatureOption by,
            @Mixin FarmOption farm)
            throws InterruptedException {
        return tell(wave, by, farm, WaveDesk::pause);
    }

    /** Lets one go on. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description =
                    "A wave that was paused or is halted goes on. One that halted for its failures or hours does not"
                            + " halt for them again.",
            footer = {"", "Example:", "  tidemark wave resume demo-1-3f9c2a71 --by ada --reason \"looked at it\""})
    int resume(
            @Parameters(paramLabel = "WAVE", description = "As list shows it.") String wave,
            @Mixin SignatureOption by,
            @Mixin FarmOption farm)
            throws InterruptedException {
        return tell(wave, by, farm, WaveDesk::resume);
    }

    /** Gives one up. */
    @Command(
            name = "abandon",
            mixinStandardHelpOptions = true,
            description = "Gives a wave up for good: what is not settled is cancelled, what runs for it alone too.",
            footer = {"", "Example:", "  tidemark wave abandon demo-1-3f9c2a71 --by ada --reason \"2.1 is out\""})
    int abandon(
            @Parameters(paramLabel = "WAVE", description = "As list shows it.") String wave,
            @Mixin SignatureOption by,
            @Mixin FarmOption farm)
            throws InterruptedException {
        return tell(wave, by, farm, WaveDesk::abandon);
    }

    /** What a wave can be told. */
    private interface Order {
        /** @return the state that the wave was in when it was told */
        String tell(WaveDesk desk, String wave, String actor, String reason);
    }

    private static int tell(String wave, SignatureOption by, FarmOption farm, Order order) throws InterruptedException {
        String actor = by.actor();
        String reason = by.reason();
        String state = order.tell(new WaveDesk(farm.reached()), wave, actor, reason);
        Screen.standard()
                .line("told %s, which is %s; see what it makes of it: tidemark wave show %s"
                        .formatted(wave, state, wave));
        return ExitCodes.OK;
    }
}
