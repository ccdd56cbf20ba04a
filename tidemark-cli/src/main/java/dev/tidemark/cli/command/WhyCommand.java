package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.cli.farm.JobSentences;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.service.UsageException;
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

    private static final int INDENT = 4;

    @Parameters(index = "0", paramLabel = "WAVE", description = "As tidemark wave list shows it.")
    private String wave = "";

    @Parameters(index = "1", paramLabel = "PACKAGE", description = "Its attribute path within the set.")
    private String attribute = "";

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Override
    public Integer call() throws InterruptedException {
        List<String> sentences = JobSentences.of(farm.reached(), wave, attribute);
        if (sentences.isEmpty()) {
            throw new UsageException(
                    "the wave %s has no job of %s: see tidemark job list %s".formatted(wave, attribute, wave));
        }
        if (output.form().isForPeople()) {
            Screen screen = Screen.standard();
            sentences.forEach(sentence -> screen.wrapped("", sentence, INDENT));
        } else {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            sentences.forEach(list::add);
            output.form().print(list, System.out);
        }
        return ExitCodes.OK;
    }
}
