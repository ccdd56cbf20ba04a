package dev.tidemark.cli.demo;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has been seen of one bump and its wave so far, and the rules that were seen broken. Belongs to one thread. */
final class WaveStory {

    private final String attribute;
    private final String version;
    /** What each package needs, by attribute. */
    private final Map<String, Set<String>> needs;

    private @Nullable Bump bump;
    private @Nullable Wave wave;
    private final TreeMap<String, Job> jobs = new TreeMap<>();
    private final TreeMap<String, Job> baselines = new TreeMap<>();
    private final SequencedMap<String, Breakage> breakages = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    /**
     * @param attribute the bumped package
     * @param version what it goes to
     * @param needs what each package of the set needs
     */
    WaveStory(String attribute, String version, Map<String, Set<String>> needs) {
        this.attribute = attribute;
        this.version = version;
        this.needs = needs;
    }

    /** Takes news over; false when they are of another bump or wave. */
    boolean take(FarmNews news) {
        return switch (news) {
            case FarmNews.OfBump(Bump seen) -> {
                boolean ours = seen.getBump().getAttribute().equals(attribute)
                        && seen.getBump().getTo().equals(version);
                if (ours) {
                    bump = seen;
                }
                yield ours;
            }
            case FarmNews.OfWave(Wave seen) -> {
                boolean ours = seen.getBumps().stream()
                        .anyMatch(ref -> ref.getAttribute().equals(attribute)
                                && ref.getTo().equals(version));
                if (ours) {
                    wave = seen;
                }
                yield ours;
            }
            case FarmNews.OfJob(Job job) -> take(job);
            case FarmNews.OfBreakage(Breakage breakage) -> {
                breakages.put(breakage.getBreakage(), breakage);
                yield true;
            }
        };
    }

    private boolean take(Job job) {
        String name = job.getJob().getAttribute();
        if (job.getJob().getVariant() == Variant.BASELINE) {
            baselines.put(name, job);
            return true;
        }
        if (job.getState() == JobState.READY || job.getState() == JobState.RUNNING) {
            for (String need : needs.getOrDefault(name, Set.of())) {
                Job needed = jobs.get(need);
                if (needed != null && needed.getState() != JobState.SUCCEEDED) {
                    violations.add("%s was released before %s was built".formatted(name, need));
                }
            }
        }
        jobs.put(name, job);
        return true;
    }

    /** Nothing more is to come: the wave has ended and every regressed job is in a breakage, or the bump is held. */
    boolean isOver() {
        if (bump != null && bump.getState() == BumpState.HELD) {
            return true;
        }
        if (wave == null || wave.getState() == WaveState.OPEN) {
            return false;
        }
        Set<String> told = new TreeSet<>();
        breakages
                .values()
                .forEach(breakage -> breakage.getRegressed()
                        .forEach(job -> told.add(job.getJob().getAttribute())));
        return jobs.values().stream()
                        .filter(job -> job.getState() == JobState.REGRESSED)
                        .allMatch(job -> told.contains(job.getJob().getAttribute()))
                && wave.getCounts().stream()
                        .allMatch(count ->
                                count.getJobs() == inState(count.getState()).size());
    }

    List<Job> inState(String state) {
        return jobs.values().stream()
                .filter(job -> job.getState().name().equals(state))
                .toList();
    }

    List<Job> inState(JobState state) {
        return inState(state.name());
    }

    /** What runs now, of both variants. */
    List<String> running() {
        return Stream.concat(jobs.values().stream(), baselines.values().stream())
                .filter(job -> job.getState() == JobState.RUNNING || job.getState() == JobState.CONFIRMING)
                .map(job -> job.getJob().getAttribute())
                .distinct()
                .toList();
    }

    int settled() {
        return (int) jobs.values().stream()
                .filter(job -> switch (job.getState()) {
                    case PENDING, READY, RUNNING, CONFIRMING, JUDGING -> false;
                    case SUCCEEDED, PREEXISTING, REGRESSED, BLOCKED, STUCK -> true;
                })
                .count();
    }

    Optional<Bump> bump() {
        return Optional.ofNullable(bump);
    }

    Optional<Wave> wave() {
        return Optional.ofNullable(wave);
    }

    List<Breakage> breakages() {
        return List.copyOf(breakages.values());
    }

    /** Jobs that were released before what they need was built; there should be none. */
    List<String> violations() {
        return List.copyOf(violations);
    }
}
