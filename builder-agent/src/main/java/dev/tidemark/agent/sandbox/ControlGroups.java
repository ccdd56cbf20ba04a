package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Linux's control groups, both generations: a group for each command, below one of this agent's own, in which the kernel counts and
 * limits memory and processes, and from which no process escapes.
 *
 * <p>Of the second generation (the kernel's admin guide, "Control Group v2") this agent needs a group that was given to it alone,
 * as systemd does with {@code Delegate=yes}; root can also do with one beside all others.
 */
final class ControlGroups implements Limiter {

    private final ControlGroup own;
    private final Optional<ProcessLimits> files;
    private final Path marks;

    private ControlGroups(ControlGroup own, Optional<ProcessLimits> files, Path marks) {
        this.own = own;
        this.files = files;
        this.marks = marks;
    }

    /**
     * Takes a group for this agent and ends whatever an earlier life of it has left there.
     *
     * @param name of the group; no other agent of this machine may use it
     * @param files limits of files, which no group has
     * @param marks a folder for notes of commands that did not get into their group
     * @param memoryBytes how much memory all commands together may use; 0: as much as there is
     * @throws IOException when there is no group to be had here; the message says why
     */
    static ControlGroups open(String name, Optional<ProcessLimits> files, Path marks, long memoryBytes)
            throws IOException, InterruptedException {
        ControlGroup own = ControlGroupPlaces.ofThisProcess().take(name);
        for (String left : own.members()) {
            own.member(left).remove();
        }
        if (memoryBytes > 0) {
            own.limitMemory(memoryBytes);
        }
        return new ControlGroups(own, files, marks);
    }

    @Override
    public String label() {
        return "cgroup";
    }

    @Override
    public Enclosure enclose(String name, Allowance allowance) throws IOException {
        ControlGroup group = own.member(name);
        group.create();
        group.limit(allowance);
        return new Room(group, allowance, marks.resolve("kept-out-of-" + name));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        own.remove();
    }

    private final class Room implements Enclosure {
        private final ControlGroup group;
        private final Allowance allowance;
        private final Path keptOut;

        Room(ControlGroup group, Allowance allowance, Path keptOut) {
            this.group = group;
            this.allowance = allowance;
            this.keptOut = keptOut;
        }

        @Override
        public List<String> around(List<String> words) {
            return group.entering(keptOut, words);
        }

        @Override
        public List<String> within(List<String> words) {
            return files.map(limits -> limits.ofFiles(allowance, words)).orElse(words);
        }

        @Override
        public Excess excess() throws IOException {
            return new Excess(
                    group.endedForMemory() > 0 ? Excess.Memory.YES : Excess.Memory.NO, group.refusedProcesses() > 0);
        }

        @Override
        public boolean keptOut() {
            return Files.exists(keptOut);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            group.remove();
            Files.deleteIfExists(keptOut);
        }
    }
}
