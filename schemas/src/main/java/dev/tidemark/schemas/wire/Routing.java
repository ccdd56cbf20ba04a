package dev.tidemark.schemas.wire;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a record goes to. Producers and Kafka Streams both ask here, so that what belongs together meets in
 * one task. A record whose key is what it is routed by lands where Kafka's default partitioner would put it.
 */
public final class Routing {

    private Routing() {}

    /**
     * @param by what is to stay together: a set, a wave or a pool
     * @param partitions how many there are, at least 1
     */
    public static int partition(String by, int partitions) {
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

    private static String before(String key, char separator) {
        int end = key.indexOf(separator);
        return end < 0 ? key : key.substring(0, end);
    }
}
