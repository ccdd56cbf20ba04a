package dev.tidemark.benchmarks.nix;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code nix-build} of attributes of a set, at once and in an empty store of its own: whoever has no farm does that. */
final class BareNix {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Path set;
    private final Path folder;
    private final int jobs;

    /**
     * @param set its folder
     * @param folder where store and log are to be; whoever asks removes it
     * @param jobs how many are built at once
     */
    BareNix(Path set, Path folder, int jobs) {
        this.set = set;
        this.folder = folder;
        this.jobs = jobs;
    }

    /**
     * Builds them all, and returns how long it took, in seconds.
     *
     * @param arguments of the set's function, each a Nix expression, with its name before it
     */
    double build(Collection<String> attributes, List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("nix-build", set.toString(), "--no-out-link"));
        attributes.forEach(attribute -> command.addAll(List.of("-A", attribute)));
        for (int each = 0; each < arguments.size(); each += 2) {
            command.addAll(List.of("--arg", arguments.get(each), arguments.get(each + 1)));
        }
        Path log = folder.resolve("nix-build.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("NIX_REMOTE", "local?root=" + folder.resolve("store"));
        builder.environment().put("NIX_CONFIG", """
                build-users-group =
                substituters =
                sandbox = true
                sandbox-paths = %s
                max-jobs = %d
                cores = 1
                """.formatted(String.join(" ", NixFarm.tools()), jobs));
        long begin = System.nanoTime();
        try {
            Process process = builder.start();
            try {
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new ServiceException("nix-build did not end within %s: see %s".formatted(PATIENCE, log));
                }
                if (process.exitValue() != 0) {
                    throw new ServiceException("nix-build ended with %d: see %s".formatted(process.exitValue(), log));
                }
            } finally {
                process.destroy(); // Nix ends what it builds with it.
                process.onExit().join();
            }
        } catch (IOException e) {
            throw new ServiceException(
                    "nix-build cannot be started (%s): install Nix (on Debian the package nix-bin)"
                            .formatted(e.getMessage()),
                    e);
        }
        return (System.nanoTime() - begin) / NANOS_PER_SECOND;
    }
}
