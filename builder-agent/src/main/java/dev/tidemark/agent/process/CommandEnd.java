package dev.tidemark.agent.process;

import java.io.IOException;

/** How a command ended. Nothing of it runs any more. */
public sealed interface CommandEnd {

    /** By itself. */
    record Exited(int status) implements CommandEnd {}

    /** It ran for longer than it may. */
    record TimedOut() implements CommandEnd {}

    /** It printed nothing for longer than it may. */
    record Silent() implements CommandEnd {}

    /** Its output was not taken any more. */
    record OutputRefused() implements CommandEnd {}

    /** Its output could not be kept. */
    record OutputLost(IOException cause) implements CommandEnd {}

    /** It has written more to the disk than it may: so many bytes. */
    record WroteTooMuch(long bytes) implements CommandEnd {}

    /** It has made more files than it may: more than so many. */
    record MadeTooManyFiles(long allowed) implements CommandEnd {}

    /** It was told to end. */
    record Cancelled() implements CommandEnd {}
}
