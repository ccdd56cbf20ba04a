package dev.tidemark.agent.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Nothing: a command sees the whole machine as the agent's user does, and may write whatever that user may. */
public final class NoSandbox implements Sandbox {

    static final String LABEL = "none";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public boolean leavesNetwork() {
        return true;
    }

    /** Who writes somewhere else writes to where everybody does. */
    @Override
    public List<Path> writable(List<Path> added) {
        return Stream.concat(added.stream(), Stream.of(Path.of("/tmp"))).toList();
    }

    @Override
    public String placeOf(Mount mount) {
        return mount.host().toString();
    }

    @Override
    public List<String> words(View view, Path status, List<String> command) {
        return List.copyOf(command);
    }

    @Override
    public SortedMap<String, String> environment(View view) {
        return view.environment();
    }

    @Override
    public boolean failed(Path status) {
        return false;
    }
}
