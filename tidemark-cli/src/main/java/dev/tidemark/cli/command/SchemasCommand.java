package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.schemas.contract.AsyncApiDocument;
import dev.tidemark.schemas.wire.SchemaDifference;
import dev.tidemark.service.FarmSettings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The schemas of a farm's events. */
@Command(
        name = "schemas",
        mixinStandardHelpOptions = true,
        description =
                "The schemas of the farm's events: whether its registry has them as this release wants them, and what"
                        + " they are.")
final class SchemasCommand {

    /** Said once, so that a line has room. */
    private static final String NAMESPACE = "dev.tidemark.schemas.";

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Compares. */
    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Shows which schemas and levels of compatibility the registry lacks. Changes nothing.",
            footer = {
                "",
                "Exit status: 0 when it has them all, 4 when not.",
                "",
                "Example:",
                "  tidemark schemas diff --registry http://registry:8080/apis/ccompat/v7"
            })
    int diff(@Mixin OutputOption output, @Mixin FarmOption farm) {
        FarmSettings settings = withServer(farm);
        Screen screen = Screen.standard();
        List<SchemaDifference> differences = Provisioning.schemaDifferences(settings);
        if (!output.form().isForPeople()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            differences.forEach(each -> list.addObject()
                    .put("subject", each.subject())
                    .put("what", each.what())
                    .put("is", each.present())
                    .put("shouldBe", each.wanted()));
            output.form().print(list, System.out);
            return differences.isEmpty() ? ExitCodes.OK : ExitCodes.CHANGES_PENDING;
        }
        if (differences.isEmpty()) {
            return inOrder(screen, settings);
        }
        Table table = new Table("SCHEMA " + NAMESPACE + "…", "WHAT", "IS", "SHOULD BE");
        differences.forEach(difference -> table.row(
                difference.subject().replace(NAMESPACE, ""),
                difference.what(),
                difference.present(),
                difference.wanted()));
        table.print(screen);
        screen.line("");
        screen.line("To mend it: tidemark schemas register --registry "
                + settings.registry().place());
        return ExitCodes.CHANGES_PENDING;
    }

    /** Mends. */
    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = {
                "Registers every version of every schema that the registry lacks, and sets the levels of"
                        + " compatibility.",
                "Deletes nothing. Services never register by themselves."
            },
            footer = {
                "",
                "Examples:",
                "  tidemark schemas register --registry http://registry:8080/apis/ccompat/v7",
                "  tidemark schemas register --config farm.conf      (with a password, or a token, in the file)"
            })
    int register(@Mixin FarmOption farm) {
        FarmSettings settings = withServer(farm);
        Screen screen = Screen.standard();
        for (SchemaDifference mended : Provisioning.registerSchemas(settings)) {
            screen.line(
                    switch (mended) {
                        case SchemaDifference.Missing(var version) ->
                            "%s  %s version %d"
                                    .formatted(
                                            screen.ink(Ink.GREEN, "registered"), version.subject(), version.version());
                        case SchemaDifference.Compatibility(String subject, String was, String level) ->
                            "%s        %s %s, was %s".formatted(screen.ink(Ink.YELLOW, "held"), subject, level, was);
                    });
        }
        return inOrder(screen, settings);
    }

    /** Tells strangers. */
    @Command(
            name = "asyncapi",
            mixinStandardHelpOptions = true,
            description = {
                "Prints the farm's topics, keys, headers and schemas as an AsyncAPI 3 document, in JSON.",
                "Asks nobody: it is what this release writes."
            },
            footer = {"", "Example:", "  tidemark schemas asyncapi > asyncapi.json"})
    int asyncapi() {
        Screen.standard().line(AsyncApiDocument.text().stripTrailing());
        return ExitCodes.OK;
    }

    private static int inOrder(Screen screen, FarmSettings settings) {
        screen.line("The schemas at %s are as they should be."
                .formatted(settings.registry().place()));
        return ExitCodes.OK;
    }

    private FarmSettings withServer(FarmOption farm) {
        FarmSettings settings = farm.settings();
        if (!settings.registry().hasServer()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s is no registry server, there the ids come from the program: give --registry http://…"
                            .formatted(settings.registry().url()));
        }
        return settings;
    }
}
