package dev.tidemark.agent.nix;

import dev.tidemark.schemas.identity.Glob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an agent uses Nix.
 *
 * @param store as {@code NIX_REMOTE} takes it, such as {@code daemon} or {@code local?root=/srv/nix}; empty for what this machine
 *     has
 * @param sandbox whether builds see nothing of this machine but what they were given; without, the agent says so
 * @param sandboxPaths paths of this machine that every build sees, such as {@code /bin/sh=/usr/bin/busybox}
 * @param substituters binary caches of others that may be used
 * @param trustedKeys public keys whose signatures are trusted, those of the farm's other agents among them
 * @param trustedSets names of sets whose recipes are trusted, or patterns of several: on a Nix whose sandbox can be left no other is built
 * @param secretKey file of the key that this agent's outputs are signed with; empty: one of its own, made when it is missing
 * @param evaluation what evaluating a set may take
 * @param room when garbage is collected
 */
public record NixConfig(
        String store,
        boolean sandbox,
        List<String> sandboxPaths,
        List<String> substituters,
        List<String> trustedKeys,
        List<String> trustedSets,
        String secretKey,
        Evaluation evaluation,
        Room room) {

    /**
     * What evaluating a set may take.
     *
     * @param time of one program for some hundred attributes, or of {@code nix-eval-jobs} for all
     * @param heapBytes of one process
     * @param memoryBytes of all its processes together, where the agent has control groups; 0: as much as there is
     */
    public record Evaluation(Duration time, long heapBytes, long memoryBytes) {

        /** @throws IllegalArgumentException when one is not positive */
        public Evaluation {
            if (!time.isPositive() || heapBytes <= 0 || memoryBytes < 0) {
                throw new IllegalArgumentException(
                        "an evaluation's limits must be positive: time %s, heap %d bytes, memory %d bytes"
                                .formatted(time, heapBytes, memoryBytes));
            }
        }
    }

    /**
     * When garbage is collected.
     *
     * @param lowBytes when less than that is free on the store's disk
     * @param highBytes until so much is
     */
    public record Room(long lowBytes, long highBytes) {

        /** @throws IllegalArgumentException when there would be nothing to free */
        public Room {
            if (lowBytes < 0 || highBytes < lowBytes) {
                throw new IllegalArgumentException(
                        "garbage is collected when less than %d bytes are free until %d are: the second must not be less"
                                .formatted(lowBytes, highBytes));
            }
        }
    }

    /** This machine's own store, sandboxed, without anybody else's cache. */
    public static final NixConfig DEFAULT = new NixConfig(
            "",
            true,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            "",
            new Evaluation(Duration.ofHours(1), 4L << 30, 16L << 30),
            new Room(4L << 30, 16L << 30));

    private static final String FEATURES = "nix-command ca-derivations";

    public NixConfig {
        sandboxPaths = List.copyOf(sandboxPaths);
        substituters = List.copyOf(substituters);
        trustedKeys = List.copyOf(trustedKeys);
        trustedSets = List.copyOf(trustedSets);
        trustedSets.forEach(Glob::new);
        for (List<String> words : List.of(sandboxPaths, substituters, trustedKeys, List.of(store))) {
            for (String word : words) {
                if (word.chars().anyMatch(Character::isISOControl)) {
                    throw new IllegalArgumentException("a setting of nix has a control character in it: " + word);
                }
            }
        }
    }

    /** Whether the recipes of a set are trusted. */
    boolean trusts(String set) {
        return trustedSets.stream().anyMatch(pattern -> new Glob(pattern).matches(set));
    }

    /** Variables for every program of Nix that only evaluates. */
    Map<String, String> evaluating() {
        Map<String, String> variables = variables(List.of(), List.of());
        variables.put("GC_MAXIMUM_HEAP_SIZE", Long.toString(evaluation.heapBytes()));
        return variables;
    }

    /**
     * Variables for every program of Nix that builds.
     *
     * @param caches of the farm that may be read
     * @param keys public keys of these
     */
    Map<String, String> building(List<String> caches, List<String> keys) {
        return variables(caches, keys);
    }

    private Map<String, String> variables(List<String> caches, List<String> keys) {
        Map<String, String> variables = new TreeMap<>();
        if (!store.isEmpty()) {
            variables.put("NIX_REMOTE", store);
        }
        StringBuilder config = new StringBuilder();
        config.append("build-users-group =\n");
        config.append("builders =\n");
        config.append("extra-experimental-features = ").append(FEATURES).append('\n');
        config.append("sandbox = ").append(sandbox).append('\n');
        // Where there is no sandbox nothing is built, instead of without one.
        config.append("sandbox-fallback = false\n");
        config.append("fallback = false\n");
        config.append("require-sigs = true\n");
        config.append("substituters = ").append(words(caches, substituters)).append('\n');
        config.append("trusted-public-keys = ").append(words(keys, trustedKeys)).append('\n');
        if (!sandboxPaths.isEmpty()) {
            config.append("sandbox-paths = ")
                    .append(String.join(" ", sandboxPaths))
                    .append('\n');
        }
        variables.put("NIX_CONFIG", config.toString());
        return variables;
    }

    private static String words(List<String> first, List<String> then) {
        return String.join(" ", first) + (first.isEmpty() || then.isEmpty() ? "" : " ") + String.join(" ", then);
    }
}
