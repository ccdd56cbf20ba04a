package dev.tidemark.agent.build;

import dev.tidemark.set.PackageSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sets that are built as they lie in folders: nothing was applied to them but the versions that they hold. */
public final class SetFolders implements RecipeBook {

    private final Map<String, PackageSet> sets;

    /** @param sets by name */
    public SetFolders(Map<String, PackageSet> sets) {
        this.sets = new TreeMap<>(sets);
    }

    @Override
    public List<String> sets() {
        return List.copyOf(sets.keySet());
    }

    @Override
    public Found find(BuildTask task) {
        String name = task.of().set();
        return switch (task.workspace()) {
            case Workspace.None none -> {
                PackageSet set = sets.get(name);
                yield set == null
                        ? new Found.Missing(
                                FailureKind.AGENT_FAULT,
                                "the agent has no set %s; add it to the agent's sets and restart it".formatted(name))
                        : new Found.Recipes(set, Optional.empty());
            }
            case Workspace.Published(var digest, var variant) ->
                new Found.Missing(
                        FailureKind.AGENT_FAULT,
                        "the agent cannot reproduce the workspace %s of the set %s, since it builds what its set folders hold; let an agent build it that evaluates the set"
                                .formatted(digest.brief(12), name));
            case Workspace.Wanted wanted ->
                new Found.Missing(
                        FailureKind.AGENT_FAULT,
                        "the agent builds what its set folders hold and cannot prepare a wave of the set %s; take the feature prepare away from it"
                                .formatted(name));
        };
    }
}
