package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/** What keeps a command away from all that is not its own. Thread-safe. */
public interface Sandbox {

    /** In a word, for beats and people: {@code bubblewrap}, or {@code none}. */
    String label();

    /** Whether a command reaches other machines, though its view has no network. */
    boolean leavesNetwork();

    /**
     * What of the machine a command may write to, besides folders of its own.
     *
     * @param added what an operator lets it write to
     */
    List<Path> writable(List<Path> added);

    /** What the command has to call a mount. */
    String placeOf(Mount mount);

    /**
     * The words that run a command so that it sees this and no more.
     *
     * @param status a file, not seen by the command, in which it is noted how the sandbox went
     * @throws IOException when it cannot be told what is to be hidden
     */
    List<String> words(View view, Path status, List<String> command) throws IOException;

    /** The environment that those words need, to which the caller may add what the command is not to see. */
    SortedMap<String, String> environment(View view);

    /** Whether the sandbox itself came to nothing, so that the command never ran, or was ended from outside. */
    boolean failed(Path status);
}
