package dev.tidemark.agent.prepare;

import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.NixExpression;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.CommandPicture;
import dev.tidemark.workspace.SetPicture;
import dev.tidemark.workspace.nix.EvaluationStoppedException;
import dev.tidemark.workspace.nix.NixSource;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.nix.SetNotEvaluatedException;
import java.io.IOException;

/** What sets are in one state: of a Nix set its evaluation, of a command set its recipes. */
final class SetPictures {

    private final SetEvaluator nix;

    SetPictures(SetEvaluator nix) {
        this.nix = nix;
    }

    /**
     * @param system for a set that asks for one
     * @throws SetNotEvaluatedException when the set as a whole cannot be read or evaluated
     * @throws EvaluationStoppedException when something else is in the way
     * @throws IOException when its files cannot be read; the message says why
     */
    SetPicture of(SetDescription set, AppliedBumps bumps, String system) throws IOException, InterruptedException {
        if (set.nix().isPresent()) {
            NixExpression expression = set.nix().get();
            return nix.picture(
                    set.name(),
                    NixSource.Expression.of(expression, bumps.tree().folder(), system)
                            .with(bumps.arguments()));
        }
        try {
            return CommandPicture.of(
                    PackageSet.load(set, bumps.tree().folder()), system, bumps.versions(), bumps.changes());
        } catch (InvalidSetException e) {
            throw new SetNotEvaluatedException(String.valueOf(e.getMessage()), e);
        }
    }
}
