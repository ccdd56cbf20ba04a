package dev.tidemark.cli.registry;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another program in this JVM and ends with the process that started it, however that ends: the standard input is a
 * pipe from there, and the system closes it even for a process that was killed.
 */
final class EndsWithParent {

    private EndsWithParent() {}

    /** @param arguments the main class, then what it is given */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("parent").start(EndsWithParent::haltAtEndOfInput);
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes anything; whatever it is, the parent lives.
            }
        } catch (IOException e) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(0);
    }
}
