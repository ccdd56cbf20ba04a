package dev.tidemark.intake.nix;

import dev.tidemark.graph.EdgePolicy;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.codec.PackageCodec;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.graph.impact.Capacity;
import dev.tidemark.graph.impact.Impact;
import dev.tidemark.graph.impact.PlanImpact;
import dev.tidemark.graph.impact.Question;
import dev.tidemark.intake.Collected;
import dev.tidemark.intake.Origin;
import dev.tidemark.schemas.event.Package;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Keeps what a reader hands on, and answers for edges and for what a bump reaches. */
final class RecordingSink extends Collected {

    /** Where a package stands. */
    Origin origin(String attribute) {
        return origins.get(packages.indexOf(get(attribute)));
    }

    /** Edges as {@code attribute KIND}. */
    List<String> needs(String attribute) {
        return get(attribute).getDependencies().stream()
                .map(edge -> edge.getAttribute() + " " + edge.getKind())
                .toList();
    }

    /** The packages whose jobs a plan of a bump names. */
    SortedSet<String> reachedBy(String attribute) {
        GraphBuilder builder = new GraphBuilder("set", 1);
        try {
            for (Package node : packages) {
                builder.add(PackageCodec.node(node));
            }
            Capacity anybody = new Capacity(1, 1, Collections.emptySortedSet());
            Question question =
                    new Question(builder.build(), List.of(attribute), EdgePolicy.ALL, BuildTimes.none(), anybody);
            return PlanImpact.jobs(question).stream()
                    .map(Impact.Job::attribute)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (InvalidGraphException e) {
            throw new AssertionError(e);
        }
    }
}
