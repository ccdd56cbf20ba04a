package dev.tidemark.cli.demo;

import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.identity.PackageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has been seen of one bump and its wave so far, and the rules that were seen broken. Other bumps and waves may run in
 * the same farm. Belongs to one thread.
 */
final class WaveStory {

    private final PackageId bumped;
    private final String version;
    /** What each package needs, by attribute. */
    private final SortedMap<String, SortedSet<String>> needs;

    private @Nullable Bump bump;
    private @Nullable Wave wave;
    private @Nullable String waveId;
    /** Of waves that may turn out to be this one: there is no order between topics. */
    private final List<FarmNews> early = new ArrayList<>();

    private final SortedMap<JobRef, Job> jobs = new TreeMap<>();
    private final SequencedMap<String, Breakage> breakages = new LinkedHashMap<>();
    private final SequencedSet<String> violations = new LinkedHashSet<>();

    /**
     * @param bumped the package that the bump changes
     * @param version what it goes to
     * @param needs what each package of the set needs
     */
    WaveStory(PackageId bumped, String version, SortedMap<String, SortedSet<String>> needs) {
        this.bumped = bumped;
        this.version = version;
        this.needs = needs;
    }

    /**
     * Takes news over.
     *
     * @return what is now known to belong to this bump, in the order in which it came: nothing when the news is of another
     *     bump or wave, or while the bump's wave is not known; earlier news too once it is
     */
    List<FarmNews> take(FarmNews news) {
        List<FarmNews> ours = new ArrayList<>();
        switch (news) {
            case FarmNews.OfBump(Bump seen) -> {
                if (seen.getSet().equals(bumped.set()) && isOurs(seen.getBump())) {
                    bump = seen;
                    ours.add(news);
                    seen.getWave().ifPresent(id -> known(id, ours));
                }
            }
            case FarmNews.OfWave(Wave seen) -> {
                if (seen.getSet().equals(bumped.set())
                        && seen.getBumps().stream().anyMatch(this::isOurs)) {
                    known(seen.getWave(), ours);
                    if (seen.getWave().equals(waveId)) {
                        wave = seen;
                        ours.add(news);
                    }
                }
            }
            case FarmNews.OfJob(Job job) -> takeOfWave(job.getWave(), news, ours);
            case FarmNews.OfStart start -> takeOfWave(start.wave(), news, ours);
            case FarmNews.OfBreakage(Breakage breakage) -> takeOfWave(breakage.getWave(), news, ours);
        }
        return ours;
    }

    private boolean isOurs(BumpRef ref) {
        return ref.getAttribute().equals(bumped.attribute()) && ref.getTo().equals(version);
    }

    private void known(String id, List<FarmNews> ours) {
        if (waveId == null) {
            waveId = id;
            early.forEach(news -> ours.addAll(take(news)));
            early.clear();
        }
    }

    private void takeOfWave(String id, FarmNews news, List<FarmNews> ours) {
        if (waveId == null) {
            early.add(news);
        } else if (waveId.equals(id)) {
            ours.add(news);
            switch (news) {
                case FarmNews.OfJob(Job job) -> take(job);
                case FarmNews.OfBreakage(Breakage breakage) -> take(breakage);
                case FarmNews.OfBump of -> {}
                case FarmNews.OfWave of -> {}
                case FarmNews.OfStart of -> {}
            }
        }
    }

    private void take(Breakage breakage) {
        if (breakage.getState() == BreakageState.RESOLVED) {
            breakages.remove(breakage.getBreakage());
        } else {
            breakages.put(breakage.getBreakage(), breakage);
        }
    }

    private void take(Job job) {
        JobRef ref = job.getJob();
        boolean released = job.getState() == JobState.READY || job.getState() == JobState.RUNNING;
        if (released && ref.getVariant() == Variant.WAVE) {
            for (String need : needs.getOrDefault(ref.getAttribute(), Collections.emptySortedSet())) {
                Job needed = jobs.get(new JobRef(need, ref.getSystem(), Variant.WAVE, ""));
                // Where packages need each other in a circle, one of the edges has been cut.
                if (needed != null && !isThere(needed) && !leadsTo(need, ref.getAttribute())) {
                    violations.add("%s was released for %s before %s was built"
                            .formatted(ref.getAttribute(), ref.getSystem(), need));
                }
            }
        }
        jobs.put(ref, job);
    }

    private static boolean isThere(Job needed) {
        return needed.getState() == JobState.SUCCEEDED || needed.getState() == JobState.UNCHANGED;
    }

    /** Whether a package needs another, directly or not. */
    private boolean leadsTo(String from, String to) {
        SortedSet<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (String need : needs.getOrDefault(open.pop(), Collections.emptySortedSet())) {
                if (reached.add(need)) {
                    open.push(need);
                }
            }
        }
        return reached.contains(to);
    }

    /**
     * Nothing more is to come: the wave has ended and every regressed job is in a breakage, or it is halted, or the bump is
     * held.
     */
    boolean isOver() {
        if (bump != null && bump.getState() == BumpState.HELD) {
            return true;
        }
        if (wave == null) {
            return false;
        }
        return switch (wave.getState()) {
            case PREPARING, OPEN, PAUSED, UNKNOWN -> false;
            case HALTED, ABANDONED -> true;
            case RED, GREEN -> isWhole(wave);
        };
    }

    private boolean isWhole(Wave ended) {
        SortedSet<JobRef> told = new TreeSet<>();
        breakages.values().forEach(breakage -> breakage.getRegressed().forEach(job -> told.add(job.getJob())));
        return inState(JobState.REGRESSED).stream().allMatch(job -> told.contains(job.getJob()))
                && ended.getCounts().stream()
                        .allMatch(count ->
                                count.getJobs() == inState(count.getState()).size());
    }

    /** Jobs with the bump that are in a state, ordered by attribute, then system. */
    List<Job> inState(String state) {
        return withBump().filter(job -> job.getState().name().equals(state)).toList();
    }

    List<Job> inState(JobState state) {
        return inState(state.name());
    }

    private Stream<Job> withBump() {
        return jobs.values().stream().filter(job -> job.getJob().getVariant() == Variant.WAVE);
    }

    /** The package that the bump changes. */
    PackageId bumped() {
        return bumped;
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
