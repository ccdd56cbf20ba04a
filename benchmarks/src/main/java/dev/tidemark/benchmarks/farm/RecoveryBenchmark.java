package dev.tidemark.benchmarks.farm;

import dev.tidemark.benchmarks.plan.Sample;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.Measurement;
import dev.tidemark.benchmarks.report.Measurement.Ratio;
import dev.tidemark.benchmarks.report.Quantiles;
import dev.tidemark.cli.farm.FarmFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/**
 * A planner in a process of its own that is killed and started again, stopped in order and started again, killed and started without
 * what it had kept, or killed while a second one runs: how long until a result that came after is answered. The process's own start counts.
 * The baseline is the same for {@link BareHops}, which has nothing to decide.
 */
public final class RecoveryBenchmark implements Benchmark {

    private static final int ROUNDS = 20;
    private static final double LONGEST_SECONDS = 30;
    private static final String LONGEST = "longest of all rounds / 30 s";
    private static final double TAKEOVER_SECONDS = 10;
    private static final String TAKEOVER = Disturbance.TAKEOVER.words() + " / 10 s";
    private static final double MILLIS = 1000;
    /** What befalls both. */
    private static final List<Disturbance> ALONE = List.of(Disturbance.KILL, Disturbance.STOP, Disturbance.COLD);

    private final Path home;

    /** @param home the folder with the samples */
    public RecoveryBenchmark(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public String measures() {
        return "a planner's return after kill -9, after a clean stop and without its state, over that of three bare exactly-once stages, and"
                + " its takeover over 10 s, until a result is answered";
    }

    @Override
    public List<String> ratios() {
        List<String> names =
                new ArrayList<>(ALONE.stream().map(RecoveryBenchmark::ratio).toList());
        names.add(TAKEOVER);
        names.add(LONGEST);
        return names;
    }

    private static String ratio(Disturbance kind) {
        return kind.words() + " / three bare stages";
    }

    @Override
    public int rounds() {
        return ROUNDS;
    }

    @Override
    public Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException {
        Map<Disturbance, List<Double>> bare = bare(rounds, progress);
        Map<Disturbance, List<Double>> planner = new EnumMap<>(Disturbance.class);
        FarmFolder folder = PlannerFarm.temporaryFolder();
        try (RecoveringFarm farm = RecoveringFarm.start(folder, Sample.set(home), progress)) {
            for (Disturbance each : Disturbance.values()) {
                farm.prepare(each);
                planner.put(each, times(rounds, () -> farm.disturb(each), progressOf(each.words(), progress)));
            }
            return result(rounds, bare, planner, farm);
        } finally {
            folder.remove();
        }
    }

    /** Before the planner's, so that neither takes the other's time. */
    private static Map<Disturbance, List<Double>> bare(int rounds, Consumer<String> progress)
            throws InterruptedException {
        progress.accept("starting a broker and the baseline");
        Map<Disturbance, List<Double>> seconds = new EnumMap<>(Disturbance.class);
        FarmFolder folder = PlannerFarm.temporaryFolder();
        try (RecoveringHops hops = RecoveringHops.start(folder)) {
            for (Disturbance each : ALONE) {
                seconds.put(
                        each,
                        times(rounds, () -> hops.disturb(each), progressOf("the baseline, " + each.words(), progress)));
            }
        } finally {
            folder.remove();
        }
        return seconds;
    }

    private static DoubleConsumer progressOf(String words, Consumer<String> progress) {
        return seconds -> progress.accept("%s: %.2f s".formatted(words, seconds));
    }

    /** Something that is disturbed once, in seconds. */
    private interface Disturbed {
        double seconds() throws InterruptedException;
    }

    private static List<Double> times(int rounds, Disturbed disturbed, DoubleConsumer progress)
            throws InterruptedException {
        List<Double> taken = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            taken.add(disturbed.seconds());
            progress.accept(taken.getLast());
        }
        return taken;
    }

    private static Measurement result(
            int rounds,
            Map<Disturbance, List<Double>> bare,
            Map<Disturbance, List<Double>> planner,
            RecoveringFarm farm) {
        List<Ratio> ratios = new ArrayList<>();
        SequencedMap<String, Double> millis = new LinkedHashMap<>();
        bare.forEach((kind, seconds) ->
                ratios.add(Ratio.of(ratio(kind), Quantiles.ratios(planner.getOrDefault(kind, List.of()), seconds))));
        ratios.add(Ratio.of(
                TAKEOVER,
                planner.getOrDefault(Disturbance.TAKEOVER, List.of()).stream()
                        .map(taken -> taken / TAKEOVER_SECONDS)
                        .toList()));
        double longest = planner.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
        ratios.add(new Ratio(LONGEST, longest / LONGEST_SECONDS, 0));
        planner.forEach((kind, taken) -> addTimes(millis, kind.words(), taken));
        bare.forEach((kind, taken) -> addTimes(millis, "the baseline, " + kind.words(), taken));
        return new Measurement(rounds, ratios, new LinkedHashMap<>(), millis, farm.problem());
    }

    private static void addTimes(SequencedMap<String, Double> millis, String words, List<Double> seconds) {
        millis.put(words + ", least", MILLIS * Quantiles.at(seconds, 0));
        millis.put(words + ", p50", MILLIS * Quantiles.median(seconds));
        millis.put(words + ", most", MILLIS * Quantiles.at(seconds, 1));
    }
}
