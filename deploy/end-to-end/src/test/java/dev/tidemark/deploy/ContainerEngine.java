package dev.tidemark.deploy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The container engine of this machine, asked through its own command: within seconds it is known whether one is there,
 * and what is missing otherwise.
 */
final class ContainerEngine {

    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
    private static final Duration PULLS_WITHIN = Duration.ofMinutes(10);

    private ContainerEngine() {}

    /** Why containers cannot be tested here, with the next step; empty when they can. */
    static Optional<String> missing() throws InterruptedException {
        Command version = docker(ANSWERS_WITHIN, "version", "--format", "{{.Server.Version}}");
        if (!version.succeeded()) {
            return Optional.of(
                    "no container engine answers (docker version: %s): start Docker, or point DOCKER_HOST to one"
                            .formatted(version.lastLine()));
        }
        Command compose = docker(ANSWERS_WITHIN, "compose", "version");
        if (!compose.succeeded()) {
            return Optional.of("docker cannot compose (docker compose version: %s): install its compose plugin"
                    .formatted(compose.lastLine()));
        }
        return Optional.empty();
    }

    /**
     * Why an image cannot be had, with the next step; empty when it is here, be it that it was pulled just now.
     *
     * @param variable the environment variable that names another one
     */
    static Optional<String> missing(String image, String variable) throws InterruptedException {
        if (docker(ANSWERS_WITHIN, "image", "inspect", image).succeeded()) {
            return Optional.empty();
        }
        Command pull = docker(PULLS_WITHIN, "pull", image);
        return pull.succeeded()
                ? Optional.empty()
                : Optional.of(
                        "the image %s is not here and cannot be pulled (%s): set %s to one that is, see deploy/README.md"
                                .formatted(image, pull.lastLine(), variable));
    }

    static Command docker(Duration patience, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        return Command.run(patience, command);
    }
}
