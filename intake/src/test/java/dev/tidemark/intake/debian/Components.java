package dev.tidemark.intake.debian;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The strongly connected components of a graph, by Tarjan's algorithm without recursion. */
final class Components {

    private final List<int[]> successors = new ArrayList<>();
    private final int[] order;
    private final int[] low;
    private final boolean[] open;
    private final Deque<Integer> stack = new ArrayDeque<>();
    private int reached;
    private int largest;

    private Components(Collection<Package> packages, Set<DependencyKind> kinds) {
        Map<String, Integer> numbers = new HashMap<>();
        packages.forEach(node -> numbers.put(node.getAttribute(), numbers.size()));
        for (Package node : packages) {
            successors.add(node.getDependencies().stream()
                    .filter(edge -> kinds.contains(edge.getKind()))
                    .map(Dependency::getAttribute)
                    .mapToInt(target -> numbers.getOrDefault(target, -1))
                    .filter(number -> number >= 0)
                    .toArray());
        }
        order = new int[successors.size()];
        low = new int[successors.size()];
        open = new boolean[successors.size()];
    }

    /** How many packages the largest component has, when only edges of these kinds count. */
    static int largest(Collection<Package> packages, Set<DependencyKind> kinds) {
        Components components = new Components(packages, kinds);
        for (int node = 0; node < components.order.length; node++) {
            if (components.order[node] == 0) {
                components.visit(node);
            }
        }
        return components.largest;
    }

    private void visit(int root) {
        Deque<int[]> path = new ArrayDeque<>();
        path.push(enter(root));
        while (!path.isEmpty()) {
            int[] frame = path.peek();
            int node = frame[0];
            if (frame[1] < successors.get(node).length) {
                int next = successors.get(node)[frame[1]++];
                if (order[next] == 0) {
                    path.push(enter(next));
                } else if (open[next]) {
                    low[node] = Math.min(low[node], order[next]);
                }
            } else {
                path.pop();
                leave(node);
                if (!path.isEmpty()) {
                    int parent = path.peek()[0];
                    low[parent] = Math.min(low[parent], low[node]);
                }
            }
        }
    }

    /** The node, and which of its successors is next. */
    private int[] enter(int node) {
        order[node] = ++reached;
        low[node] = reached;
        open[node] = true;
        stack.push(node);
        return new int[] {node, 0};
    }

    private void leave(int node) {
        if (low[node] != order[node]) {
            return;
        }
        int size = 0;
        int member;
        do {
            member = stack.pop();
            open[member] = false;
            size++;
        } while (member != node);
        largest = Math.max(largest, size);
    }
}
