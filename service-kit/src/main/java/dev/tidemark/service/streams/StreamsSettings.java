package dev.tidemark.service.streams;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a topology runs.
 *
 * @param protocol how instances agree who runs which task
 * @param instance this instance's name: the same after a restart, another for each that runs at once; the protocol {@link
 *     Protocol#STREAMS} has no use for it
 * @param stateFolder where the stores lie; what is lost there is read again from the broker
 * @param commitInterval how long an output may wait to be published with others, unless what it answers has waited itself ({@link Paced})
 * @param replication how many brokers keep each record of the internal topics; -1 for the broker's own default
 * @param standbys how many other instances keep a copy of each task's stores, so that they go on with it at once; with the protocol
 *     {@link Protocol#STREAMS} the broker says it
 */
public record StreamsSettings(
        Protocol protocol, String instance, Path stateFolder, Duration commitInterval, int replication, int standbys) {

    /** A group protocol of Kafka. Why the first is the default: docs/adr/0006. */
    public enum Protocol {
        /** The instances agree among themselves, and one that is started again in time keeps its tasks. */
        CLASSIC,
        /** The broker assigns tasks (KIP-1071); its sessions are a setting of the broker's. */
        STREAMS
    }

    /** With the protocol that is the default, and for one instance alone. */
    public StreamsSettings(String instance, Path stateFolder, Duration commitInterval, int replication) {
        this(Protocol.CLASSIC, instance, stateFolder, commitInterval, replication, 0);
    }
}
