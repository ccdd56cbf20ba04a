package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.WaveDesk;
import dev.tidemark.cli.terminal.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Answers a job that stands. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = {
            "Answers a job that stands.",
            "retry builds it again; wont-fix and cant-fix let the wave go on without it and what needs it."
        },
        footer = {
            "",
            "Examples:",
            "  tidemark resolve demo-1-3f9c2a71 csvkit retry --by ada --reason \"the mirror was down\"",
            "  tidemark resolve demo-1-3f9c2a71 csvkit/x86_64-linux wont-fix --by ada --reason \"nobody uses it\""
        })
final class ResolveCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String wave = "";

    @Parameters(
            index = "1",
            paramLabel = "PACKAGE[/SYSTEM]",
            description = "The job. The system may be left out where one alone stands.")
    private String job = "";

    @Parameters(index = "2", paramLabel = "retry|wont-fix|cant-fix", description = "How.")
    private String answer = "";

    @Mixin
    private SignatureOption by = new SignatureOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        WaveDesk.Answer chosen = Usage.checked(spec, () -> WaveDesk.Answer.named(answer));
        String actor = by.actor();
        String reason = by.reason();
        new WaveDesk(farm.reached()).resolve(new WaveDesk.Answered(wave, job), chosen, actor, reason);
        Screen.standard().line("told %s; see what it makes of it: tidemark wave show %s".formatted(wave, wave));
        return ExitCodes.OK;
    }
}
