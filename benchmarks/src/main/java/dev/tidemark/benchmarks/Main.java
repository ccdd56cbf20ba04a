package dev.tidemark.benchmarks;

import dev.tidemark.benchmarks.agent.AgentBenchmark;
import dev.tidemark.benchmarks.calibration.CalibrationBenchmark;
import dev.tidemark.benchmarks.cores.CoresBenchmark;
import dev.tidemark.benchmarks.farm.FarmBenchmark;
import dev.tidemark.benchmarks.farm.OpenBenchmark;
import dev.tidemark.benchmarks.farm.RecoveryBenchmark;
import dev.tidemark.benchmarks.hello.HelloBenchmark;
import dev.tidemark.benchmarks.idle.IdleBenchmark;
import dev.tidemark.benchmarks.nix.EvaluateBenchmark;
import dev.tidemark.benchmarks.nix.NixBenchmark;
import dev.tidemark.benchmarks.plan.PlanBenchmark;
import dev.tidemark.benchmarks.report.Benchmark;
import dev.tidemark.benchmarks.report.BenchmarkReport;
import dev.tidemark.benchmarks.report.Bounds;
import dev.tidemark.benchmarks.report.InvalidBoundsException;
import dev.tidemark.benchmarks.report.Machine;
import dev.tidemark.benchmarks.schedule.ScheduleBenchmark;
import dev.tidemark.benchmarks.signal.SignalBenchmark;
import dev.tidemark.benchmarks.start.StartBenchmark;
import dev.tidemark.service.ServiceException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The command. Results go to standard output, everything else to standard error. */
public final class Main {

    private static final int HOLDS = 0;
    private static final int DOES_NOT_HOLD = 1;
    private static final int USAGE = 2;
    private static final String USE =
            "usage: benchmarks/run [NAME [--rounds N]]; without a name it lists what there is";

    private final List<Benchmark> benchmarks;
    private final Path bounds;
    private final PrintStream out;
    private final PrintStream err;

    /** @param bounds the committed bounds */
    Main(List<Benchmark> benchmarks, Path bounds, PrintStream out, PrintStream err) {
        this.benchmarks = benchmarks;
        this.bounds = bounds;
        this.out = out;
        this.err = err;
    }

    /** Exits with 0 when the bounds hold, 1 when not, 2 for a command that it does not understand. */
    public static void main(String[] arguments) throws InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        Path sets = Path.of(System.getProperty("tidemark.sets", "tidemark-cli/src/main/set"));
        Path bounds = Path.of(System.getProperty("tidemark.benchmarks.bounds", "benchmarks/bounds.json"));
        Path home = Path.of(System.getProperty("tidemark.home", "."));
        System.exit(new Main(all(sets, home), bounds, out, err).run(List.of(arguments)));
    }

    /**
     * All there are, in the order in which people see them.
     *
     * @param sets the folder of the bundled sets
     * @param home the folder with the launcher and the samples
     */
    public static List<Benchmark> all(Path sets, Path home) {
        return List.of(
                new HelloBenchmark(sets.resolve("demo")),
                new StartBenchmark(home),
                new PlanBenchmark(home),
                new CoresBenchmark(),
                new ScheduleBenchmark(home),
                new CalibrationBenchmark(home),
                new SignalBenchmark(home),
                new AgentBenchmark(),
                new IdleBenchmark(home),
                new NixBenchmark(sets.resolve("nix")),
                new EvaluateBenchmark(home),
                new FarmBenchmark(home),
                new RecoveryBenchmark(home),
                new OpenBenchmark(home));
    }

    int run(List<String> arguments) throws InterruptedException {
        try {
            Bounds read = Bounds.read(bounds, benchmarks);
            if (arguments.isEmpty()) {
                benchmarks.forEach(benchmark -> list(benchmark, read));
                return HOLDS;
            }
            Optional<Benchmark> named = benchmarks.stream()
                    .filter(benchmark -> benchmark.name().equals(arguments.getFirst()))
                    .findFirst();
            OptionalInt rounds = named.isEmpty() ? OptionalInt.empty() : rounds(named.get(), arguments);
            if (named.isEmpty() || rounds.isEmpty()) {
                err.println(USE + ". Benchmarks: "
                        + benchmarks.stream().map(Benchmark::name).collect(Collectors.joining(", ")));
                return USAGE;
            }
            return run(named.get(), rounds.getAsInt(), read);
        } catch (InvalidBoundsException | ServiceException e) {
            err.println("benchmarks: " + e.getMessage());
            return DOES_NOT_HOLD;
        }
    }

    private static OptionalInt rounds(Benchmark benchmark, List<String> arguments) {
        if (arguments.size() == 1) {
            return OptionalInt.of(benchmark.rounds());
        }
        boolean understood = arguments.size() == 3
                && arguments.get(1).equals("--rounds")
                && arguments.get(2).matches("[1-9][0-9]{0,3}");
        return understood ? OptionalInt.of(Integer.parseInt(arguments.get(2))) : OptionalInt.empty();
    }

    private void list(Benchmark benchmark, Bounds read) {
        out.println("%s: %s".formatted(benchmark.name(), benchmark.measures()));
        read.of(benchmark).forEach((ratio, bound) -> out.println("    %s: at most %s".formatted(ratio, plain(bound))));
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    private int run(Benchmark benchmark, int rounds, Bounds read) throws InterruptedException {
        BenchmarkReport report = new BenchmarkReport(
                benchmark,
                benchmark.measure(rounds, step -> err.println("benchmarks: " + step)),
                read.of(benchmark),
                Machine.here());
        report.table().forEach(out::println);
        out.println(report.json());
        return report.holds() ? HOLDS : DOES_NOT_HOLD;
    }
}
