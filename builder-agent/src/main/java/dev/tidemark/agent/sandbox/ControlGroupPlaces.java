package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where control groups are on this machine, and which of them a process is in.
 *
 * @param mounts lines of {@code /proc/self/mountinfo}
 * @param memberships lines of {@code /proc/self/cgroup}
 * @param pid of the process
 */
record ControlGroupPlaces(List<String> mounts, List<String> memberships, long pid) {

    private static final Set<String> NEEDED = Set.of("memory", "pids");
    private static final String AGENT = "tidemark-agent";

    static ControlGroupPlaces ofThisProcess() throws IOException {
        Path self = Path.of("/proc/self");
        if (!Files.isReadable(self.resolve("cgroup"))) {
            throw new IOException("this system has no control groups");
        }
        return new ControlGroupPlaces(
                Files.readAllLines(self.resolve("mountinfo")),
                Files.readAllLines(self.resolve("cgroup")),
                ProcessHandle.current().pid());
    }

    /**
     * A group of that name, empty, whose members can be limited.
     *
     * @throws IOException when there is none to be had; the message says why
     */
    ControlGroup take(String name) throws IOException {
        Optional<Path> memory = ofFirstGeneration("memory");
        Optional<Path> processes = ofFirstGeneration("pids");
        if (memory.isPresent() && processes.isPresent()) {
            ControlGroup group =
                    new ControlGroup(memory.get().resolve(name), processes.get().resolve(name));
            group.create();
            return group;
        }
        Path mount = mount("cgroup2", "")
                .orElseThrow(
                        () -> new IOException("control groups of the memory and pids controllers are not mounted"));
        Path parent = parent(mount, mount.resolve(relative(membership("").orElse("/"))));
        ControlGroup group = new ControlGroup(parent.resolve(name), parent.resolve(name));
        group.create();
        enable(group.memory());
        return group;
    }

    private Optional<Path> ofFirstGeneration(String controller) {
        return mount("cgroup", controller)
                .flatMap(mount -> membership(controller).map(path -> mount.resolve(relative(path))))
                .filter(Files::isWritable);
    }

    private static String relative(String path) {
        return path.substring(1);
    }

    /** The group below which the agent's is made: its present one, if it has that to itself, or the one above all. */
    private Path parent(Path mount, Path present) throws IOException {
        if (words(present.resolve("cgroup.controllers")).containsAll(NEEDED) && Files.isWritable(present)) {
            if (enabled(present)) {
                return present;
            }
            boolean alone = ControlGroup.pids(present).stream().allMatch(each -> each == pid);
            if (alone) {
                Path leaf = present.resolve(AGENT);
                if (!Files.isDirectory(leaf)) {
                    Files.createDirectory(leaf);
                }
                // Groups whose members are limited have no processes of their own.
                ControlGroup.write(leaf.resolve("cgroup.procs"), Long.toString(pid));
                enable(present);
                return present;
            }
        }
        if (enabled(mount) && Files.isWritable(mount)) {
            return mount;
        }
        throw new IOException(
                "the control group %s is not this agent's alone, or its controllers memory and pids are not given to it (systemd: Delegate=yes)"
                        .formatted(present));
    }

    private static boolean enabled(Path group) throws IOException {
        return words(group.resolve("cgroup.subtree_control")).containsAll(NEEDED);
    }

    private static void enable(Path group) throws IOException {
        ControlGroup.write(group.resolve("cgroup.subtree_control"), "+memory +pids");
    }

    private static Set<String> words(Path file) throws IOException {
        return Files.isReadable(file)
                ? new TreeSet<>(List.of(Files.readString(file).strip().split(" ")))
                : Set.of();
    }

    /** Where groups of a generation, and of a controller if one is named, are mounted from their root. */
    private Optional<Path> mount(String type, String controller) {
        for (String line : mounts) {
            List<String> fields = new ArrayList<>(List.of(line.split(" ")));
            int end = fields.indexOf("-");
            if (end > 4
                    && fields.get(end + 1).equals(type)
                    && fields.get(3).equals("/")
                    && (controller.isEmpty()
                            || List.of(fields.getLast().split(",")).contains(controller))) {
                return Optional.of(Path.of(fields.get(4)));
            }
        }
        return Optional.empty();
    }

    /** The path of the process' group, from the root of its tree. */
    private Optional<String> membership(String controller) {
        for (String line : memberships) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",")).contains(controller)) {
                return Optional.of(fields[2]);
            }
        }
        return Optional.empty();
    }
}
