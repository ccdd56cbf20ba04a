package dev.tidemark.cli.command;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that has started things stop them when the process is asked to end (Ctrl-C, SIGTERM): the command's thread
 * is interrupted, and the process waits for it.
 */
final class OrderlyEnd {

    /** As the JVM itself does: 128 and SIGINT's number. */
    static final int INTERRUPTED = 130;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Thread thread = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;

    private OrderlyEnd() {}

    /**
     * Runs it in this thread.
     *
     * @param work ends when its thread is interrupted, with whatever exception
     * @return what it returns, or {@link #INTERRUPTED} when it was cut short
     */
    static int of(Callable<Integer> work) throws Exception {
        OrderlyEnd end = new OrderlyEnd();
        Runtime.getRuntime().addShutdownHook(new Thread(end::end, "end-in-order"));
        return end.run(work);
    }

    private int run(Callable<Integer> work) throws Exception {
        try {
            return work.call();
        } catch (Exception e) { // Whatever the interrupt led to is not what the person wants to read.
            if (!asked) {
                throw e;
            }
            return INTERRUPTED;
        } finally {
            ended.countDown();
        }
    }

    /** Runs while the process ends, also when it does so of itself: then there is nothing to wait for. */
    private void end() {
        if (ended.getCount() == 0) {
            return;
        }
        asked = true;
        thread.interrupt();
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.printf("tidemark: not everything has stopped within %d s%n", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
