package dev.tidemark.agent.build;

import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.sandbox.Enclosure;
import dev.tidemark.agent.sandbox.Mount;
import dev.tidemark.agent.sandbox.Sandbox;
import dev.tidemark.agent.sandbox.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A package's recipe as a command: where it finds what, and under which name. In a sandbox these are the same names in every
 * build, {@code /build/…}, so that none of a machine gets into an output.
 *
 * @param attribute of the package
 * @param version to build
 * @param change what it is told besides the version; empty when nothing
 * @param devices that it has
 * @param network whether it reaches other machines
 */
record Recipe(String attribute, String version, Optional<String> change, Devices devices, boolean network) {

    private static final String INSIDE = "/build/";

    /** The command that runs it in a folder, kept away by the sandbox and held to the room. */
    Command in(WorkFolder work, CommandExecutor.Settings settings, Sandbox sandbox, Enclosure room) throws IOException {
        Mount set = new Mount(work.set(), INSIDE + "set", true);
        Mount lib = new Mount(work.set().resolve("lib"), INSIDE + "set/lib", false);
        Mount deps = new Mount(work.deps(), INSIDE + "deps", false);
        Mount out = new Mount(work.out(), INSIDE + "out", true);
        Mount home = new Mount(work.home(), INSIDE + "home", true);
        Mount tmp = new Mount(work.tmp(), "/tmp", true);
        Mount shared = new Mount(work.shared(), "/dev/shm", true);
        List<Mount> mounts = new ArrayList<>(List.of(set, lib, deps, out, home, tmp, shared));
        settings.writable().forEach(path -> mounts.add(new Mount(path, path.toString(), true)));

        devices.paths().forEach(path -> mounts.add(Mount.ofDevice(path)));

        SortedMap<String, String> environment = new TreeMap<>();
        environment.put("version", version);
        change.ifPresent(told -> environment.put("change", told));
        if (!devices.visible().isEmpty()) {
            environment.put("CUDA_VISIBLE_DEVICES", devices.visible());
        }
        environment.put("out", sandbox.placeOf(out));
        environment.put("deps", sandbox.placeOf(deps));
        environment.put("lib", sandbox.placeOf(lib));
        environment.put("HOME", sandbox.placeOf(home));
        environment.put("TMPDIR", sandbox.placeOf(tmp));
        environment.put("JAVA_HOME", settings.javaHome().toString());
        environment.put("PATH", settings.javaHome().resolve("bin") + ":/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("SOURCE_DATE_EPOCH", "0");
        String folder = sandbox.placeOf(set) + "/packages/" + attribute;
        View view = new View(mounts, folder, environment, network);

        List<String> words = room.within(List.of("sh", "build"));
        SortedMap<String, String> outside = new TreeMap<>(sandbox.environment(view));
        outside.put(Workshop.TAG, work.mark());
        return new Command(
                room.around(sandbox.words(view, work.status(), words)),
                work.set().resolve("packages").resolve(attribute),
                outside,
                work.tag());
    }
}
