package dev.tidemark.planner.testing;

import dev.tidemark.schemas.signature.SigningKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A key for each agent of a test, by its name. */
public final class TestKeys {

    private static final Map<String, SigningKey> KEYS = new ConcurrentHashMap<>();

    private TestKeys() {}

    public static SigningKey of(String agent) {
        return KEYS.computeIfAbsent(agent, name -> SigningKey.generate());
    }
}
