package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One group: of the second generation one folder, of the first one in each of two trees.
 *
 * @param memory its folder where memory is counted
 * @param processes its folder where processes are counted; the same in the second generation
 */
record ControlGroup(Path memory, Path processes) {

    private static final String MEMBERS = "cgroup.procs";
    private static final int ROUNDS = 500;
    private static final long PAUSE_MILLIS = 10;
    private static final String ENTER =
            "mark=$1; shift; while [ \"$1\" != -- ]; do echo 0 >\"$1\" || { : >\"$mark\"; exit 125; }; shift; done;"
                    + " shift; exec \"$@\"";

    private boolean isUnified() {
        return memory.equals(processes);
    }

    private Set<Path> folders() {
        return new LinkedHashSet<>(List.of(memory, processes));
    }

    ControlGroup member(String name) {
        return new ControlGroup(memory.resolve(name), processes.resolve(name));
    }

    /** The names of the groups in it. */
    List<String> members() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (Path folder : folders()) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(Files::isDirectory)
                        .map(path -> String.valueOf(path.getFileName()))
                        .sorted()
                        .forEach(names::add);
            }
        }
        return List.copyOf(names);
    }

    void create() throws IOException {
        for (Path folder : folders()) {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
        }
    }

    /** Holds all that is in it and in the groups below to so much memory. */
    void limitMemory(long bytes) throws IOException {
        write(memory.resolve(isUnified() ? "memory.max" : "memory.limit_in_bytes"), Long.toString(bytes));
    }

    void limit(Allowance allowance) throws IOException {
        write(processes.resolve("pids.max"), Integer.toString(allowance.processes()));
        // All or nothing, whoever is short of memory: a build of which one process is missing fails in ways that nobody
        // understands.
        writeIfThere(memory.resolve("memory.oom.group"), "1");
        if (allowance.memoryBytes() == 0) {
            return;
        }
        limitMemory(allowance.memoryBytes());
        String bytes = Long.toString(allowance.memoryBytes());
        if (isUnified()) {
            writeIfThere(memory.resolve("memory.swap.max"), "0");
        } else {
            writeIfThere(memory.resolve("memory.memsw.limit_in_bytes"), bytes);
        }
    }

    /**
     * The words that put themselves in the group and become the command.
     *
     * @param keptOut a file that they make when they cannot: whatever status they end with then, the command could end with it, too
     */
    List<String> entering(Path keptOut, List<String> command) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", ENTER, "enter", keptOut.toString()));
        folders().forEach(folder -> words.add(folder.resolve(MEMBERS).toString()));
        words.add("--");
        words.addAll(command);
        return words;
    }

    /** How many of its processes the kernel has ended for want of memory. */
    long endedForMemory() throws IOException {
        return counter(memory.resolve(isUnified() ? "memory.events" : "memory.oom_control"), "oom_kill");
    }

    /** How often one of its processes could not start another. */
    long refusedProcesses() throws IOException {
        return counter(processes.resolve("pids.events"), "max");
    }

    private static long counter(Path file, String name) throws IOException {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(name + " ")) {
                    return Long.parseLong(line.substring(name.length() + 1).strip());
                }
            }
        } catch (NoSuchFileException e) {
            return 0; // An older kernel, which does not count them.
        }
        return 0;
    }

    /** Ends all that is in it and takes it away; nothing when it is not there. */
    void remove() throws IOException, InterruptedException {
        for (Path folder : folders()) {
            for (int round = 0; Files.isDirectory(folder) && !removed(folder); round++) {
                if (round == ROUNDS) {
                    throw new IOException("the processes of the control group %s do not end".formatted(folder));
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private boolean removed(Path folder) throws IOException {
        endAll(folder);
        try {
            return Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            throw e;
        } catch (FileSystemException e) {
            return false; // Busy: the last process is still being put away.
        }
    }

    private static void endAll(Path folder) throws IOException {
        Path atOnce = folder.resolve("cgroup.kill");
        if (Files.exists(atOnce)) {
            write(atOnce, "1");
            return;
        }
        for (long pid : pids(folder)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** The processes that are in it, those of groups below not counted. */
    static List<Long> pids(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve(MEMBERS)).stream()
                .map(Long::valueOf)
                .toList();
    }

    static void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }

    private static void writeIfThere(Path file, String value) throws IOException {
        if (Files.exists(file)) {
            write(file, value);
        }
    }
}
