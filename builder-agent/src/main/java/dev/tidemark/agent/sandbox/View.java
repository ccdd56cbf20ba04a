package dev.tidemark.agent.sandbox;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a command finds when it starts.
 *
 * @param seen of the machine
 * @param mounts in the order in which they are made: a later one may lie within an earlier one
 * @param folder where it starts, by its name inside
 * @param environment all of it, with names of files as they are inside
 * @param network whether it reaches other machines
 */
public record View(
        Seen seen, List<Mount> mounts, String folder, SortedMap<String, String> environment, boolean network) {
    public View {
        mounts = List.copyOf(mounts);
        environment = new TreeMap<>(environment);
    }

    /** With the system's programs. */
    public View(List<Mount> mounts, String folder, SortedMap<String, String> environment, boolean network) {
        this(new Seen.Programs(), mounts, folder, environment, network);
    }
}
