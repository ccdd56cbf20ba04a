package dev.tidemark.schemas.catalogue;

import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Which partition a record goes to. Producers and Kafka Streams both ask here, so that what belongs together meets in
 * one task. The rule is that of Kafka's own default partitioner (murmur2 over UTF-8, the sign bit cleared, modulo the
 * number of partitions), applied to a part of the key or to a field.
 */
public enum Routing {
    /** By the whole key: where the default partitioner of Kafka's Java client puts it. */
    KEY("the key"),
    /** By the part of the key before the first colon. */
    SET("the set, which is the key up to its first colon"),
    /** By the part of the key before the first slash. */
    WAVE("the wave, which is the key up to its first slash"),
    /** By the part of the key before the first slash. */
    KEY_POOL("the pool, which is the key up to its first slash"),
    /** By the part of the key before the first slash, too: there it is a person. */
    PERSON("the person, which is the key up to its first slash"),
    /** By the value's field {@code pool}. */
    POOL("the field pool of the value");

    private final String rule;

    Routing(String rule) {
        this.rule = rule;
    }

    /** What decides, in words. */
    public String rule() {
        return rule;
    }

    /**
     * @param by what is to stay together: a set, a wave or a pool
     * @param partitions how many there are, at least 1
     */
    static int partition(String by, int partitions) {
        return Utils.toPositive(Utils.murmur2(by.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** The set of a key {@code set:attribute…}. */
    public static String setOf(String packageKey) {
        return before(packageKey, ':');
    }

    /** The wave of a key {@code wave/attribute/system/variant}. */
    public static String waveOf(String jobKey) {
        return before(jobKey, '/');
    }

    /** The pool of a key {@code pool/agent}. */
    public static String poolOf(String agentKey) {
        return before(agentKey, '/');
    }

    /** The person of a key {@code person/rule}. */
    public static String personOf(String ruleKey) {
        return before(ruleKey, '/');
    }

    /** @throws IllegalArgumentException when the value lacks the field that decides */
    String of(String key, @Nullable IndexedRecord value) {
        return switch (this) {
            case KEY -> key;
            case SET -> setOf(key);
            case WAVE -> waveOf(key);
            case KEY_POOL -> poolOf(key);
            case PERSON -> personOf(key);
            case POOL -> pool(value);
        };
    }

    private static String pool(@Nullable IndexedRecord value) {
        Schema.Field field = value == null ? null : value.getSchema().getField("pool");
        if (value == null || field == null) {
            throw new IllegalArgumentException("a record without a pool cannot be routed by it");
        }
        return String.valueOf(value.get(field.pos()));
    }

    private static String before(String key, char separator) {
        int end = key.indexOf(separator);
        return end < 0 ? key : key.substring(0, end);
    }
}
