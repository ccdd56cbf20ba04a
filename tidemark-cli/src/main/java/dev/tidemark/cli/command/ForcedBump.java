package dev.tidemark.cli.command;

import dev.tidemark.intake.Release;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A bump that somebody has taken up at once, whatever holds it: it opens a wave of its own as soon as its package exists. */
final class ForcedBump {

    private ForcedBump() {}

    /**
     * What is to be published, in the name of the one who asks.
     *
     * @param bump {@code SET:PACKAGE@VERSION}
     * @param change its change; null where it has none
     * @throws ParameterException when it names no bump that could be
     */
    static Release release(CommandSpec spec, String bump, @Nullable String change, SignatureOption by) {
        int version = bump.lastIndexOf('@');
        if (version < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "\"%s\" names no version: write SET:PACKAGE@VERSION, such as demo:textkit@2.0".formatted(bump));
        }
        String actor = by.actor();
        String reason = by.reason();
        return Usage.checked(
                spec,
                () -> new Release(
                        PackageId.parse(bump.substring(0, version)),
                        Optional.empty(),
                        bump.substring(version + 1),
                        BumpKind.ROUTINE,
                        actor,
                        Clock.systemUTC().instant(),
                        new Release.Details(
                                Optional.ofNullable(change), List.of(), Optional.of(reason), Optional.empty())));
    }
}
