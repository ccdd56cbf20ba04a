package dev.tidemark.cli;

import dev.tidemark.cli.command.Logs;
import dev.tidemark.cli.command.TidemarkCommand;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the JVM watches once a build, so that it can write down what later starts load: the help, and a plan. The launcher
 * runs it, and nobody else.
 */
final class Rehearsal {

    private Rehearsal() {}

    /** @param arguments the file of a prepared graph that has openssl */
    public static void main(String[] arguments) {
        Logs.toTerminal(); // A class that was not written down has every later start look for it in all the jars.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        run(List.of("--help"));
        run(List.of("plan", "openssl", "--graph", arguments[0]));
    }

    private static void run(List<String> command) {
        String[] words = command.toArray(String[]::new);
        int status = Main.run(TidemarkCommand.commandLine(words), words);
        if (status != 0) {
            System.exit(status);
        }
    }
}
