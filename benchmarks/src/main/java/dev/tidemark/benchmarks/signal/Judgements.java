package dev.tidemark.benchmarks.signal;

import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.planner.build.Purpose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** What several waves came to together. Where there is nothing that could have gone wrong, nothing did. */
record Judgements(List<JudgedWave> waves) {

    private static final double NEARLY_ALL = 0.99;
    private static final double MILLIS_A_MINUTE = 60_000;

    Judgements {
        waves = List.copyOf(waves);
    }

    Judgements of(int bumps) {
        return new Judgements(
                waves.stream().filter(wave -> wave.bumps() == bumps).toList());
    }

    boolean isEmpty() {
        return waves.isEmpty();
    }

    double precision() {
        return share(
                sum(wave -> wave.judged().rightAlerts()),
                sum(wave -> wave.judged().alerts()));
    }

    /** Of whoever alerts on every failure. */
    private double naivePrecision() {
        return share(
                sum(wave -> wave.judged().rightAlerts()),
                sum(wave -> wave.judged().failed()));
    }

    double recall() {
        int found = sum(wave -> wave.judged().rightAlerts());
        return share(found, found + sum(wave -> wave.judged().missed()));
    }

    double rightlyBlamed() {
        return share(
                sum(wave -> wave.judged().rightlyBlamed()),
                sum(wave -> wave.judged().rightAlerts()));
    }

    double precisionOfBreakages() {
        return share(
                sum(wave -> wave.breakages().right()),
                sum(wave -> wave.breakages().raised()));
    }

    double causesFound() {
        return share(
                sum(wave -> wave.breakages().found()),
                sum(wave -> wave.breakages().causes()));
    }

    /** A failed job. What fails without the bumps and is none of theirs does not count, but what is tried because of it does. */
    double extra() {
        int failed = sum(wave -> wave.judged().failed());
        return failed == 0 ? 0 : (double) sum(wave -> wave.builds().extra()) / failed;
    }

    /** More than 1 where somebody was told of a change that they had been told of. */
    double mostTellings() {
        return sum(wave -> wave.messages().duplicates()) == 0 ? 1 : 2;
    }

    double millisToAlert(double fraction) {
        List<Double> millis = waves.stream()
                .flatMap(wave -> wave.messages().untilAlert().stream())
                .map(Duration::toMillis)
                .map(Long::doubleValue)
                .toList();
        return millis.isEmpty() ? 0 : Quantiles.at(millis, fraction);
    }

    String told() {
        return "%,d waves, %,d jobs failed (and %,d that no bump reaches), %,d alerted of; precision %.4f (every failure: %.4f), recall %.4f, right bumps %.4f; %,d breakages of %,d causes, precision %.4f, causes named %.4f, in several %d; %.2f extra builds a failed job (%s), %,d more since the farm failed or lost them, %,d agents died"
                .formatted(
                        waves.size(),
                        sum(wave -> wave.judged().failed()),
                        sum(wave -> wave.judged().failedInputs()),
                        sum(wave -> wave.judged().alerts()),
                        precision(),
                        naivePrecision(),
                        recall(),
                        rightlyBlamed(),
                        sum(wave -> wave.breakages().raised()),
                        sum(wave -> wave.breakages().causes()),
                        precisionOfBreakages(),
                        causesFound(),
                        sum(wave -> wave.breakages().split()),
                        extra(),
                        byPurpose(),
                        sum(wave -> wave.builds().again()),
                        sum(wave -> wave.builds().deaths()));
    }

    private String byPurpose() {
        TreeMap<Purpose, Integer> builds = new TreeMap<>();
        waves.forEach(wave ->
                wave.builds().byPurpose().forEach((purpose, ended) -> builds.merge(purpose, ended, Integer::sum)));
        return builds.entrySet().stream()
                .map(each -> "%s %,d".formatted(each.getKey().name().toLowerCase(Locale.ROOT), each.getValue()))
                .collect(Collectors.joining(", "));
    }

    String toldOfPeople() {
        List<Double> toldOf = new ArrayList<>();
        waves.forEach(wave -> wave.messages().toldOf().forEach(times -> toldOf.add((double) times)));
        int told = toldOf.stream().mapToInt(Double::intValue).sum();
        return "people were told of breakages %,d times, %,d of them by a message (by every failure: %,d), %.2f times a person and breakage, at most %.0f, %d times twice of one change; from a failure to the alert %.1f minutes in the median, %.1f in 99 of 100"
                .formatted(
                        told,
                        sum(wave -> wave.messages().byMessage()),
                        sum(wave -> wave.messages().naive()),
                        toldOf.isEmpty() ? 0 : (double) told / toldOf.size(),
                        toldOf.isEmpty() ? 0 : Quantiles.at(toldOf, 1),
                        sum(wave -> wave.messages().duplicates()),
                        millisToAlert(0.5) / MILLIS_A_MINUTE,
                        millisToAlert(NEARLY_ALL) / MILLIS_A_MINUTE);
    }

    private int sum(ToIntFunction<JudgedWave> what) {
        return waves.stream().mapToInt(what).sum();
    }

    private static double share(int some, int all) {
        return all == 0 ? 1 : (double) some / all;
    }
}
