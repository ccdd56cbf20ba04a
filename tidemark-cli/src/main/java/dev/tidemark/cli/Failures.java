package dev.tidemark.cli;

import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.cli.command.Logs;
import dev.tidemark.cli.terminal.Screen.ReaderGoneException;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a person reads when a command fails: one sentence and the next step. A stack trace goes to the log file, or with
 * {@code TIDEMARK_DEBUG=1} to standard error.
 */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private final boolean debug;

    /** @param debug whether stack traces are wanted on the terminal */
    Failures(boolean debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        say(
                command,
                "%s (more: %s --help)"
                        .formatted(e.getMessage(), command.getCommandSpec().qualifiedName()));
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        return ExitCodes.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return switch (e) {
            case ParameterException usage -> handleParseException(usage, new String[0]);
            case ReaderGoneException gone -> ExitCodes.READER_GONE;
            case UsageException mistaken -> {
                say(command, String.valueOf(mistaken.getMessage()));
                trace(command, e);
                yield ExitCodes.USAGE;
            }
            case ServiceException known -> unreachable(command, String.valueOf(known.getMessage()), e);
            case KafkaException refused ->
                unreachable(
                        command,
                        "the farm's brokers refuse (%s): check --farm and --kafka, and see their log"
                                .formatted(reason(refused)),
                        e);
            default -> unexpected(e, command);
        };
    }

    private int unreachable(CommandLine command, String sentence, Exception e) {
        say(command, sentence);
        trace(command, e);
        return ExitCodes.UNREACHABLE;
    }

    /** Something that no one has thought of. */
    int unexpected(Throwable e, CommandLine command) {
        if (e instanceof OutOfMemoryError) {
            say(command, "there is not enough memory for this: give it more, with TIDEMARK_JAVA_OPTS=-Xmx2g");
            return ExitCodes.UNREACHABLE;
        }
        Optional<Path> log = Logs.file();
        log.ifPresent(file ->
                LoggerFactory.getLogger(Failures.class).atError().setCause(e).log("unexpected"));
        say(
                command,
                "unexpected: %s; please report it, with %s"
                        .formatted(
                                reason(e),
                                log.map(file -> "the end of " + file)
                                        .orElse("what TIDEMARK_DEBUG=1 shows when you run it again")));
        trace(command, e);
        return ExitCodes.BROKEN;
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        String name = e.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? name
                : name + ", " + message.lines().findFirst().orElse("");
    }

    private static void say(CommandLine command, String sentence) {
        command.getErr().println(command.getColorScheme().errorText("tidemark: ") + sentence);
    }

    private void trace(CommandLine command, Throwable e) {
        if (debug) {
            e.printStackTrace(command.getErr());
            command.getErr().flush();
        }
    }
}
