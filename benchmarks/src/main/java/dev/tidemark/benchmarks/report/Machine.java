package dev.tidemark.benchmarks.report;

/**
 * Where it was measured.
 *
 * @param cores that the JVM may use
 * @param jdk version of the JDK
 */
public record Machine(int cores, String jdk) {

    public static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(), Runtime.version().toString());
    }
}
