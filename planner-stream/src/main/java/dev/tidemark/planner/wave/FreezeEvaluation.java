package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FlakeScore;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Freezes a wave as its set, evaluated with the bumps applied, has it. The evaluation decides the WAVE jobs: one that it does
 * not name does not change, and what needs it gets the BASELINE job. BASELINE jobs are those of the estimate; one that the
 * evaluation names is as the evaluation has it. Used once.
 */
final class FreezeEvaluation {

    private static final int MOST_NAMED = 5;

    private final WavePlan estimate;
    private final Sha256 workspace;
    private final List<EvaluatedJob> rows;
    /** BASELINE jobs first, of them those of the estimate in its order; then in the order of their names. */
    private final List<Node> nodes = new ArrayList<>();

    private final Map<JobId, Integer> places = new HashMap<>();
    /** By the number of a BASELINE job in the estimate. */
    private final int[] placesOfEstimated;

    /** A job that is to be frozen, and the places of those that it needs. */
    private static final class Node {
        private final JobId id;
        /** In the estimate; -1 where that is of no use. */
        private final int number;
        /** Null where the job is as it was estimated. */
        private final @Nullable EvaluatedJob row;

        private int[] needs = {};

        Node(JobId id, int number, @Nullable EvaluatedJob row) {
            this.id = id;
            this.number = number;
            this.row = row;
        }
    }

    /** What comes of it. */
    sealed interface Outcome {
        /** The wave's jobs. */
        record Frozen(WavePlan plan) implements Outcome {}

        /** @param flaw why that cannot be a wave, as a part of a sentence */
        record Flawed(String flaw) implements Outcome {}
    }

    /** @param rows in any order */
    FreezeEvaluation(WavePlan estimate, Sha256 workspace, List<EvaluatedJob> rows) {
        this.estimate = estimate;
        this.placesOfEstimated = new int[estimate.size()];
        this.workspace = workspace;
        this.rows = rows.stream().sorted(Comparator.comparing(EvaluatedJob::id)).toList();
    }

    Outcome freeze() {
        String flaw = flawOfNames();
        if (flaw == null) {
            place();
            flaw = connect();
        }
        if (flaw != null) {
            return new Outcome.Flawed(flaw);
        }
        List<Integer> order = order();
        return order.size() < nodes.size()
                ? new Outcome.Flawed(cycle(new HashSet<>(order)))
                : new Outcome.Frozen(plan(order));
    }

    private @Nullable String flawOfNames() {
        Set<String> changed = new HashSet<>();
        for (int row = 0; row < rows.size(); row++) {
            JobId id = rows.get(row).id();
            if (id.attribute().equals(PackageId.WORKSPACE)) {
                return "the evaluation names %s, which is no package".formatted(id);
            }
            if (PackageId.isSource(id.attribute())
                    && (id.variant() != Variant.BASELINE
                            || !rows.get(row).needs().isEmpty())) {
                return "the evaluation names the source %s, which is fetched once for all and needs nothing"
                        .formatted(id);
            }
            if (row > 0 && rows.get(row - 1).id().equals(id)) {
                return "the evaluation names %s twice".formatted(id);
            }
            if (id.variant() == Variant.WAVE) {
                changed.add(id.attribute());
            }
        }
        Set<String> estimated = new HashSet<>(); // What is built for no system has no jobs.
        for (int job = 0; job < estimate.size(); job++) {
            if (estimate.isWaveJob(job)) {
                estimated.add(estimate.attribute(job));
            }
        }
        for (Bump bump : estimate.bumps()) {
            if (estimated.contains(bump.attribute()) && !changed.contains(bump.attribute())) {
                return "the bump of %s to %s changes nothing: the evaluation has no job of %s that is another"
                        .formatted(bump.attribute(), bump.to(), bump.attribute());
            }
        }
        return null;
    }

    private void place() {
        Map<JobId, EvaluatedJob> named = new HashMap<>();
        rows.forEach(row -> named.put(row.id(), row));
        for (int job = 0; job < estimate.size(); job++) {
            if (!estimate.isWaveJob(job)) {
                JobId id = estimate.id(job);
                placesOfEstimated[job] = nodes.size();
                place(id, job, named.remove(id));
            }
        }
        for (Variant variant : List.of(Variant.BASELINE, Variant.WAVE)) {
            for (EvaluatedJob row : rows) {
                if (row.id().variant() == variant && named.containsKey(row.id())) {
                    place(row.id(), -1, row);
                }
            }
        }
    }

    private void place(JobId id, int number, @Nullable EvaluatedJob row) {
        places.put(id, nodes.size());
        nodes.add(new Node(id, number, row));
    }

    private @Nullable String connect() {
        for (Node node : nodes) {
            EvaluatedJob row = node.row;
            if (row == null) {
                node.needs = Arrays.stream(estimate.dependenciesOf(node.number))
                        .map(need -> placesOfEstimated[need]) // A BASELINE job needs BASELINE jobs.
                        .toArray();
            } else {
                String flaw = connect(node, row);
                if (flaw != null) {
                    return flaw;
                }
            }
        }
        return null;
    }

    private @Nullable String connect(Node node, EvaluatedJob row) {
        TreeSet<Integer> needs = new TreeSet<>();
        Set<String> attributes = new HashSet<>();
        for (JobId need : row.needs()) {
            if (node.id.variant() == Variant.BASELINE && need.variant() == Variant.WAVE) {
                return "%s needs %s, which has the bumps".formatted(node.id, need);
            }
            Integer place = places.get(need);
            if (place == null) {
                place = places.get(new JobId(need.attribute(), need.system(), Variant.BASELINE));
            }
            if (place == null) {
                return "%s needs %s, which neither the evaluation nor the graph has".formatted(node.id, need);
            }
            if (needs.add(place) && !attributes.add(need.attribute())) {
                return "%s needs %s more than once".formatted(node.id, need.attribute());
            }
        }
        node.needs = needs.stream().mapToInt(Integer::intValue).toArray();
        return null;
    }

    /** Places in an order in which dependencies come first, of several that could come next the first; without those on a cycle. */
    private List<Integer> order() {
        int[] missing = new int[nodes.size()];
        List<List<Integer>> dependents = new ArrayList<>();
        nodes.forEach(node -> dependents.add(new ArrayList<>()));
        PriorityQueue<Integer> ready = new PriorityQueue<>();
        for (int place = 0; place < missing.length; place++) {
            missing[place] = nodes.get(place).needs.length;
            for (int need : nodes.get(place).needs) {
                dependents.get(need).add(place);
            }
            if (missing[place] == 0) {
                ready.add(place);
            }
        }
        List<Integer> order = new ArrayList<>(missing.length);
        for (Integer next = ready.poll(); next != null; next = ready.poll()) {
            order.add(next);
            for (int dependent : dependents.get(next)) {
                if (--missing[dependent] == 0) {
                    ready.add(dependent);
                }
            }
        }
        return order;
    }

    /** Each that is left needs one that is left, so that whoever follows them comes round. */
    private String cycle(Set<Integer> ordered) {
        List<Integer> path = new ArrayList<>();
        int at = 0;
        while (ordered.contains(at)) {
            at++;
        }
        while (!path.contains(at)) {
            path.add(at);
            at = Arrays.stream(nodes.get(at).needs)
                    .filter(need -> !ordered.contains(need))
                    .findFirst()
                    .orElseThrow();
        }
        List<Integer> round = path.subList(path.indexOf(at), path.size());
        return "the evaluation has a cycle of %d jobs: %s"
                .formatted(
                        round.size(),
                        round.stream()
                                .limit(MOST_NAMED)
                                .map(place -> nodes.get(place).id.toString())
                                .collect(Collectors.joining(" needs ")));
    }

    private WavePlan plan(List<Integer> order) {
        int[] numbers = new int[nodes.size()];
        for (int number = 0; number < numbers.length; number++) {
            numbers[order.get(number)] = number;
        }
        List<FrozenJob> jobs = new ArrayList<>(numbers.length);
        List<int[]> dependencies = new ArrayList<>(numbers.length);
        int[] baseline = new int[numbers.length];
        for (int place : order) {
            Node node = nodes.get(place);
            int[] needs = Arrays.stream(node.needs).map(need -> numbers[need]).toArray();
            baseline[jobs.size()] = node.id.variant() == Variant.WAVE ? baselineOf(node.id, numbers) : -1;
            dependencies.add(needs);
            jobs.add(frozen(node, jobs, needs));
        }
        WavePlan.Header header = estimate.header().in(new Workspace.Published(workspace));
        return new WavePlan(header, jobs, dependencies, baseline);
    }

    /** -1 for a package that the set has only with the bumps. */
    private int baselineOf(JobId id, int[] numbers) {
        Integer place = places.get(new JobId(id.attribute(), id.system(), Variant.BASELINE));
        return place == null ? -1 : numbers[place];
    }

    /** A job is built in the strictest domain of its build closure, whatever it asks for itself. */
    private FrozenJob frozen(Node node, List<FrozenJob> before, int[] needs) {
        EvaluatedJob row = node.row;
        FrozenJob known = row == null ? estimate.job(node.number) : null;
        TrustDomain trust = known == null ? Objects.requireNonNull(row).trust() : known.trust();
        for (int need : needs) {
            TrustDomain needed = before.get(need).trust();
            trust = needed.compareTo(trust) > 0 ? needed : trust;
        }
        if (row == null) {
            return Objects.requireNonNull(known).in(trust);
        }
        Expected expected = expected(node.id);
        return new FrozenJob(
                node.id,
                row.version(),
                trust,
                row.recipeDigest(),
                row.features(),
                row.maintainers(),
                expected.seconds(),
                expected.failureChance(),
                expected.flakeScore(),
                row.sentinel(),
                row.refusal());
    }

    private record Expected(double seconds, double failureChance, FlakeScore flakeScore) {}

    /** What the estimate knows of the job, or of the same without the bumps; of a package that the graph lacks nothing. */
    private Expected expected(JobId id) {
        int known = estimate.numberOf(id);
        if (known < 0) {
            known = estimate.numberOf(new JobId(id.attribute(), id.system(), Variant.BASELINE));
        }
        return known < 0
                ? new Expected(
                        Prospects.UNKNOWN.seconds(id.attribute(), id.system()),
                        Prospects.UNKNOWN.failureChance(id.attribute(), id.system()),
                        Prospects.UNKNOWN.flakeScore(id.attribute(), id.system()))
                : new Expected(
                        estimate.expectedSeconds(known), estimate.failureChance(known), estimate.flakeScore(known));
    }
}
