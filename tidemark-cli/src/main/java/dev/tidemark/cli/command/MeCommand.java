package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.PersonDesk;
import dev.tidemark.cli.farm.WishDesk;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What concerns somebody. */
@Command(
        name = "me",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what concerns somebody: the breakages that they can act on, what of theirs is blocked behind others, what",
            "waves that go on build again of theirs, and what they wish."
        },
        footer = {
            "",
            "Who that is: PERSON, else --person, else the environment's TIDEMARK_PERSON, else person = … in the file of --config.",
            "Exit status: 0 when there is nothing to act on, 1 when there is.",
            "",
            "Examples:",
            "  tidemark me ada",
            "  TIDEMARK_PERSON=ada tidemark me -o json"
        })
final class MeCommand implements Callable<Integer> {

    @Parameters(index = "0", arity = "0..1", paramLabel = "PERSON", description = "A handle, as the sets have it.")
    private @Nullable String named;

    @Option(
            names = "--person",
            paramLabel = "PERSON",
            defaultValue = "${env:TIDEMARK_PERSON}",
            description = "The same. Default: what the environment's TIDEMARK_PERSON says.")
    private @Nullable String person;

    @Mixin
    private OutputOption output = new OutputOption();

    @Mixin
    private FarmOption farm = new FarmOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before it runs.
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        String who = Stream.of(named == null ? "" : named, person == null ? "" : person, farm.person())
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "Say who you are: tidemark me PERSON, or TIDEMARK_PERSON=PERSON in the environment"));
        WishDesk.Whose whose = Usage.checked(spec, () -> new WishDesk.Whose(who, who));
        return new PersonDesk(farm.reached()).show(whose, output.form()) ? ExitCodes.OK : ExitCodes.RED;
    }
}
