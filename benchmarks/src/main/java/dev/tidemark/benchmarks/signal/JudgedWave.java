package dev.tidemark.benchmarks.signal;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.people.Entry;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.virtual.Trial;
import dev.tidemark.virtual.Trial.Judged;
import dev.tidemark.virtual.Trial.Published;
import dev.tidemark.virtual.Trial.Report;
import dev.tidemark.virtual.Trial.Told;
import dev.tidemark.virtual.VirtualNotifier.Manner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How one wave was judged and told of, on a virtual farm whose agents die and whose messages come late and twice. What was built before
 * costs nothing, and is known.
 *
 * @param bumps how many it carried
 * @param judged what became of its jobs
 * @param builds what that took
 * @param breakages what was published
 * @param messages what people were told
 */
record JudgedWave(int bumps, Jobs judged, Builds builds, Breakages breakages, Messages messages) {

    private static final int AGENTS = 32;
    private static final double MISHAPS = 0.005;

    /**
     * @param failed WAVE jobs of which a try failed that no farm was to blame for
     * @param failedInputs jobs without the bumps that failed and that the bumps do not reach
     * @param alerts REGRESSED jobs
     * @param rightAlerts those of them that a bump really broke
     * @param rightlyBlamed those of these for which exactly the bumps were blamed that break it
     * @param missed jobs that a bump broke, that were built, and that were not found REGRESSED
     */
    record Jobs(int failed, int failedInputs, int alerts, int rightAlerts, int rightlyBlamed, int missed) {}

    /**
     * @param byPurpose how many ended
     * @param extra further tries, baselines, probes, and the inputs that only those needed
     * @param again how many the farm failed or lost
     * @param deaths of agents
     */
    record Builds(SortedMap<Purpose, Integer> byPurpose, int extra, int again, int deaths) {}

    /**
     * @param raised how many were published
     * @param right those of them all of whose jobs were broken by exactly the bumps that they blame
     * @param causes bumps that break something together with what it fails of, where any such job was built
     * @param found those of them that a breakage names all such jobs of, in one or in several
     * @param split those of which there are several breakages
     */
    record Breakages(int raised, int right, int causes, int found, int split) {}

    /**
     * @param toldOf by person and breakage: how many messages or digests name it
     * @param byMessage those of them that came as a message of their own
     * @param duplicates how often somebody was told of a change of a breakage that they had been told of
     * @param naive what whoever mails every failure to whoever maintains the job would have sent
     * @param untilAlert for each rightful alert: from its first failure until the first message
     */
    record Messages(List<Integer> toldOf, int byMessage, int duplicates, int naive, List<Duration> untilAlert) {}

    /** Opens a wave of these packages' bumps and plays it to its end. */
    static JudgedWave of(PackageGraph graph, List<String> bumped, FailureLogs logs, Manner manner, long seed) {
        List<Bump> bumps = bumped.stream()
                .sorted()
                .map(attribute -> new Bump(
                        attribute,
                        graph.version(graph.indexOf(attribute).orElseThrow()),
                        "bumped",
                        Urgency.ROUTINE,
                        "simulated"))
                .toList();
        SeededFaults faults = new SeededFaults(seed, bumps, logs);
        Report report = Trial.of(new Trial.Question(graph, bumps, faults, AGENTS, MISHAPS, manner, seed));
        if (report.state() != WaveState.RED && report.state() != WaveState.GREEN) {
            throw new AssertionError("the wave has nothing left to build and is " + report.state());
        }
        return new JudgedWave(
                bumps.size(),
                jobs(report, faults),
                builds(report),
                breakages(report, faults),
                messages(report, graph, faults));
    }

    private static Jobs jobs(Report report, SeededFaults faults) {
        int failed = 0;
        int alerts = 0;
        int right = 0;
        int blamed = 0;
        int missed = 0;
        for (Judged job : report.jobs()) {
            List<String> truth = faults.truth(job.attribute());
            failed += job.failedAt().isPresent() ? 1 : 0;
            if (job.state() == JobState.REGRESSED) {
                alerts++;
                right += truth.isEmpty() ? 0 : 1;
                blamed += !truth.isEmpty() && job.blamed().equals(truth) ? 1 : 0;
            } else if (!truth.isEmpty() && job.failedAt().isPresent()) {
                missed++;
            }
        }
        return new Jobs(failed, report.failedInputs(), alerts, right, blamed, missed);
    }

    private static Builds builds(Report report) {
        int extra = report.causedBuilds();
        for (Map.Entry<Purpose, Integer> each : report.builds().entrySet()) {
            extra += isExtra(each.getKey()) ? each.getValue() : 0;
        }
        return new Builds(report.builds(), extra, report.again(), report.deaths());
    }

    /** What the farm failed or lost it builds again whoever judges. */
    private static boolean isExtra(Purpose purpose) {
        return switch (purpose) {
            case BUILD, INPUT, INFRA_RETRY, RESTORE, PREPARE, FETCH -> false;
            case CONFIRM, BASELINE, PROBE, RETRY -> true;
        };
    }

    /** A job is named by a breakage with what it really fails of. */
    private static Breakages breakages(Report report, SeededFaults faults) {
        Map<String, Set<String>> jobsOf = new TreeMap<>();
        Map<String, List<String>> blamedBy = new HashMap<>();
        for (Published each : report.published()) {
            String id = each.publication().breakage().id();
            blamedBy.put(id, each.publication().breakage().cause().packages());
            for (Finding finding : each.publication().regressed()) {
                jobsOf.computeIfAbsent(id, first -> new TreeSet<>())
                        .add(finding.job().attribute());
            }
        }
        int right = 0;
        Map<String, Set<String>> breakagesOf = new TreeMap<>();
        Set<String> named = new HashSet<>();
        for (Map.Entry<String, Set<String>> each : jobsOf.entrySet()) {
            List<String> blamed = blamedBy.getOrDefault(each.getKey(), List.of());
            boolean isRight = each.getValue().stream()
                    .allMatch(attribute -> faults.truth(attribute).equals(blamed));
            right += isRight ? 1 : 0;
            for (String attribute : each.getValue()) {
                named.add(attribute);
                breakagesOf
                        .computeIfAbsent(cause(faults, attribute), first -> new TreeSet<>())
                        .add(each.getKey());
            }
        }
        Map<String, Set<String>> causes = new TreeMap<>();
        for (Judged job : report.jobs()) {
            if (job.failedAt().isPresent() && !faults.truth(job.attribute()).isEmpty()) {
                causes.computeIfAbsent(cause(faults, job.attribute()), first -> new TreeSet<>())
                        .add(job.attribute());
            }
        }
        int found = (int) causes.values().stream().filter(named::containsAll).count();
        int split = (int) causes.keySet().stream()
                .filter(cause -> breakagesOf.getOrDefault(cause, Set.of()).size() > 1)
                .count();
        return new Breakages(jobsOf.size(), right, causes.size(), found, split);
    }

    private static String cause(SeededFaults faults, String attribute) {
        return faults.truth(attribute) + " " + faults.cause(attribute);
    }

    private static Messages messages(Report report, PackageGraph graph, SeededFaults faults) {
        Map<String, Integer> changes = new HashMap<>();
        Map<String, List<String>> breakagesOf = new HashMap<>();
        for (Published each : report.published()) {
            String id = each.publication().breakage().id();
            changes.merge(id, each.publication().isNews() ? 1 : 0, Integer::sum);
            for (Finding finding : each.publication().regressed()) {
                breakagesOf
                        .computeIfAbsent(finding.job().attribute(), first -> new ArrayList<>())
                        .add(id);
            }
        }
        Map<String, Integer> toldOf = new TreeMap<>();
        Map<String, Instant> firstMessage = new HashMap<>();
        Set<String> names = new HashSet<>();
        int byMessage = 0;
        int duplicates = 0;
        for (Told each : report.told()) {
            duplicates += names.add(each.person() + " " + each.entry().name()) ? 0 : 1;
            for (String breakage : each.entry().about()) {
                toldOf.merge(each.person() + " " + breakage, 1, Integer::sum);
                if (each.entry().kind() == Entry.Kind.MESSAGE || each.entry().kind() == Entry.Kind.DIGEST_OF_LIMIT) {
                    byMessage++;
                    firstMessage.putIfAbsent(breakage, each.at());
                }
            }
        }
        for (Map.Entry<String, Integer> each : toldOf.entrySet()) {
            String breakage = each.getKey().substring(each.getKey().indexOf(' ') + 1);
            duplicates += Math.max(0, each.getValue() - changes.getOrDefault(breakage, 0));
        }
        return new Messages(
                List.copyOf(toldOf.values()),
                byMessage,
                duplicates,
                naive(report, graph),
                untilAlert(report, faults, breakagesOf, firstMessage));
    }

    private static List<Duration> untilAlert(
            Report report,
            SeededFaults faults,
            Map<String, List<String>> breakagesOf,
            Map<String, Instant> firstMessage) {
        List<Duration> until = new ArrayList<>();
        for (Judged job : report.jobs()) {
            if (job.state() == JobState.REGRESSED
                    && !faults.truth(job.attribute()).isEmpty()) {
                Instant failed = job.failedAt().orElseThrow();
                breakagesOf.getOrDefault(job.attribute(), List.of()).stream()
                        .filter(firstMessage::containsKey)
                        .map(firstMessage::get)
                        .min(Instant::compareTo)
                        .ifPresent(told ->
                                until.add(told.isAfter(failed) ? Duration.between(failed, told) : Duration.ZERO));
            }
        }
        return until;
    }

    private static int naive(Report report, PackageGraph graph) {
        return report.jobs().stream()
                .filter(job -> job.failedAt().isPresent())
                .mapToInt(
                        job -> graph.maintainers(graph.indexOf(job.attribute()).orElseThrow())
                                .size())
                .sum();
    }
}
