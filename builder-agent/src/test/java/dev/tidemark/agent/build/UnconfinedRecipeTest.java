package dev.tidemark.agent.build;

import dev.tidemark.agent.sandbox.Confinement;
import java.nio.file.Path;

/** On a machine that has neither a sandbox nor limits to offer. */
final class UnconfinedRecipeTest extends CommandExecutorContract {

    @Override
    Confinement confinement(Path folder) {
        return Confinement.NONE;
    }

    @Override
    boolean holdsAll() {
        return false;
    }
}
