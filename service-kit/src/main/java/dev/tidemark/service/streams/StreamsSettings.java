package dev.tidemark.service.streams;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a topology runs.
 *
 * @param instance this instance's name: the same after a restart, another for each that runs at once
 * @param stateFolder where the stores lie; what is lost there is read again from the broker
 * @param commitInterval how long an output may wait to be published with others
 * @param replication how many brokers keep each record of the internal topics; -1 for the broker's own default
 */
public record StreamsSettings(String instance, Path stateFolder, Duration commitInterval, int replication) {}
