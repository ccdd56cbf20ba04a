package dev.tidemark.agent;

import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.signature.KeyFile;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An agent as it would be enrolled: who it is on this machine, and what it offers.
 *
 * @param pool that it serves
 * @param name its name
 * @param key by which others know what it has signed
 * @param slots how many builds it runs at once
 * @param features that it offers, in alphabetical order
 * @param keyFile where the key lies
 */
public record AgentSelf(Pool pool, String name, AgentKey key, int slots, List<String> features, Path keyFile) {

    public AgentSelf {
        features = List.copyOf(features);
    }

    /**
     * The agent that would run with these settings, with the GPUs of this machine. Its key is made when there is none.
     *
     * @throws ServiceException when it cannot run here, or has no key that can be used, with the next step
     */
    public static AgentSelf of(AgentSettings settings) throws InterruptedException {
        AgentConfig config = AgentService.config(settings, Executors.gpus(settings.gpu()));
        return new AgentSelf(
                config.pool(),
                config.name(),
                key(settings, config).publicKey(),
                config.slots(),
                config.features(),
                keyFile(settings, config));
    }

    static SigningKey key(AgentSettings settings, AgentConfig config) {
        try {
            return KeyFile.openOrMake(keyFile(settings, config));
        } catch (IOException e) {
            throw new ServiceException("the agent cannot use its key: " + e.getMessage(), e);
        }
    }

    /** Agents that share a machine, and a folder, have a key each. */
    private static Path keyFile(AgentSettings settings, AgentConfig config) {
        return settings.state().toAbsolutePath().resolve("%s.%s.pem".formatted(config.pool(), config.name()));
    }
}
