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
     * The breakages that a job's judgement raises or changes, ordered by identity; none when it changes none. What the
     * planner says of a job replaces what it said before.
     */
    public static List<Breakage> decide(WaveView view, JudgedJob judged) {
        if (view.standing(judged.id()).filter(judged::equals).isPresent()) {
            return List.of();
        }
        TreeMap<String, Cause> causes = new TreeMap<>();
        switch (judged) {
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
        if (causes.isEmpty()) {
            return List.of();
        }
        TreeMap<JobId, JudgedJob> now = new TreeMap<>();
        view.allStanding().forEach(job -> now.put(job.id(), job));
        now.put(judged.id(), judged);
        return causes.values().stream()
                .map(cause -> breakage(view.set(), cause, now))
                .toList();
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
