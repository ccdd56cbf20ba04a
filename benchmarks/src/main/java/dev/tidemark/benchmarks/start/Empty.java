package dev.tidemark.benchmarks.start;

/** A program that does nothing: what it takes is what every program of this JVM takes. */
final class Empty {

    private Empty() {}

    /** Returns. */
    public static void main(String[] arguments) {
        // As it says.
    }
}
