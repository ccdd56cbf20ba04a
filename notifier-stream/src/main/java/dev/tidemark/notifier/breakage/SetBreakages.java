package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set's breakages in memory. Rebuilt by {@link #apply} of everything that was kept, in any order. Belongs to one thread.
 */
public final class SetBreakages implements SetView {

    private static final Comparator<WaveId> BY_AGE =
            Comparator.comparingLong(WaveId::ordinal).thenComparing(Comparator.naturalOrder());

    private final String set;
    private final TreeMap<String, Breakage> breakages = new TreeMap<>();
    private final TreeMap<String, SortedMap<JobId, SortedMap<WaveId, Finding>>> findings = new TreeMap<>();
    private final TreeMap<String, Integer> standing = new TreeMap<>();
    private final TreeMap<WaveId, SortedMap<JobId, BlockedJob>> blocked = new TreeMap<>(BY_AGE);
    private final TreeMap<WaveId, List<String>> waves = new TreeMap<>(BY_AGE);
    private final TreeMap<WaveId, SortedMap<JobId, Answer>> answers = new TreeMap<>(BY_AGE);
    private final TreeMap<WaveId, Instant> endings = new TreeMap<>(BY_AGE);
    private final TreeMap<String, Long> greens = new TreeMap<>();
    private final TreeMap<JobId, SortedSet<String>> byJob = new TreeMap<>();
    private final TreeMap<String, SortedSet<String>> byPackage = new TreeMap<>();
    private final TreeMap<String, SortedSet<String>> byFingerprint = new TreeMap<>();
    private final TreeSet<Look> looks = new TreeSet<>();

    private record Look(Instant at, String breakage) implements Comparable<Look> {
        private static final Comparator<Look> SOONEST =
                Comparator.comparing(Look::at).thenComparing(Look::breakage);

        @Override
        public int compareTo(Look other) {
            return SOONEST.compare(this, other);
        }
    }

    public SetBreakages(String set) {
        this.set = set;
    }

    /** A row as it is now. */
    public void apply(Change change) {
        switch (change) {
            case Change.BreakageKept(Breakage breakage) -> {
                unindex(breakage.id());
                breakages.put(breakage.id(), breakage);
                index(breakage);
            }
            case Change.BreakageDropped(String id) -> unindex(id);
            case Change.Found(String breakage, Finding finding) -> {
                Finding before = findings.computeIfAbsent(breakage, first -> new TreeMap<>())
                        .computeIfAbsent(finding.job(), first -> new TreeMap<>(BY_AGE))
                        .put(finding.wave(), finding);
                standing.merge(breakage, before == null ? 1 : 0, Integer::sum);
            }
            case Change.Lost(String breakage, Finding finding) -> lose(breakage, finding);
            case Change.BlockedKept(BlockedJob job) ->
                blocked.computeIfAbsent(job.wave(), first -> new TreeMap<>()).put(job.job(), job);
            case Change.BlockedDropped(WaveId wave, JobId job) -> remove(blocked, wave, job);
            case Change.WaveKept(WaveId wave, List<String> packages) -> waves.put(wave, packages);
            case Change.WaveDropped(WaveId wave) -> {
                waves.remove(wave);
                answers.remove(wave);
            }
            case Change.WaveEnding(WaveId wave, Instant at) -> endings.put(wave, at);
            case Change.WaveEndSettled(WaveId wave) -> endings.remove(wave);
            case Change.WentGreen(String attribute, long ordinal) -> greens.merge(attribute, ordinal, Math::max);
            case Change.AnswerKept(WaveId wave, JobId job, Answer answer) ->
                answers.computeIfAbsent(wave, first -> new TreeMap<>()).put(job, answer);
        }
    }

    private void lose(String breakage, Finding finding) {
        SortedMap<JobId, SortedMap<WaveId, Finding>> jobs = findings.get(breakage);
        if (jobs == null || !jobs.containsKey(finding.job())) {
            return;
        }
        if (jobs.get(finding.job()).remove(finding.wave()) != null) {
            standing.merge(breakage, -1, Integer::sum);
        }
        jobs.computeIfPresent(finding.job(), (job, left) -> left.isEmpty() ? null : left);
    }

    private static <V> void remove(SortedMap<WaveId, SortedMap<JobId, V>> rows, WaveId wave, JobId job) {
        rows.computeIfPresent(wave, (same, jobs) -> {
            jobs.remove(job);
            return jobs.isEmpty() ? null : jobs;
        });
    }

    private void index(Breakage breakage) {
        String id = breakage.id();
        breakage.course().jobs().forEach(job -> add(byJob, job, id));
        breakage.cause().packages().forEach(attribute -> add(byPackage, attribute, id));
        add(byFingerprint, breakage.cause().fingerprint(), id);
        breakage.lookAt().ifPresent(at -> looks.add(new Look(at, id)));
    }

    private void unindex(String id) {
        Breakage before = breakages.remove(id);
        if (before != null) {
            before.course().jobs().forEach(job -> remove(byJob, job, id));
            before.cause().packages().forEach(attribute -> remove(byPackage, attribute, id));
            remove(byFingerprint, before.cause().fingerprint(), id);
            before.lookAt().ifPresent(at -> looks.remove(new Look(at, id)));
        }
    }

    private static <K> void add(SortedMap<K, SortedSet<String>> index, K key, String id) {
        index.computeIfAbsent(key, first -> new TreeSet<>()).add(id);
    }

    private static <K> void remove(SortedMap<K, SortedSet<String>> index, K key, String id) {
        index.computeIfPresent(key, (same, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    /** Whether any is to be looked at by now, or a wave's end is to be told. */
    public boolean isDue(Instant now) {
        return (!looks.isEmpty() && !looks.first().at().isAfter(now))
                || !ended(now).isEmpty();
    }

    /** Waves whose end is to be told by now, oldest first. Breakages that are due go before. */
    public List<WaveId> ended(Instant now) {
        return endings.entrySet().stream()
                .filter(ending -> !ending.getValue().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Breakages that a wave had, ordered by identity. */
    public List<Breakage> ofWave(WaveId wave) {
        return breakages.values().stream()
                .filter(breakage -> breakage.course().waves().contains(wave))
                .toList();
    }

    /** Breakages that are to be looked at by now, those that have waited longest first. */
    public List<Breakage> due(Instant now) {
        List<Breakage> due = new ArrayList<>();
        for (Look look : looks) {
            if (look.at().isAfter(now)) {
                break;
            }
            Optional.ofNullable(breakages.get(look.breakage())).ifPresent(due::add);
        }
        return due;
    }

    @Override
    public String set() {
        return set;
    }

    @Override
    public Optional<Breakage> breakage(String id) {
        return Optional.ofNullable(breakages.get(id));
    }

    @Override
    public List<Breakage> ofCause(Cause cause) {
        return named(byFingerprint.get(cause.fingerprint())).stream()
                .filter(breakage -> breakage.cause().equals(cause))
                .toList();
    }

    @Override
    public List<Breakage> withJob(JobId job) {
        return named(byJob.get(job));
    }

    @Override
    public List<Breakage> ofPackages(List<String> packages) {
        TreeSet<String> ids = new TreeSet<>();
        packages.forEach(attribute -> ids.addAll(byPackage.getOrDefault(attribute, new TreeSet<>())));
        return named(ids);
    }

    private List<Breakage> named(@Nullable SortedSet<String> ids) {
        return ids == null
                ? List.of()
                : ids.stream().flatMap(id -> breakage(id).stream()).toList();
    }

    @Override
    public int standing(String breakage) {
        return standing.getOrDefault(breakage, 0);
    }

    @Override
    public List<Finding> findings(String breakage) {
        return findings.getOrDefault(breakage, new TreeMap<>()).values().stream()
                .flatMap(waves -> waves.values().stream())
                .toList();
    }

    @Override
    public List<Finding> findings(String breakage, JobId job) {
        return List.copyOf(ofJob(breakage, job).values());
    }

    private SortedMap<WaveId, Finding> ofJob(String breakage, JobId job) {
        return findings.getOrDefault(breakage, new TreeMap<>()).getOrDefault(job, new TreeMap<>());
    }

    @Override
    public Optional<Finding> finding(String breakage, WaveId wave, JobId job) {
        return Optional.ofNullable(ofJob(breakage, job).get(wave));
    }

    @Override
    public Optional<BlockedJob> blocked(WaveId wave, JobId job) {
        return Optional.ofNullable(blocked.getOrDefault(wave, new TreeMap<>()).get(job));
    }

    @Override
    public List<BlockedJob> blocked(WaveId wave) {
        return List.copyOf(blocked.getOrDefault(wave, new TreeMap<>()).values());
    }

    @Override
    public List<String> packages(WaveId wave) {
        return waves.getOrDefault(wave, List.of());
    }

    @Override
    public boolean isEnding(WaveId wave) {
        return endings.containsKey(wave);
    }

    @Override
    public long newestGreen(String attribute) {
        return greens.getOrDefault(attribute, 0L);
    }

    @Override
    public Optional<Answer> answer(WaveId wave, JobId job) {
        return Optional.ofNullable(answers.getOrDefault(wave, new TreeMap<>()).get(job));
    }
}
