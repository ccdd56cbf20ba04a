package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.command.TidemarkCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Commands as a person gives them, without the seconds that a process of its own takes for each. */
public final class InThisProcess {

    private InThisProcess() {}

    /** What came of a command. */
    record Said(int status, String all) {}

    /** Runs it to its end, which must be the expected one, and returns what it printed. */
    public static String run(int expected, String... arguments) {
        Said said = said(arguments);
        assertThat(said.status()).as(said.all()).isEqualTo(expected);
        return said.all();
    }

    /** Runs it to its end. */
    static Said said(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        StringWriter complained = new StringWriter();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            CommandLine command = TidemarkCommand.commandLine(arguments).setErr(new PrintWriter(complained, true));
            int status = Main.run(command, arguments);
            return new Said(status, (printed.toString(StandardCharsets.UTF_8) + complained).strip());
        } finally {
            System.setOut(before);
        }
    }
}
