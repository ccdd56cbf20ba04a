package dev.tidemark.agent.process;

import java.io.IOException;

/** Takes what a command prints, from one thread. */
@FunctionalInterface
public interface CommandOutput {

    /**
     * @param bytes valid during the call, up to {@code length}
     * @return false when it takes no more: the command is stopped
     * @throws IOException when they cannot be kept: the command is stopped
     */
    boolean take(byte[] bytes, int length) throws IOException;
}
