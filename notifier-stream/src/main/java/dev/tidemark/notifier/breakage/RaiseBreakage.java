package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Decides what a judged job means for a wave's breakages. Changes nothing itself. */
public final class RaiseBreakage {

    private RaiseBreakage() {}

    /** What is known of a wave. */
    public interface WaveView {
        /** The wave's set. */
        String set();

        /** What was last said of a job that stands; empty when it does not. */
        Optional<JudgedJob> standing(JobId job);

        /** All jobs that stand, ordered. A large wave has many: asked for only when a breakage changes. */
        List<JudgedJob> allStanding();
    }

    /**
     * What a job's judgement does to breakages, ordered by their identity; none when it changes none. What the planner
     * says of a job replaces what it said before, which may leave a breakage with fewer jobs or with none.
     */
    public static List<BreakageChange> decide(WaveView view, JudgedJob judged) {
        Optional<JudgedJob> before = view.standing(judged.id());
        if (before.filter(judged::equals).isPresent()) {
            return List.of();
        }
        TreeMap<String, Cause> causes = new TreeMap<>();
        before.ifPresent(job -> addCauses(causes, view, job));
        addCauses(causes, view, judged);
        if (causes.isEmpty()) {
            return List.of();
        }
        TreeMap<JobId, JudgedJob> then = new TreeMap<>();
        view.allStanding().forEach(job -> then.put(job.id(), job));
        TreeMap<JobId, JudgedJob> now = new TreeMap<>(then);
        if (judged instanceof JudgedJob.Other) {
            now.remove(judged.id());
        } else {
            now.put(judged.id(), judged);
        }
        return causes.values().stream()
                .flatMap(cause -> change(breakage(view.set(), cause, then), breakage(view.set(), cause, now)).stream())
                .toList();
    }

    private static void addCauses(Map<String, Cause> causes, WaveView view, JudgedJob job) {
        switch (job) {
            case JudgedJob.Regressed regressed -> add(causes, regressed.cause(view.set()));
            case JudgedJob.Blocked blocked -> {
                for (JobId root : blocked.roots()) {
                    if (view.standing(root).orElse(null) instanceof JudgedJob.Regressed regressed) {
                        add(causes, regressed.cause(view.set()));
                    }
                }
            }
            case JudgedJob.Other other -> {}
        }
    }

    /** A breakage without a regressed job is none. */
    private static Optional<BreakageChange> change(Breakage then, Breakage now) {
        if (now.equals(then)) {
            return Optional.empty();
        }
        if (now.regressed().isEmpty()) {
            return Optional.of(new BreakageChange.Withdrawn(now.id()));
        }
        return Optional.of(
                then.regressed().isEmpty() ? new BreakageChange.Raised(now) : new BreakageChange.Changed(now));
    }

    private static void add(Map<String, Cause> causes, Cause cause) {
        causes.put(cause.breakageId(), cause);
    }

    private static Breakage breakage(String set, Cause cause, Map<JobId, JudgedJob> now) {
        List<JudgedJob.Regressed> regressed = new ArrayList<>();
        for (JudgedJob job : now.values()) {
            if (job instanceof JudgedJob.Regressed member && member.cause(set).equals(cause)) {
                regressed.add(member);
            }
        }
        TreeSet<JobId> roots =
                new TreeSet<>(regressed.stream().map(JudgedJob.Regressed::id).toList());
        List<JobId> blocked = new ArrayList<>();
        for (JudgedJob job : now.values()) {
            if (job instanceof JudgedJob.Blocked behind
                    && behind.roots().stream().anyMatch(roots::contains)) {
                blocked.add(behind.id());
            }
        }
        return new Breakage(
                cause.breakageId(), cause.blamed(), cause.fingerprint(), regressed, blocked, act(regressed));
    }

    private static List<String> act(List<JudgedJob.Regressed> regressed) {
        return Stream.of(
                        regressed.stream().flatMap(job -> job.maintainers().stream()),
                        regressed.stream().flatMap(job -> job.bumpMaintainers().stream()),
                        regressed.stream().flatMap(job -> job.blamed().stream()).map(Bump::publisher))
                .flatMap(handles -> handles)
                .distinct()
                .toList();
    }
}
