package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace.Bump;
import dev.tidemark.set.BumpsBy;
import dev.tidemark.workspace.PicturedPackage;
import dev.tidemark.workspace.SetPicture;
import java.util.List;
import java.util.Optional;

/** Whether a set that bumps were applied to has taken them. Without this a wave of a package that stayed as it was would be green. */
final class TakenBumps {

    private TakenBumps() {}

    /** @throws PreparationFailedException when a package has another version to get and still has the one that it had */
    static void require(BumpsBy by, List<Bump> bumps, SetPicture before, SetPicture after)
            throws PreparationFailedException {
        for (Bump bump : bumps) {
            Optional<PicturedPackage> was = before.find(bump.attribute());
            Optional<PicturedPackage> is = after.find(bump.attribute());
            if (was.isPresent() && is.isPresent() && isLeft(by, bump, was.get(), is.get())) {
                throw new PreparationFailedException(
                        FailureKind.EVALUATION_FAILED,
                        "%s is still at %s with its bump to %s applied: %s; then import the set, `tidemark wave abandon` the wave and `tidemark bump force` the bump"
                                .formatted(bump.attribute(), is.get().version(), bump.to(), nextStep(by)));
            }
        }
    }

    /** What cannot be evaluated any more fails where it is built, and what keeps its version by nature is bumped to that. */
    private static boolean isLeft(BumpsBy by, Bump bump, PicturedPackage was, PicturedPackage is) {
        return !bump.from().equals(bump.to())
                && is.evaluates()
                && !is.version().isEmpty()
                && is.version().equals(was.version())
                && !is.version().equals(bump.to())
                && (isOfFiles(by) || is.identities().equals(was.identities()));
    }

    /** Whether it is the set's own files that say the version then; an expression that is told it may show it nowhere. */
    private static boolean isOfFiles(BumpsBy by) {
        return switch (by) {
            case BumpsBy.Merge merge -> true;
            case BumpsBy.Script script -> true;
            case BumpsBy.Argument argument -> false;
            case BumpsBy.Environment environment -> false;
            case BumpsBy.Overlay overlay -> false;
        };
    }

    private static String nextStep(BumpsBy by) {
        return switch (by) {
            case BumpsBy.Merge merge -> "have the branch that is merged say the new version";
            case BumpsBy.Script script ->
                "have the set's update script (%s) write $to where the set says the version of $attribute"
                        .formatted(String.join(" ", script.command()));
            case BumpsBy.Argument argument ->
                "have the set's expression take the version from its argument %s".formatted(argument.versions());
            case BumpsBy.Environment environment -> throw new AssertionError("what recipes are told is the version");
            case BumpsBy.Overlay overlay ->
                "have the set's expression apply the overlays that it gets as %s".formatted(overlay.argument());
        };
    }
}
