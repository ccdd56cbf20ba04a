package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.cli.doctor.Doctor;
import dev.tidemark.cli.doctor.Finding;
import dev.tidemark.cli.doctor.Finding.Grade;
import dev.tidemark.cli.doctor.ThisMachine;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What this machine can do. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says what this machine can do, and what to do about the rest. Changes nothing; needs no farm.",
        footer = {
            "",
            "Exit status: 0 when the demo and a farm can run here, 1 when not. What is only missing is no reason for"
                    + " 1.",
            "",
            "Example:",
            "  tidemark doctor --data /srv/tidemark"
        })
final class DoctorCommand implements Callable<Integer> {

    private static final int INDENT = 24;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".tidemark",
            description = "Where a farm would keep its data. Default: ${DEFAULT-VALUE}")
    private Path data = Path.of("");

    @Mixin
    private OutputOption output = new OutputOption();

    @Override
    public Integer call() {
        List<Finding> findings = new Doctor(new ThisMachine(), data, FarmOption.DEFAULT_PORT).look();
        if (output.form().isForPeople()) {
            Screen screen = Screen.standard();
            findings.forEach(finding -> tell(screen, finding));
        } else {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            findings.forEach(finding -> list.addObject()
                    .put("what", finding.what())
                    .put("grade", finding.grade().name())
                    .put("found", finding.found())
                    .put("advice", finding.advice().orElse(null)));
            output.form().print(list, System.out);
        }
        return findings.stream().anyMatch(finding -> finding.grade() == Grade.BAD) ? ExitCodes.RED : ExitCodes.OK;
    }

    private static void tell(Screen screen, Finding finding) {
        Ink ink = switch (finding.grade()) {
            case OK -> Ink.GREEN;
            case MISSING -> Ink.YELLOW;
            case BAD -> Ink.RED;
        };
        screen.wrapped(
                "%s %-14s "
                        .formatted(
                                screen.ink(ink, "%-8s".formatted(finding.grade().label())), finding.what()),
                Screen.printable(finding.found()),
                INDENT);
        finding.advice().ifPresent(advice -> screen.wrapped(" ".repeat(INDENT), "> " + advice, INDENT + 2));
    }
}
