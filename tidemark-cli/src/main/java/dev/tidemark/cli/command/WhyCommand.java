package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.JobSentences;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.service.ServiceException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Why a job is not running. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Says in a sentence why a job of a wave is not running, and what to do next.",
        footer = {"", "Example:", "  tidemark why demo-1 handbook"})
final class WhyCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "WAVE", description = "The wave, as tidemark watch names it.")
    private String wave = "";

    @Parameters(index = "1", paramLabel = "ATTRIBUTE", description = "The package's attribute path within the set.")
    private String attribute = "";

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        List<String> sentences = JobSentences.of(farm.reached(), wave, attribute);
        if (sentences.isEmpty()) {
            throw new ServiceException(
                    "the wave %s has no job of %s: see what it has with tidemark watch --from beginning"
                            .formatted(wave, attribute));
        }
        Screen screen = Screen.standard();
        sentences.forEach(screen::line);
        return ExitCodes.OK;
    }
}
