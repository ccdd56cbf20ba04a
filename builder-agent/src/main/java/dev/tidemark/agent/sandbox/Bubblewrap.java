package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Namespaces by <a href="https://github.com/containers/bubblewrap">bubblewrap</a>: what is seen of the machine, read-only; the
 * mounts of the view; a {@code /dev} with the harmless devices; a {@code /proc} of its own, so that everything that a command
 * has started ends when it does; no network unless it is to have one; no user of the machine.
 */
public final class Bubblewrap implements Sandbox {

    private static final String BUILDER = "1000";
    private static final int STATUS_FD = 9;
    /** Bubblewrap notes the end of a command only if it had really begun. */
    private static final String ENDED = "\"exit-code\"";

    /** What is a link to a part of /usr on most systems, and a folder of its own on others. */
    private static final List<String> SYSTEM = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /** What programs of the system read of its settings, and nothing of its users, hosts or services. */
    private static final List<String> SETTINGS =
            List.of("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "ssl", "ca-certificates", "pki");

    private static final List<String> NETWORK_SETTINGS = List.of("resolv.conf", "services", "protocols");

    /** Of the files of {@code /etc}: who its own user is. */
    private static final List<String> USERS = List.of("passwd", "group");

    private static final Path NIX = Path.of("/nix");

    private final Path bwrap;
    private final Path etc;
    private final List<Path> readOnly;
    private final List<String> hardening;

    /**
     * @param bwrap the program
     * @param etc a folder in which {@link SystemFiles} has been put
     * @param readOnly further parts of the machine that every command sees, where they are
     * @param hardening options that not every release knows
     */
    Bubblewrap(Path bwrap, Path etc, List<Path> readOnly, List<String> hardening) {
        this.bwrap = bwrap;
        this.etc = etc;
        this.readOnly = List.copyOf(readOnly);
        this.hardening = List.copyOf(hardening);
    }

    @Override
    public String label() {
        return "bubblewrap";
    }

    @Override
    public boolean leavesNetwork() {
        return false;
    }

    @Override
    public List<Path> writable(List<Path> added) {
        return added;
    }

    @Override
    public String placeOf(Mount mount) {
        return mount.inside();
    }

    @Override
    public List<String> words(View view, Path status, List<String> command) throws IOException {
        List<String> words = new ArrayList<>();
        // A shell opens the file, since a process cannot be started with more than three open.
        words.addAll(List.of("sh", "-c", "file=$1; shift; exec \"$@\" %d>\"$file\"".formatted(STATUS_FD), "sandbox"));
        words.add(status.toString());
        words.add(bwrap.toString());
        namespaces(view, words);
        switch (view.seen()) {
            case Seen.Programs() -> {
                // Nobody who sees no more than that makes namespaces of his own.
                words.addAll(hardening);
                system(view, words);
            }
            case Seen.Machine machine -> machine(hidden(machine, view.mounts()), words);
        }
        for (Mount mount : outerFirst(view.mounts())) {
            add(words, option(mount.access()), mount.host().toString(), mount.inside());
        }
        if (view.seen() instanceof Seen.Machine machine) {
            hidden(machine, view.mounts()).stream()
                    .filter(Files::isDirectory)
                    .forEach(path -> add(words, "--remount-ro", path.toString()));
        }
        add(words, "--remount-ro", "/dev");
        add(words, "--remount-ro", "/");
        view.environment().forEach((name, value) -> add(words, "--setenv", name, value));
        add(words, "--chdir", view.folder());
        words.add("--");
        words.addAll(command);
        return words;
    }

    private static String option(Mount.Access access) {
        return switch (access) {
            case READ -> "--ro-bind";
            case WRITE -> "--bind";
            case DEVICE -> "--dev-bind";
        };
    }

    private void namespaces(View view, List<String> words) {
        add(words, "--unshare-all", "--unshare-user");
        if (view.network()) {
            words.add("--share-net");
        }
        add(words, "--uid", BUILDER, "--gid", BUILDER, "--hostname", "localhost", "--die-with-parent");
        add(words, "--json-status-fd", Integer.toString(STATUS_FD));
        // Only the command has the view's environment: this process' own can be read by it, and names it to its agent.
        add(words, "--clearenv");
    }

    private void system(View view, List<String> words) {
        add(words, "--ro-bind", "/usr", "/usr");
        for (String name : SYSTEM) {
            part(Path.of("/", name), words);
        }
        add(words, "--dir", "/etc");
        for (String name : SystemFiles.NAMES) {
            add(words, "--ro-bind", etc.resolve(name).toString(), "/etc/" + name);
        }
        SETTINGS.forEach(name -> add(words, "--ro-bind-try", "/etc/" + name, "/etc/" + name));
        if (view.network()) {
            NETWORK_SETTINGS.forEach(name -> add(words, "--ro-bind-try", "/etc/" + name, "/etc/" + name));
        }
        add(words, "--proc", "/proc", "--dev", "/dev");
    }

    /**
     * The machine as it is. Nix' folder is as its user may use it, since without a daemon whoever asks Nix for anything writes there;
     * who may not write to it cannot do so here either.
     */
    private void machine(List<Path> hidden, List<String> words) {
        add(words, "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev");
        for (String name : USERS) {
            add(words, "--ro-bind", etc.resolve(name).toString(), "/etc/" + name);
        }
        if (Files.isDirectory(NIX)) {
            add(words, "--bind", NIX.toString(), NIX.toString());
        }
        for (Path path : hidden) {
            if (Files.isDirectory(path)) {
                add(words, "--tmpfs", path.toString());
            } else { // Nothing can be read of a device that is mounted so.
                add(words, "--ro-bind", "/dev/null", path.toString());
            }
        }
    }

    /** But for what is not seen in any case, since something else is mounted over it. */
    private static List<Path> hidden(Seen.Machine machine, List<Mount> mounts) throws IOException {
        return machine.hiddenNow().stream()
                .filter(path -> mounts.stream().noneMatch(mount -> path.startsWith(mount.inside())))
                .toList();
    }

    /** What the operator adds, and the view's own: a folder before what lies within it, which it would hide else. */
    private List<Mount> outerFirst(List<Mount> mounts) {
        return Stream.concat(
                        readOnly.stream().map(path -> new Mount(path, path.toString(), Mount.Access.READ)),
                        mounts.stream())
                .sorted(Comparator.comparingInt(mount -> Path.of(mount.inside()).getNameCount()))
                .toList();
    }

    private static void part(Path path, List<String> words) {
        if (Files.isSymbolicLink(path)) {
            try {
                add(words, "--symlink", Files.readSymbolicLink(path).toString(), path.toString());
            } catch (IOException e) {
                // It went away just now: then the system does without it.
                return;
            }
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            add(words, "--ro-bind", path.toString(), path.toString());
        }
    }

    private static void add(List<String> words, String... more) {
        words.addAll(List.of(more));
    }

    /** Only its own path is needed: the shell that opens the status file is found there. */
    @Override
    public SortedMap<String, String> environment(View view) {
        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        return environment;
    }

    @Override
    public boolean failed(Path status) {
        try {
            return !Files.readString(status, StandardCharsets.UTF_8).contains(ENDED);
        } catch (IOException e) {
            return true;
        }
    }
}
