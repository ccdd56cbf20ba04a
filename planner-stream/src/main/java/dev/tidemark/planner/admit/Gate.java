package dev.tidemark.planner.admit;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.planner.policy.Policy.Restart;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;

/** What keeps one bump by itself from being taken up, in the order in which a person would ask. */
final class Gate {

    private final AdmitDraft draft;
    private final Policy policy;

    Gate(AdmitDraft draft) {
        this.draft = draft;
        this.policy = draft.policy();
    }

    /** What is in the way first; empty when nothing is. */
    Optional<Stop> stop(BumpStatus status) {
        Optional<PackageGraph> graph = draft.view().graph();
        if (graph.isEmpty()) {
            return Optional.of(Stop.of(
                    Obstacle.NO_GRAPH,
                    "set %s has no graph yet; it is judged again when one is imported: tidemark graph import PATH"
                            .formatted(draft.view().set())));
        }
        OptionalInt index = graph.get().indexOf(status.bump().attribute());
        if (index.isEmpty()) {
            return Optional.of(Stop.of(
                    Obstacle.NO_PACKAGE,
                    "set %s has no package %s; it is judged again with the next graph revision: check the name"
                            .formatted(draft.view().set(), status.bump().attribute())));
        }
        if (status.isForced()) {
            // Whoever may publish may force, but not say SECURITY.
            return notEntitled(status.bump()).map(stop -> unlessNobodyKnows().orElse(stop));
        }
        if (status.admittedAt() != null) {
            return Optional.of(abandoned(status));
        }
        return barrier(status, graph.get().version(index.getAsInt())).or(() -> pace(status));
    }

    /** Where all is held and nobody is named, as by a policy that cannot be read, nobody knows who may say it. */
    private Optional<Stop> unlessNobodyKnows() {
        return policy.principals().isEmpty()
                ? held(policy.barriers().holdOnAll(draft.now()))
                        .map(hold -> new Stop(
                                hold.obstacle(),
                                hold.reason()
                                        + ", and it names nobody who may say SECURITY: publish it as ROUTINE, or mend the policy",
                                hold.until()))
                : Optional.empty();
    }

    /** Whatever became of its package meanwhile. */
    private static Stop abandoned(BumpStatus status) {
        return status.standing() instanceof Standing.Held held && held.obstacle() == Obstacle.ABANDONED
                ? new Stop(held.obstacle(), held.reason(), held.until())
                : Stop.of(Obstacle.ABANDONED, "its last wave was abandoned");
    }

    private Optional<Stop> barrier(BumpStatus status, String inGraph) {
        Bump bump = status.bump();
        return held(policy.barriers().holdOnAll(draft.now())) // Whatever else there is: nobody else need do anything.
                .or(() -> notEntitled(bump))
                .or(() -> notNewer(bump, inGraph))
                .or(() -> excluded(bump))
                .or(() -> held(policy.barriers().hold(bump.attribute(), draft.now())))
                .or(() -> prerelease(bump, inGraph));
    }

    private Optional<Stop> notEntitled(Bump bump) {
        if (bump.urgency() == Urgency.ROUTINE || draft.mayBeSecurity(bump)) {
            return Optional.empty();
        }
        return Optional.of(Stop.of(
                Obstacle.NOT_ENTITLED,
                policy.principals().contains(bump.publisher())
                        ? "it is SECURITY without an advisory: publish it again with --advisory"
                        : "the policy does not name %s as somebody who may say SECURITY: let one of its principals publish it, or publish it as ROUTINE"
                                .formatted(bump.publisher())));
    }

    /**
     * A patch is news though the version stays. So is an older version where the publisher names exactly what the set has as
     * the one before: a fix of an older branch, or a release that was taken back.
     */
    private Optional<Stop> notNewer(Bump bump, String inGraph) {
        Optional<String> green = draft.green(bump.attribute());
        boolean greenIsNewer = green.isPresent() && ReleaseOrder.compare(green.get(), inGraph) > 0;
        String present = greenIsNewer ? green.get() : inGraph;
        int order = ReleaseOrder.compare(bump.to(), present);
        boolean patch = bump.change() != null && order >= 0;
        boolean onto = !bump.from().isEmpty()
                && bump.from().equals(present)
                && (bump.change() != null || !bump.to().equals(present));
        if (order > 0 || patch || onto) {
            return Optional.empty();
        }
        return Optional.of(Stop.of(
                Obstacle.NOT_NEWER,
                "%s is not newer than %s, which %s; it is judged again with the next graph revision"
                        .formatted(bump.to(), present, greenIsNewer ? "a green wave carried" : "the graph has")));
    }

    private Optional<Stop> excluded(Bump bump) {
        return policy.barriers()
                .exclusion(bump.attribute())
                .map(glob ->
                        Stop.of(Obstacle.EXCLUDED, "the policy takes no bump of %s up (exclusions)".formatted(glob)));
    }

    private static Optional<Stop> held(Optional<Policy.Hold> by) {
        return by.map(hold -> {
            String reason = "the policy holds %s: %s".formatted(hold.packages(), hold.reason());
            return new Stop(Obstacle.ON_HOLD, reason, hold.until());
        });
    }

    private Optional<Stop> prerelease(Bump bump, String inGraph) {
        boolean held = bump.urgency() == Urgency.ROUTINE
                && policy.barriers().prereleases()
                && Prerelease.is(bump.to())
                && !Prerelease.is(inGraph);
        return held
                ? Optional.of(Stop.of(
                        Obstacle.PRERELEASE,
                        "%s is a prerelease, which the policy holds; it is skipped once a newer one is taken up"
                                .formatted(bump.to())))
                : Optional.empty();
    }

    /** Asked again while waves are opened: one that opens may carry the package. */
    Optional<Stop> pace(BumpStatus status) {
        Bump bump = status.bump();
        if (bump.urgency() == Urgency.SECURITY) {
            return Optional.empty();
        }
        return age(status).or(() -> cadence(bump)).or(() -> running(bump)).or(this::budget);
    }

    private Optional<Stop> age(BumpStatus status) {
        Instant old = status.publication().seenAt().plus(policy.pace().age());
        return draft.now().isBefore(old)
                ? Optional.of(Stop.until(
                        old,
                        Obstacle.AGE,
                        "it is not %s old yet"
                                .formatted(Spoken.duration(policy.pace().age()))))
                : Optional.empty();
    }

    private Optional<Stop> cadence(Bump bump) {
        Optional<Duration> every = policy.pace().cadence(bump.attribute());
        Optional<Instant> last = draft.lastWave(bump.attribute());
        if (every.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        Instant next = last.get().plus(every.get());
        return draft.now().isBefore(next)
                ? Optional.of(Stop.until(
                        next,
                        Obstacle.CADENCE,
                        "the policy takes %s up once in %s, and its last wave was opened at %s"
                                .formatted(bump.attribute(), Spoken.duration(every.get()), last.get())))
                : Optional.empty();
    }

    private Optional<Stop> running(Bump bump) {
        boolean waits = policy.pace().restart() != Restart.ALWAYS;
        return carrying(bump.attribute()).stream()
                .filter(carried ->
                        waits || ReleaseOrder.compare(bump.to(), carried.bump().to()) <= 0)
                .flatMap(carried -> carried.wave().stream())
                .findFirst()
                .map(wave -> Stop.of(
                        Obstacle.RUNNING,
                        "wave %s carries %s already; it is judged again when that wave ends"
                                .formatted(wave, bump.attribute())));
    }

    /** The bumps of a package that are in a wave that runs. */
    List<BumpStatus> carrying(String attribute) {
        return draft.ofPackage(attribute).stream()
                .filter(status -> status.wave().map(draft::isRunning).orElse(false))
                .toList();
    }

    /**
     * The running waves that a bump ends when it is taken up, ordered by id: by a newer version alone. Of two patches of one
     * version neither makes the other superfluous.
     */
    List<WaveId> ends(BumpStatus status) {
        boolean restarts = switch (policy.pace().restart()) {
            case NEVER -> false;
            case SECURITY -> status.bump().urgency() == Urgency.SECURITY;
            case ALWAYS -> true;
        };
        if (!restarts) {
            return List.of();
        }
        return carrying(status.bump().attribute()).stream()
                .filter(carried ->
                        ReleaseOrder.compare(status.bump().to(), carried.bump().to()) > 0)
                .flatMap(carried -> carried.wave().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private Optional<Stop> budget() {
        return spent(policy.spending().cpuHoursAWeek(), WaveRecord.End::cpuHours, "CPU")
                .or(() -> spent(policy.spending().gpuHoursAWeek(), WaveRecord.End::gpuHours, "GPU"));
    }

    private Optional<Stop> spent(OptionalDouble limit, ToDoubleFunction<WaveRecord.End> costs, String what) {
        if (limit.isEmpty()) {
            return Optional.empty();
        }
        List<WaveRecord.End> week = draft.records().stream()
                .flatMap(record -> record.end().stream())
                .filter(end -> end.isOfTheWeekBefore(draft.now()))
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .toList();
        double sum = week.stream().mapToDouble(costs).sum();
        double left = sum;
        for (WaveRecord.End oldest : week) {
            if (left < limit.getAsDouble()) {
                break;
            }
            left -= costs.applyAsDouble(oldest);
            if (left < limit.getAsDouble()) {
                return Optional.of(Stop.until(
                        oldest.at().plus(WaveRecord.WEEK),
                        Obstacle.BUDGET,
                        String.format(
                                Locale.ROOT,
                                "the waves of the last seven days took %.1f %s hours, and the policy allows %.1f",
                                sum,
                                what,
                                limit.getAsDouble())));
            }
        }
        return Optional.empty();
    }
}
