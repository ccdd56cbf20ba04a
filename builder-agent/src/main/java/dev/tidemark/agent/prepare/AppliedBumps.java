package dev.tidemark.agent.prepare;

import dev.tidemark.workspace.nix.NixArgument;
import dev.tidemark.workspace.source.SourceTree;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A set's files with bumps applied, and what else it takes to evaluate and build with them.
 *
 * @param tree the files, changed or as they were
 * @param arguments of a Nix expression beside those of its description
 * @param versions that recipes get instead of the set's own, by attribute
 * @param changes what recipes are told besides the version, by attribute
 */
public record AppliedBumps(
        SourceTree tree,
        List<NixArgument> arguments,
        SortedMap<String, String> versions,
        SortedMap<String, String> changes) {

    public AppliedBumps {
        arguments = List.copyOf(arguments);
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        changes = Collections.unmodifiableSortedMap(new TreeMap<>(changes));
    }

    /** A set as it is. */
    public static AppliedBumps none(SourceTree tree) {
        return new AppliedBumps(tree, List.of(), Collections.emptySortedMap(), Collections.emptySortedMap());
    }
}
