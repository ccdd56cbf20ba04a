package dev.tidemark.notifier.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is served to people and programs.
 *
 * @param host where to listen
 * @param port where to listen; 0 takes a free one
 * @param publicUrl what links begin with; empty for where it listens
 * @param secret signs the links in messages; empty for one that is made once and kept with the state
 * @param artifacts the artifact store's folder, from which whole logs are shown; empty where it cannot be reached
 * @param followers how many may follow the events at once
 */
public record HttpSettings(String host, int port, String publicUrl, String secret, String artifacts, int followers) {

    /** The store's folder. */
    Optional<Path> store() {
        return artifacts.isEmpty() ? Optional.empty() : Optional.of(Path.of(artifacts));
    }

    @Override
    public String toString() {
        return host + ":" + port; // Never with the secret.
    }
}
