package dev.tidemark.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What to run.
 *
 * @param words program and arguments
 * @param folder where it starts
 * @param environment all of it; nothing is inherited
 * @param tag one of the environment's {@code NAME=value} that no other command has: by it a process that left the group
 *     is recognised where the system shows environments ({@code /proc})
 */
public record Command(List<String> words, Path folder, SortedMap<String, String> environment, String tag) {
    public Command {
        words = List.copyOf(words);
        environment = new TreeMap<>(environment);
    }
}
