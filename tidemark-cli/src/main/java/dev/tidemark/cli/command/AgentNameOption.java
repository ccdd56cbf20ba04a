package dev.tidemark.cli.command;

import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.service.FarmSettings;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An agent of a farm that something is decided about, and who decides it. */
final class AgentNameOption {

    @Parameters(paramLabel = "NAME", description = "The agent's name.")
    private String name = "";

    @Option(
            names = "--pool",
            paramLabel = "SYSTEM.DOMAIN",
            description = "Its pool; needed where several have an agent of that name.")
    private @Nullable String pool;

    @Mixin
    private SignatureOption signature = new SignatureOption();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // Set by picocli before the command runs.
    private CommandSpec command;

    String name() {
        return name;
    }

    /** How it was enrolled, as a decision of now. */
    Enrolment.Builder decided(FarmSettings farm) {
        Optional<Pool> named = Optional.ofNullable(pool).map(text -> Usage.checked(command, () -> Pool.parse(text)));
        return Enrolment.newBuilder(FarmEnrolments.of(farm, name, named))
                .setBy(signature.actor())
                .setReason(signature.reason())
                .setAt(Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
