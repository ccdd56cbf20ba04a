package dev.tidemark.virtual;

import dev.tidemark.schemas.identity.Pool;
import java.util.List;

/**
 * An agent that there is.
 *
 * @param name unique in the farm
 * @param pool the pool that it serves
 * @param features what it has, in alphabetical order
 * @param slots how many builds it runs at once, at least 1
 */
public record AgentSpec(String name, Pool pool, List<String> features, int slots) {

    public AgentSpec {
        features = List.copyOf(features);
    }
}
