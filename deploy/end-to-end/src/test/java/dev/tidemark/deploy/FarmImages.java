package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The images that the farm runs on: Tidemark's own, built of what this machine has built and gone once
 * removed; the broker's and the registry's as the compose file names them. {@code KAFKA_IMAGE}, {@code REGISTRY_IMAGE} and
 * {@code TIDEMARK_BASE} in the environment name others.
 */
final class FarmImages {

    private static final Duration BUILT_WITHIN = Duration.ofMinutes(5);
    private static final String PREFIX = "tidemark-end-to-end";
    private static final List<String> OURS = List.of("planner", "notifier", "agent", "tidemark");

    private static final String BASE = "TIDEMARK_BASE";
    private static final String KAFKA = "KAFKA_IMAGE";
    private static final String REGISTRY = "REGISTRY_IMAGE";

    private final String tag = Long.toHexString(ProcessHandle.current().pid());

    /** Which of the images that others make cannot be had, and the next step; empty when all can. */
    static Optional<String> missing() throws InterruptedException {
        for (String base :
                set(BASE).map(List::of).orElse(List.of("eclipse-temurin:21-jre", "eclipse-temurin:21-jdk"))) {
            Optional<String> missing = ContainerEngine.missing(base, BASE);
            if (missing.isPresent()) {
                return missing;
            }
        }
        Optional<String> missing = ContainerEngine.missing(kafka(), KAFKA);
        return missing.isPresent() ? missing : ContainerEngine.missing(registry(), REGISTRY);
    }

    /** Builds Tidemark's own. */
    void build() throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("deploy/images/build", "--prefix", PREFIX, "--tag", tag));
        set(BASE).ifPresent(base -> command.addAll(List.of("--base", base)));
        command.addAll(OURS);
        Command built = Command.run(BUILT_WITHIN, command);
        assertThat(built.succeeded()).as(built.output()).isTrue();
    }

    /** What tells the compose file to use these. */
    Map<String, String> environment() {
        return new TreeMap<>(
                Map.of(KAFKA, kafka(), REGISTRY, registry(), "TIDEMARK_IMAGES", PREFIX, "TIDEMARK_TAG", tag));
    }

    private static String kafka() {
        return set(KAFKA).orElseGet(() -> ComposeFile.imageUnless(KAFKA));
    }

    private static String registry() {
        return set(REGISTRY).orElseGet(() -> ComposeFile.imageUnless(REGISTRY));
    }

    private static Optional<String> set(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }

    /** Removes Tidemark's own. */
    void remove() throws InterruptedException {
        for (String image : OURS) {
            ContainerEngine.docker(BUILT_WITHIN, "image", "rm", "-f", "%s/%s:%s".formatted(PREFIX, image, tag));
        }
    }
}
