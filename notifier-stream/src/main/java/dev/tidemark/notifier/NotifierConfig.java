package dev.tidemark.notifier;

import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.StatusSettings;
import dev.tidemark.service.streams.StreamsSettings;

/**
 * What a notifier is told. The keys, with their defaults and what they mean: {@code notifier.conf} beside this class.
 *
 * @param farm brokers and registry
 * @param status where it says how it is
 * @param streams how its topology runs
 */
public record NotifierConfig(FarmSettings farm, StatusSettings status, StreamsSettings streams) {}
