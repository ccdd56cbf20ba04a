package dev.tidemark.benchmarks.plan;

import dev.tidemark.graph.PackageGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a bump reaches, and its order with the level of each, over lists of names: the least that one writes. */
final class NamedLists {

    private final Map<String, List<String>> dependents;

    private NamedLists(Map<String, List<String>> dependents) {
        this.dependents = dependents;
    }

    static NamedLists of(PackageGraph graph) {
        Map<String, List<String>> dependents = new HashMap<>(); // Only looked up.
        for (int index = 0; index < graph.size(); index++) {
            List<String> names = new ArrayList<>();
            for (int dependent : graph.dependentsOf(index)) {
                names.add(graph.attribute(dependent));
            }
            dependents.put(graph.attribute(index), names);
        }
        return new NamedLists(dependents);
    }

    /** @return how many stand in the order */
    int reached(String bumped) {
        Map<String, Integer> missing = new HashMap<>();
        missing.put(bumped, 0);
        Deque<String> queue = new ArrayDeque<>(List.of(bumped));
        while (!queue.isEmpty()) {
            for (String dependent : of(queue.remove())) {
                if (missing.merge(dependent, 1, Integer::sum) == 1) {
                    queue.add(dependent);
                }
            }
        }
        Map<String, Integer> level = new HashMap<>();
        level.put(bumped, 0);
        queue.add(bumped);
        int count = 0;
        while (!queue.isEmpty()) {
            String next = queue.remove();
            int behind = level.getOrDefault(next, 0) + 1;
            count++;
            for (String dependent : of(next)) {
                level.merge(dependent, behind, Math::max);
                if (missing.merge(dependent, -1, Integer::sum) == 0) {
                    queue.add(dependent);
                }
            }
        }
        return count;
    }

    private List<String> of(String name) {
        return dependents.getOrDefault(name, List.of());
    }
}
