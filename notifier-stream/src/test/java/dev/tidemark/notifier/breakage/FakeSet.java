package dev.tidemark.notifier.breakage;

import dev.tidemark.notifier.breakage.TellBreakage.Look;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A set whose clock the test turns; what a processor is to the core. Keeps rows as stores do. */
final class FakeSet {

    static final Pace PACE = new Pace(
            Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofDays(14), Duration.ofDays(3), Duration.ofDays(180));

    static final Bump TEXTKIT = new Bump("textkit", "2.0", false, "watcher");
    static final Bump ARGS = new Bump("args", "3.0", false, "ada");

    private final SetBreakages breakages = new SetBreakages("demo");
    private final TreeMap<String, Change> rows = new TreeMap<>();
    private final TreeMap<String, List<String>> teams = new TreeMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** Decides and applies; does not look. */
    List<Change> hear(Judgement judgement) {
        List<Change> changes = RaiseBreakage.decide(breakages, judgement, PACE, now);
        changes.forEach(this::apply);
        return changes;
    }

    /** Decides, and looks when the breakage has gathered what it gathers. */
    List<Publication> tell(Judgement... judgements) {
        for (Judgement judgement : judgements) {
            hear(judgement);
        }
        return pass(PACE.groupWait());
    }

    /** What is told by the end of the time. */
    List<Publication> pass(Duration time) {
        now = now.plus(time);
        List<Publication> told = new ArrayList<>();
        for (Breakage due : breakages.due(now)) {
            switch (TellBreakage.look(breakages, due, this::teams, PACE, now)) {
                case Look.Quiet(Breakage quiet) -> apply(new Change.BreakageKept(quiet));
                case Look.Told(Publication publication) -> {
                    apply(new Change.BreakageKept(publication.breakage()));
                    told.add(publication);
                }
                case Look.Forgotten(String id) -> apply(new Change.BreakageDropped(id));
            }
        }
        return told;
    }

    private List<String> teams(String set, String attribute) {
        return teams.getOrDefault(attribute, List.of());
    }

    void owned(String attribute, String... owners) {
        teams.put(attribute, List.of(owners));
    }

    private void apply(Change change) {
        breakages.apply(change);
        switch (change) {
            case Change.BreakageKept(Breakage breakage) -> rows.put("breakage/" + breakage.id(), change);
            case Change.BreakageDropped(String id) -> rows.remove("breakage/" + id);
            case Change.Found(String id, Finding finding) -> rows.put(key(id, finding), change);
            case Change.Lost(String id, Finding finding) -> rows.remove(key(id, finding));
            case Change.BlockedKept(BlockedJob job) -> rows.put("blocked/" + job.wave() + "/" + job.job(), change);
            case Change.BlockedDropped(WaveId wave, JobId job) -> rows.remove("blocked/" + wave + "/" + job);
            case Change.WaveKept(WaveId wave, List<String> packages) -> rows.put("wave/" + wave, change);
            case Change.WaveDropped(WaveId wave) -> {
                rows.remove("wave/" + wave);
                rows.keySet().removeIf(key -> key.startsWith("answer/" + wave + "/"));
            }
            case Change.WaveEnding(WaveId wave, Instant at) -> rows.put("ending/" + wave, change);
            case Change.WaveEndSettled(WaveId wave) -> rows.remove("ending/" + wave);
            case Change.WentGreen(String attribute, long ordinal) -> rows.put("green/" + attribute, change);
            case Change.AnswerKept(WaveId wave, JobId job, Answer answer) ->
                rows.put("answer/" + wave + "/" + job, change);
        }
    }

    private static String key(String breakage, Finding finding) {
        return "finding/" + breakage + "/" + finding.wave() + "/" + finding.job();
    }

    SetBreakages view() {
        return breakages;
    }

    /** What a processor would have after a restart. */
    SetBreakages rebuilt() {
        SetBreakages again = new SetBreakages("demo");
        rows.values().forEach(again::apply);
        return again;
    }

    Instant now() {
        return now;
    }

    static WaveId wave(int ordinal) {
        return new WaveId("demo-" + ordinal);
    }

    static JobId job(String attribute) {
        return new JobId(attribute, "x86_64-linux", Variant.WAVE);
    }

    static Judgement opened(int wave, String... packages) {
        return new Judgement.WaveMoved(wave(wave), List.of(packages), Judgement.WaveStage.UNDER_WAY);
    }

    static Judgement blocked(int wave, String attribute, String... roots) {
        return new Judgement.Blocked(new BlockedJob(
                wave(wave),
                job(attribute),
                Arrays.stream(roots).map(FakeSet::job).toList(),
                List.of(attribute + "-owner")));
    }

    static Judgement reopened(int wave, String attribute) {
        return new Judgement.Reopened(wave(wave), job(attribute));
    }

    static Judgement settled(int wave, String attribute, Judgement.Outcome outcome) {
        return new Judgement.Settled(wave(wave), job(attribute), outcome, "");
    }

    static Judgement regressed(int wave, String attribute, String fingerprint, Bump... blamed) {
        return new Judgement.Regressed(finding(wave, attribute, fingerprint, blamed));
    }

    static Finding finding(int wave, String attribute, String fingerprint, Bump... blamed) {
        return new Finding(
                wave(wave),
                job(attribute),
                fingerprint,
                List.of(blamed),
                new Finding.People(List.of(attribute + "-owner"), List.of(blamed[0].attribute() + "-owner")),
                "proof",
                Optional.empty());
    }
}
