package dev.tidemark.workspace;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What bumps change in a set: its picture with them held against the one without. Of each job that differs there is a WAVE
 * job; of each that such a one is judged by or built from a BASELINE job, and so on down to what needs nothing. What the set
 * has not any more is a WAVE job that is refused. What could be evaluated and cannot any more is asked for all the same, so
 * that it fails and somebody is told.
 *
 * <p>What is fetched for a job that is to be built is a job of its own, which the job needs: one, whoever needs it, with the bumps or
 * without. It asks for the most open domain of those that ask for it.
 *
 * <p>Where packages need each other in a circle, a WAVE job needs the BASELINE job for one of these edges, and a BASELINE job
 * does without. Used once.
 */
public final class Difference {

    private static final Sha256 GONE = Sha256.builder().add("gone").build();

    private final SetPicture before;
    private final SetPicture after;
    private final Set<String> sentinels = new HashSet<>();
    private final SortedMap<JobId, EvaluatedJob> rows = new TreeMap<>();
    private final Set<JobId> changed = new HashSet<>();

    /** @param bumped attributes of the packages whose bumps are applied */
    private Difference(SetPicture before, SetPicture after, Collection<String> bumped) {
        this.before = before;
        this.after = after;
        for (String attribute : bumped) {
            after.find(attribute).ifPresent(each -> sentinels.addAll(each.sentinels()));
        }
    }

    /**
     * The jobs, in their order.
     *
     * @param bumped attributes of the packages whose bumps are applied
     */
    public static List<EvaluatedJob> of(SetPicture before, SetPicture after, Collection<String> bumped) {
        return new Difference(before, after, bumped).rows();
    }

    private List<EvaluatedJob> rows() {
        for (PicturedPackage each : after.packages()) {
            for (String system : each.systems()) {
                PicturedPackage former = before.on(each.attribute(), system);
                if (former == null || !former.identity(system).equals(each.identity(system))) {
                    changed.add(new JobId(each.attribute(), system, Variant.WAVE));
                }
            }
        }
        Deque<JobId> wanted = new ArrayDeque<>(new TreeSet<>(changed));
        for (PicturedPackage each : before.packages()) {
            for (String system : each.systems()) {
                if (after.on(each.attribute(), system) == null) {
                    JobId gone = new JobId(each.attribute(), system, Variant.WAVE);
                    rows.put(gone, gone(gone, each));
                    wanted.add(new JobId(each.attribute(), system, Variant.BASELINE));
                }
            }
        }
        while (!wanted.isEmpty()) {
            JobId next = wanted.removeFirst();
            if (!rows.containsKey(next)) {
                EvaluatedJob row = row(next);
                rows.put(next, row);
                row.needs().stream().filter(need -> !isSource(need)).forEach(need -> wanted.add(need));
                if (next.variant() == Variant.WAVE && before.on(next.attribute(), next.system()) != null) {
                    wanted.add(new JobId(next.attribute(), next.system(), Variant.BASELINE));
                }
            }
        }
        new Circles().cut();
        return List.copyOf(rows.values());
    }

    private EvaluatedJob row(JobId id) {
        boolean bumped = id.variant() == Variant.WAVE;
        PicturedPackage of = (bumped ? after : before).on(id.attribute(), id.system());
        if (of == null) {
            throw new AssertionError(id + " is in neither picture");
        }
        PicturedPackage former = before.on(id.attribute(), id.system());
        boolean broken = bumped && former != null && former.evaluates() && !of.evaluates();
        // What cannot be evaluated says little of itself.
        PicturedPackage known = broken && former != null ? former : of;
        List<JobId> needs = new ArrayList<>(needs(id, of));
        if (of.evaluates() && of.refusal().isEmpty()) {
            for (PicturedSource source : of.sourcesFor(id.system())) {
                needs.add(source.job(id.system()));
                fetched(source, id.system(), known.trust());
            }
        }
        needs.sort(Comparator.naturalOrder());
        return new EvaluatedJob(
                id,
                of.version(),
                known.trust(),
                of.recipeDigest(),
                known.features(),
                known.maintainers(),
                bumped && sentinels.contains(id.attribute()),
                broken ? "" : of.refusal(),
                needs);
    }

    private static boolean isSource(JobId job) {
        return PackageId.isSource(job.attribute());
    }

    private void fetched(PicturedSource source, String system, TrustDomain trust) {
        JobId id = source.job(system);
        EvaluatedJob known = rows.get(id);
        if (known == null || trust.compareTo(known.trust()) < 0) {
            rows.put(
                    id,
                    new EvaluatedJob(
                            id, source.hash(), trust, source.digest(), List.of(), List.of(), false, "", List.of()));
        }
    }

    private List<JobId> needs(JobId id, PicturedPackage of) {
        List<JobId> needs = new ArrayList<>();
        for (String need : of.needs()) {
            JobId bumped = new JobId(need, id.system(), Variant.WAVE);
            if (id.variant() == Variant.WAVE && changed.contains(bumped)) {
                needs.add(bumped);
            } else if (before.on(need, id.system()) != null) {
                needs.add(new JobId(need, id.system(), Variant.BASELINE));
            }
        }
        return needs;
    }

    private static EvaluatedJob gone(JobId id, PicturedPackage former) {
        return new EvaluatedJob(
                id,
                former.version(),
                former.trust(),
                GONE,
                List.of(),
                former.maintainers(),
                false,
                "with the bumps the set does not have it any more",
                List.of());
    }

    /** Takes away the edges that close a circle, found from the first job on: always the same ones. */
    private final class Circles {

        private final Map<JobId, Boolean> open = new HashMap<>();
        private final Deque<Visit> path = new ArrayDeque<>();

        private static final class Visit {
            private final EvaluatedJob job;
            private final Iterator<JobId> needs;
            private final List<JobId> kept = new ArrayList<>();

            Visit(EvaluatedJob job) {
                this.job = job;
                this.needs = job.needs().iterator();
            }
        }

        void cut() {
            for (JobId id : List.copyOf(rows.keySet())) {
                enter(id);
                while (!path.isEmpty()) {
                    Visit visit = path.getLast();
                    if (visit.needs.hasNext()) {
                        follow(visit, visit.needs.next());
                    } else {
                        path.removeLast();
                        open.put(visit.job.id(), false);
                        leave(visit);
                    }
                }
            }
        }

        private void enter(JobId id) {
            @Nullable EvaluatedJob row = rows.get(id);
            if (row != null && !open.containsKey(id)) {
                open.put(id, true);
                path.addLast(new Visit(row));
            }
        }

        private void follow(Visit visit, JobId need) {
            if (!open.getOrDefault(need, false)) {
                visit.kept.add(need);
                enter(need);
            } else if (need.variant() == Variant.WAVE && before.on(need.attribute(), need.system()) != null) {
                // A baseline job needs none of the wave's, so that this closes no circle.
                visit.kept.add(new JobId(need.attribute(), need.system(), Variant.BASELINE));
            }
        }

        private void leave(Visit visit) {
            EvaluatedJob job = visit.job;
            if (!visit.kept.equals(job.needs())) {
                rows.put(
                        job.id(),
                        new EvaluatedJob(
                                job.id(),
                                job.version(),
                                job.trust(),
                                job.recipeDigest(),
                                job.features(),
                                job.maintainers(),
                                job.sentinel(),
                                job.refusal(),
                                visit.kept));
            }
        }
    }
}
