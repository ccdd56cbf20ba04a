package dev.tidemark.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.farm.FarmPolicies;
import dev.tidemark.cli.farm.FarmPolicies.Applied;
import dev.tidemark.cli.farm.FarmSets;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.planner.codec.PolicyCodec;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What was decided about a set. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description =
                "A set's policy: which bumps are taken up, when, and together with which (docs/formats/policy.md).")
final class PolicyCommand {

    private static final String CORRECT_IT = "correct it by docs/formats/policy.md";

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    /** Reads one. */
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Says whether a document is a policy, and if not, where and why. Needs no farm.",
            footer = {
                "",
                "Exit status: 0 when it is one, 1 when not.",
                "",
                "Example:",
                "  tidemark policy check nixpkgs.yaml"
            })
    int check(@Parameters(paramLabel = "FILE", description = "YAML or JSON.") Path file) {
        Optional<String> wrong = wrong(document(file));
        wrong.ifPresentOrElse(
                reason -> Screen.standard().line("%s: %s; %s".formatted(file, reason, CORRECT_IT)),
                () -> Screen.standard().line(file + " is a policy."));
        return wrong.isEmpty() ? ExitCodes.OK : ExitCodes.RED;
    }

    /** Lets one hold. */
    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = "Lets a policy hold for a set from now on; bumps that wait or are held are judged again.",
            footer = {"", "Example:", "  tidemark policy apply nixpkgs.yaml --set nixpkgs --by ada"})
    int apply(
            @Parameters(paramLabel = "FILE", description = "YAML or JSON.") Path file,
            @Option(names = "--set", required = true, paramLabel = "SET", description = "The set that it is for.")
                    String set,
            @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who decides so.") String by,
            @Mixin FarmOption farm)
            throws InterruptedException {
        requireNames(set, by);
        String document = document(file);
        Optional<String> wrong = wrong(document);
        if (wrong.isPresent()) {
            throw new UsageException("%s: %s; %s, and apply it again".formatted(file, wrong.get(), CORRECT_IT));
        }
        FarmSettings reached = farm.reached();
        FarmPolicies.apply(
                reached, set, new Applied(document, by, Clock.systemUTC().instant()));
        Screen.standard()
                .line("%s holds for %s from now on; see it with: tidemark policy show --set %s"
                        .formatted(file, set, set));
        List<String> sets = FarmSets.names(reached);
        if (!sets.contains(set)) {
            Screen.standard().line(unknown(set, sets));
        }
        return ExitCodes.OK;
    }

    /** Shows the one that holds. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows the policy that holds for a set, who applied it and when.",
            footer = {"", "Example:", "  tidemark policy show --set nixpkgs"})
    int show(
            @Option(names = "--set", required = true, paramLabel = "SET", description = "The set.") String set,
            @Mixin OutputOption output,
            @Mixin FarmOption farm)
            throws InterruptedException {
        requireNames(set, "nobody");
        Screen screen = Screen.standard();
        FarmSettings reached = farm.reached();
        Optional<Applied> applied = FarmPolicies.of(reached, set);
        List<String> sets = applied.isPresent() ? List.of(set) : FarmSets.names(reached);
        if (!sets.contains(set)) {
            throw new UsageException(unknown(set, sets));
        }
        if (!output.form().isForPeople()) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode().put("set", set);
            applied.ifPresent(policy -> answer.put("appliedBy", policy.appliedBy())
                    .put("at", policy.at().toString())
                    .put("document", policy.document()));
            output.form().print(answer, System.out);
            return ExitCodes.OK;
        }
        if (applied.isEmpty()) {
            screen.line(
                    "%s has no policy: routine bumps are taken up at once. To give it one: tidemark policy apply FILE --set %s --by NAME"
                            .formatted(set, set));
            return ExitCodes.OK;
        }
        screen.line(screen.ink(
                Ink.FAINT,
                "# of %s, applied by %s at %s"
                        .formatted(
                                set,
                                Screen.printable(applied.get().appliedBy()),
                                applied.get().at())));
        applied.get().document().lines().forEach(line -> screen.line(Screen.printable(line)));
        return ExitCodes.OK;
    }

    /** A set is named as packages of it are. */
    private void requireNames(String set, String by) {
        Usage.require(spec, () -> {
            var unused = new PackageId(set, "any");
        });
        Usage.require(spec, () -> {
            if (!BumpCommand.asPublisher(by).equals(by)) {
                throw new IllegalArgumentException(
                        "\"%s\" is no name: use letters, digits and _ . + @ - (at most 100)".formatted(by));
            }
        });
    }

    private static String unknown(String set, List<String> sets) {
        return "the farm has no set %s%s: name one of those, or import it: tidemark graph import PATH"
                .formatted(set, sets.isEmpty() ? ", nor any other" : ", but " + String.join(", ", sets));
    }

    private static Optional<String> wrong(String document) {
        try {
            var unused = PolicyCodec.read(document);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The policy in a file.
     *
     * @throws ServiceException when it cannot be read, or is none
     */
    static Policy read(Path file) {
        try {
            return PolicyCodec.read(document(file));
        } catch (IllegalArgumentException e) {
            throw new UsageException("%s: %s; %s".formatted(file, e.getMessage(), CORRECT_IT), e);
        }
    }

    private static String document(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new UsageException("there is no file %s: name one that holds a policy".formatted(file), e);
        } catch (CharacterCodingException e) {
            throw new UsageException("%s is no text in UTF-8: save it as that".formatted(file), e);
        } catch (IOException e) {
            if (Files.isDirectory(file)) {
                throw new UsageException("%s is a folder: name a file in it that holds a policy".formatted(file), e);
            }
            throw new ServiceException(
                    "%s cannot be read (%s): name a file that can".formatted(file, e.getMessage()), e);
        }
    }
}
