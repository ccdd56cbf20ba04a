package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.util.List;

/** The room of one command. Used by one thread. */
public interface Enclosure extends AutoCloseable {

    /** The words that run a command, sandbox and all, in this room. */
    List<String> around(List<String> words);

    /** The words that run a command, which is in its sandbox already, in this room. */
    List<String> within(List<String> words);

    /** What the command ran into so far. */
    Excess excess() throws IOException;

    /** Whether the command never ran, since it could not be put into this room. */
    boolean keptOut();

    /** Ends whatever is in it for good, and gives the room back. */
    @Override
    void close() throws IOException, InterruptedException;

    /**
     * What a command wanted more of than it got.
     *
     * @param memory whether the kernel ended something for want of it
     * @param processes whether it could not start one more
     */
    record Excess(Memory memory, boolean processes) {

        /** Whether the kernel ended something for want of memory. */
        public enum Memory {
            /** No, as far as anybody knows. */
            NO,
            /** Something on this machine, be it of the command or not. */
            PERHAPS,
            /** Something of the command. */
            YES
        }
    }
}
