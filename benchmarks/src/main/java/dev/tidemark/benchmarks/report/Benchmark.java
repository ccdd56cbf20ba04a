package dev.tidemark.benchmarks.report;

import java.util.List;
import java.util.function.Consumer;

/** Something worth measuring against a baseline of the same run. A new one is one class and its bounds. */
public interface Benchmark {

    /** What it is called on the command line and in {@code bounds.json}. */
    String name();

    /** One line for a person: what is measured, against which baseline. */
    String measures();

    /** The names of its ratios, each {@code ours / baseline}. Every one has a bound. */
    List<String> ratios();

    /** How many rounds count when nobody says otherwise. */
    int rounds();

    /**
     * Measures. Contenders take turns, and one of them runs against itself.
     *
     * @param rounds how many rounds count, 1 or more; warming up comes on top
     * @param progress told, in a few words, what is being done
     */
    Measurement measure(int rounds, Consumer<String> progress) throws InterruptedException;
}
