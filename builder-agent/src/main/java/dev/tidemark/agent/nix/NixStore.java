package dev.tidemark.agent.nix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.agent.build.CancelSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an agent asks of its Nix store. Thread-safe. */
final class NixStore {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern TO_BUILD = Pattern.compile("^\\s+(/\\S+\\.drv)$");
    private static final String RESULT = "result";

    private final NixPrograms programs;
    private final NixVersion version;
    private final boolean buildsHere;

    /**
     * @param buildsHere whether builders are run by the program that is asked to, and not by a daemon, which has folders of its own for
     *     them
     */
    NixStore(NixPrograms programs, NixVersion version, boolean buildsHere) {
        this.programs = programs;
        this.version = version;
        this.buildsHere = buildsHere;
    }

    /** Whether a path is there whole. */
    boolean has(String path, CancelSignal cancel) throws IOException, InterruptedException {
        return programs.run(cancel, List.of("nix-store", "--check-validity", path))
                .well();
    }

    /**
     * Keeps a derivation that is there already from the garbage collector.
     *
     * @param root a link that does so; made
     * @return whether it is there, and stays
     */
    boolean keep(String derivation, Path root, CancelSignal cancel) throws IOException, InterruptedException {
        // The programs that make roots of paths build what is a derivation.
        List<String> words = new ArrayList<>(List.of("nix-instantiate", "--expr", "{ path }: import path"));
        words.addAll(List.of("--argstr", "path", derivation, "--add-root", root.toString(), "--indirect"));
        return programs.run(cancel, words).well() && has(derivation, cancel);
    }

    /**
     * Has derivations' outputs there without building anything: as they are, or from a binary cache.
     *
     * @param derivations or what they become, where that is known without them
     * @param roots a folder for links that keep them from the garbage collector
     * @return the outputs' paths; empty when one cannot be had
     * @throws IOException when that cannot be told: the store is not as it should be, or Nix was stopped
     */
    Optional<Set<String>> had(List<String> derivations, Path roots, CancelSignal cancel)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("nix-store", "--realise", "--max-jobs", "0"));
        words.addAll(derivations);
        words.addAll(List.of("--add-root", roots.resolve("input").toString(), "--indirect"));
        NixPrograms.Ended ended = programs.run(cancel, words);
        if (ended.status() < 0 || NixEnding.isOfStore(ended.said().errors())) {
            throw new IOException("Nix cannot look for inputs: " + ended.reason());
        }
        if (!ended.well()) {
            return Optional.empty();
        }
        Set<String> paths = new LinkedHashSet<>();
        for (String printed : ended.said().printed()) {
            Path link = Path.of(printed);
            if (Files.isSymbolicLink(link)) {
                paths.add(Files.readSymbolicLink(link).toString());
            }
        }
        return Optional.of(paths);
    }

    /**
     * Puts a file into the store, under the name that it has.
     *
     * @param algorithm by which it is known there
     * @param expected the path that it is to have in the store
     * @throws IOException when it cannot be put there, or has another path then
     */
    void addFixed(String algorithm, Path file, String expected, CancelSignal cancel)
            throws IOException, InterruptedException {
        NixPrograms.Ended ended = programs.run(cancel, List.of("nix-store", "--add-fixed", algorithm, file.toString()));
        if (!ended.well() || !ended.said().printed().contains(expected)) {
            throw new IOException("Nix does not put %s into its store as %s: %s"
                    .formatted(file, expected, ended.well() ? ended.said().printed() : ended.reason()));
        }
    }

    /** The derivations that would be built for one, itself among them unless it is there. */
    List<String> wouldBuild(String derivation, CancelSignal cancel) throws IOException, InterruptedException {
        NixPrograms.Ended ended = programs.run(cancel, List.of("nix-store", "--realise", "--dry-run", derivation));
        if (!ended.well()) {
            throw new IOException("Nix cannot say what it would build: " + ended.reason());
        }
        List<String> found = new ArrayList<>();
        for (String line : ended.said().infos()) {
            Matcher matcher = TO_BUILD.matcher(line);
            if (matcher.matches()) {
                found.add(matcher.group(1));
            }
        }
        return found;
    }

    /**
     * What a build may take and has.
     *
     * @param cores that it may use; 0 for all
     * @param time how long a builder may run
     * @param silence how long it may print nothing
     * @param logBytes how much it may print
     * @param features that derivations may require
     * @param sandboxPaths of this machine that its sandbox has besides the others
     */
    record Allowance(
            int cores,
            Duration time,
            Duration silence,
            long logBytes,
            List<String> features,
            List<String> sandboxPaths) {}

    /**
     * Builds one derivation, and what of its inputs is missing.
     *
     * @param room that it is built in
     */
    NixPrograms.Ended build(String derivation, Allowance allowance, NixRoom room, NixStream stream, CancelSignal cancel)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "nix-store",
                "--realise",
                derivation,
                "--max-jobs",
                "1",
                "--cores",
                Integer.toString(allowance.cores()),
                "--timeout",
                Long.toString(Math.max(1, allowance.time().toSeconds())),
                "--max-silent-time",
                Long.toString(Math.max(1, allowance.silence().toSeconds())),
                "--option",
                "max-build-log-size",
                Long.toString(allowance.logBytes()),
                "--option",
                "system-features",
                String.join(" ", allowance.features()),
                "--add-root",
                room.outputs().resolve(RESULT).toString(),
                "--indirect"));
        if (buildsHere && version.hasBuildFolder()) {
            words.addAll(List.of("--option", "build-dir", room.temporary().toString()));
        }
        if (!allowance.sandboxPaths().isEmpty()) {
            words.addAll(List.of("--option", "extra-sandbox-paths", String.join(" ", allowance.sandboxPaths())));
        }
        // Nix counts by itself; where it does not come to an end, somebody has to.
        return programs.run(cancel, words, stream, NixEnding.longest(allowance.time()), room);
    }

    /** What was built, by the names of the outputs. */
    SortedMap<String, String> outputs(Path roots) throws IOException {
        SortedMap<String, String> outputs = new TreeMap<>();
        try (Stream<Path> links = Files.list(roots)) {
            for (Path link : (Iterable<Path>) links::iterator) {
                String name = String.valueOf(link.getFileName());
                if (name.equals(RESULT)) {
                    outputs.put("out", Files.readSymbolicLink(link).toString());
                } else if (name.startsWith(RESULT + "-")) {
                    outputs.put(
                            name.substring(RESULT.length() + 1),
                            Files.readSymbolicLink(link).toString());
                }
            }
        }
        return outputs;
    }

    /** How large outputs are, together, as archives of Nix. */
    long bytes(Iterable<String> paths, CancelSignal cancel) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("nix", "path-info", "--json"));
        paths.forEach(words::add);
        NixPrograms.Ended ended = programs.run(cancel, words);
        if (!ended.well()) {
            throw new IOException("Nix cannot say how large outputs are: " + ended.reason());
        }
        long bytes = 0;
        // An array of 2.8 is an object by path since 2.19.
        for (JsonNode path : JSON.readTree(String.join("\n", ended.said().printed()))) {
            bytes += path.path("narSize").asLong();
        }
        return bytes;
    }

    /**
     * Copies a derivation's outputs, and what they refer to, to a binary cache.
     *
     * @param cache with the parameters that writing takes
     */
    void publish(String derivation, String cache, CancelSignal cancel) throws IOException, InterruptedException {
        NixPrograms.Ended ended =
                programs.run(cancel, List.of("nix", "copy", "--to", cache, version.outputsOf(derivation)));
        if (!ended.well()) {
            throw new IOException("the outputs cannot be published: " + ended.reason());
        }
    }

    /** Store paths and all that they refer to. */
    List<String> closure(Collection<String> paths, CancelSignal cancel) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("nix-store", "--query", "--requisites"));
        words.addAll(paths);
        NixPrograms.Ended ended = programs.run(cancel, words);
        if (!ended.well()) {
            throw new IOException("Nix cannot say what outputs refer to: " + ended.reason());
        }
        return ended.said().printed();
    }

    /** Deletes what nothing needs, until so much is free again. */
    void collectGarbage(long bytes, CancelSignal cancel) throws IOException, InterruptedException {
        NixPrograms.Ended ended =
                programs.run(cancel, List.of("nix-store", "--gc", "--max-freed", Long.toString(bytes)));
        if (!ended.well()) {
            throw new IOException("garbage cannot be collected: " + ended.reason());
        }
    }
}
