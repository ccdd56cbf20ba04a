package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.RecipeBook;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.set.BumpsBy;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Command sets that are prepared: what is asked for in a workspace is found in that, everything else where another book says. */
public final class PreparedSets implements RecipeBook {

    private final Map<String, SetDescription> sets;
    private final Workspaces workspaces;
    private final RecipeBook others;

    /** @param sets by name */
    public PreparedSets(Map<String, SetDescription> sets, Workspaces workspaces, RecipeBook others) {
        this.sets = new TreeMap<>(sets);
        this.workspaces = workspaces;
        this.others = others;
    }

    @Override
    public List<String> sets() {
        return Stream.concat(others.sets().stream(), sets.keySet().stream())
                .distinct()
                .toList();
    }

    @Override
    public Found find(BuildTask task) throws InterruptedException {
        SetDescription set = sets.get(task.of().set());
        if (set == null || !(task.workspace() instanceof Workspace.Published published)) {
            return others.find(task);
        }
        try {
            AppliedBumps bumps = workspaces.reproduce(set, published).in(published.variant());
            // Where files are changed, that is all that the bump is.
            Optional<String> change = set.applied().orElse(null) instanceof BumpsBy.Environment
                    ? Optional.ofNullable(bumps.changes().get(task.of().attribute()))
                    : Optional.empty();
            return new Found.Recipes(PackageSet.load(set, bumps.tree().folder()), change);
        } catch (PreparationFailedException e) {
            return new Found.Missing(e.kind(), e.reason());
        } catch (InvalidSetException | IOException e) {
            return new Found.Missing(
                    FailureKind.AGENT_FAULT,
                    "the workspace of the set %s cannot be read (%s); look at the disk of the agent's work folder"
                            .formatted(set.name(), e.getMessage()));
        }
    }
}
