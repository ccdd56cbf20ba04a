package dev.tidemark.benchmarks.plan;

import dev.tidemark.graph.PackageGraph;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.graph.AsSubgraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.jgrapht.traverse.BreadthFirstIterator;
import org.jgrapht.traverse.TopologicalOrderIterator;

/** What a bump reaches by JGraphT's own means: a breadth-first search, and the order of the subgraph that it finds. */
final class GraphView {

    private final Graph<String, DefaultEdge> dependents;

    private GraphView(Graph<String, DefaultEdge> dependents) {
        this.dependents = dependents;
    }

    static GraphView of(PackageGraph graph) {
        Graph<String, DefaultEdge> dependents = new SimpleDirectedGraph<>(DefaultEdge.class);
        for (int index = 0; index < graph.size(); index++) {
            dependents.addVertex(graph.attribute(index));
        }
        for (int index = 0; index < graph.size(); index++) {
            for (int dependent : graph.dependentsOf(index)) {
                dependents.addEdge(graph.attribute(index), graph.attribute(dependent));
            }
        }
        return new GraphView(dependents);
    }

    /** @return how many stand in the order */
    int reached(String bumped) {
        Set<String> reached = new HashSet<>();
        new BreadthFirstIterator<>(dependents, bumped).forEachRemaining(reached::add);
        Iterator<String> order = new TopologicalOrderIterator<>(new AsSubgraph<>(dependents, reached));
        int count = 0;
        while (order.hasNext()) {
            order.next();
            count++;
        }
        return count;
    }
}
