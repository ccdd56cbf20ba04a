package dev.tidemark.benchmarks.signal;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Bump;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.Judgement;
import dev.tidemark.notifier.breakage.Judgement.Outcome;
import dev.tidemark.notifier.breakage.Judgement.WaveStage;
import dev.tidemark.notifier.breakage.Publication;
import dev.tidemark.notifier.people.Entry;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.virtual.VirtualNotifier;
import dev.tidemark.virtual.VirtualNotifier.Manner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people are told over a year of real bumps. Each is a wave of its own, which breaks two jobs in a hundred of those that are built,
 * and is judged as it is: that is what the other half of this benchmark is about. What needs something broken is blocked. What stands is
 * mended at the end of the time in which somebody should act, unless a newer wave of the same package builds it before.
 */
final class YearOfBumps {

    private static final double REGRESSED = 0.02;
    private static final double COMMON = 0.3;
    private static final int COMMON_CAUSES = 2;
    /** How long each level of a wave takes, about. */
    private static final Duration LEVEL = Duration.ofSeconds(79);
    /** A try, one more and the baseline. */
    private static final int BUILDS_TO_JUDGE = 3;
    /** A program: it publishes what it finds, and is told of what that breaks. */
    private static final String WATCHER = "watcher";

    private static final int DAYS_A_WEEK = 7;

    private final PackageGraph graph;
    private final int kinds;
    private final Random random;
    private final Duration mendedAfter;
    private final Mailbox mailbox;
    private final VirtualNotifier notifier;
    private final PriorityQueue<Told> ahead = new PriorityQueue<>(Told.FIRST);
    private final Set<JobId> everRegressed = new HashSet<>();
    private int waves;
    private int regressed;
    private long said;

    /** A bump as it came. */
    record Release(Instant at, String attribute, String to) {}

    /**
     * How much people were told.
     *
     * @param waves how many bumps of packages of the set there were
     * @param regressed jobs that they broke and that were built
     * @param breakages that were published
     * @param perWeek for each person who maintains anything, and each week: messages of their own
     * @param digestsPerWeek the same: the day's messages
     */
    record Year(int waves, int regressed, int breakages, List<Double> perWeek, List<Double> digestsPerWeek) {}

    private record Told(Instant at, long number, Judgement judgement) {
        static final Comparator<Told> FIRST = Comparator.comparing(Told::at).thenComparingLong(Told::number);
    }

    private YearOfBumps(PackageGraph graph, int kinds, Manner manner, Instant begin, long seed) {
        this.graph = graph;
        this.kinds = kinds;
        this.random = new Random(seed);
        this.mendedAfter = manner.pace().due();
        this.mailbox = new Mailbox(begin);
        this.notifier = new VirtualNotifier(graph.set(), manner, mailbox);
    }

    /**
     * @param releases ordered by time
     * @param kinds of causes that there are
     */
    static Year of(PackageGraph graph, List<Release> releases, int kinds, Manner manner, long seed) {
        Instant begin = releases.getFirst().at();
        YearOfBumps year = new YearOfBumps(graph, kinds, manner, begin, seed);
        for (Release release : releases) {
            graph.indexOf(release.attribute()).ifPresent(index -> {
                year.pass(release.at());
                year.open(release, index);
            });
        }
        Instant end = releases.getLast().at();
        year.pass(end);
        return year.told(end);
    }

    private void say(Instant at, Judgement judgement) {
        ahead.add(new Told(at, said++, judgement));
    }

    private void pass(Instant until) {
        while (!ahead.isEmpty() && !ahead.peek().at().isAfter(until)) {
            Told next = ahead.remove();
            notifier.hear(next.judgement(), next.at());
        }
        notifier.pass(until);
    }

    private void open(Release release, int bumped) {
        waves++;
        WaveId wave = new WaveId(graph.set() + "-" + waves);
        List<String> packages = List.of(release.attribute());
        say(release.at(), new Judgement.WaveMoved(wave, packages, WaveStage.UNDER_WAY));
        Bump bump = new Bump(release.attribute(), release.to(), false, WATCHER);
        Walk walk = new Walk(wave, bump, graph.maintainers(bumped), release.at());
        for (int index : graph.affectedBy(new int[] {bumped})) {
            if (!graph.systems(index).isEmpty() && !graph.isRefused(index)) {
                walk.judge(index);
            }
        }
        say(walk.end, new Judgement.WaveMoved(wave, packages, walk.roots.isEmpty() ? WaveStage.GREEN : WaveStage.RED));
        if (!walk.roots.isEmpty()) {
            say(walk.end.plus(mendedAfter), new Judgement.WaveMoved(wave, packages, WaveStage.GREEN));
        }
    }

    /** A wave's jobs, dependencies first. */
    private final class Walk {
        private final WaveId wave;
        private final Bump bump;
        private final List<String> bumpMaintainers;
        private final Instant begin;
        /** By package: the broken ones that it is behind, itself where it is one. */
        private final Map<Integer, Set<Integer>> roots = new TreeMap<>();

        private final Map<Integer, Instant> judgedAt = new TreeMap<>();
        private Instant end;

        Walk(WaveId wave, Bump bump, List<String> bumpMaintainers, Instant begin) {
            this.wave = wave;
            this.bump = bump;
            this.bumpMaintainers = bumpMaintainers;
            this.begin = begin;
            this.end = begin.plus(LEVEL);
        }

        void judge(int index) {
            Instant ready = begin;
            TreeSet<Integer> behind = new TreeSet<>();
            for (int needed : graph.dependenciesOf(index)) {
                behind.addAll(roots.getOrDefault(needed, Set.of()));
                Instant built = judgedAt.getOrDefault(needed, begin);
                ready = built.isAfter(ready) ? built : ready;
            }
            JobId job = new JobId(graph.attribute(index), graph.systems(index).getFirst(), Variant.WAVE);
            boolean breaks = random.nextDouble() < REGRESSED;
            if (!behind.isEmpty()) {
                roots.put(index, behind);
                List<JobId> of = behind.stream()
                        .map(root -> new JobId(
                                graph.attribute(root), graph.systems(root).getFirst(), Variant.WAVE))
                        .toList();
                Instant told = behind.stream()
                        .map(root -> judgedAt.getOrDefault(root, begin))
                        .min(Comparator.naturalOrder())
                        .orElse(ready)
                        .minusMillis(1); // Before what it is behind, as planners do.
                settle(index, told, new Judgement.Blocked(new BlockedJob(wave, job, of, graph.maintainers(index))));
            } else if (breaks) {
                regressed++;
                everRegressed.add(job);
                roots.put(index, new TreeSet<>(Set.of(index)));
                Instant at = ready.plus(LEVEL.multipliedBy(BUILDS_TO_JUDGE));
                settle(index, at, new Judgement.Regressed(finding(index, job)));
            } else if (everRegressed.contains(job)) {
                settle(index, ready.plus(LEVEL), new Judgement.Settled(wave, job, Outcome.GOOD, ""));
            } else {
                judgedAt.put(index, ready.plus(LEVEL));
            }
        }

        private void settle(int index, Instant at, Judgement judgement) {
            judgedAt.put(index, at);
            end = at.isAfter(end) ? at : end;
            say(at, judgement);
        }

        private Finding finding(int index, JobId job) {
            int kind = random.nextDouble() < COMMON
                    ? (bump.attribute().hashCode() & Integer.MAX_VALUE) % kinds + random.nextInt(COMMON_CAUSES)
                    : random.nextInt(kinds);
            return new Finding(
                    wave,
                    job,
                    "kind " + kind,
                    List.of(bump),
                    new Finding.People(graph.maintainers(index), bumpMaintainers),
                    "/2",
                    Optional.empty());
        }
    }

    private Year told(Instant end) {
        TreeSet<String> people = new TreeSet<>();
        for (int index = 0; index < graph.size(); index++) {
            people.addAll(graph.maintainers(index));
        }
        long weeks = Duration.between(mailbox.begin, end).toDays() / DAYS_A_WEEK;
        return new Year(
                waves,
                regressed,
                mailbox.breakages.size(),
                perWeek(people, weeks, mailbox.messages),
                perWeek(people, weeks, mailbox.digests));
    }

    private static List<Double> perWeek(Set<String> people, long weeks, Map<String, Map<Long, Integer>> counts) {
        List<Double> all = new ArrayList<>();
        for (String person : people) {
            for (long week = 0; week < weeks; week++) {
                all.add((double) counts.getOrDefault(person, Map.of()).getOrDefault(week, 0));
            }
        }
        return all;
    }

    /** What arrives, by person and week. */
    private static final class Mailbox implements VirtualNotifier.Listener {
        private final Instant begin;
        private final Set<String> breakages = new HashSet<>();
        private final Map<String, Map<Long, Integer>> messages = new TreeMap<>();
        private final Map<String, Map<Long, Integer>> digests = new TreeMap<>();

        Mailbox(Instant begin) {
            this.begin = begin;
        }

        @Override
        public void published(Instant at, Publication publication) {
            breakages.add(publication.breakage().id());
        }

        @Override
        public void told(Instant at, String person, Entry entry) {
            switch (entry.kind()) {
                case MESSAGE, DIGEST_OF_LIMIT, REMINDER -> count(messages, at, person);
                case DIGEST_OF_DAY, DIGEST_OF_WEEK, DIGEST_OF_WAVE -> count(digests, at, person);
                case NOTE -> {}
            }
        }

        private void count(Map<String, Map<Long, Integer>> counts, Instant at, String person) {
            counts.computeIfAbsent(person, first -> new TreeMap<>())
                    .merge(Duration.between(begin, at).toDays() / DAYS_A_WEEK, 1, Integer::sum);
        }
    }
}
