package dev.tidemark.planner;

import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.StatusSettings;
import dev.tidemark.service.streams.StreamsSettings;

/**
 * What a planner is told. The keys, with their defaults and what they mean: {@code planner.conf} beside this class.
 *
 * @param farm brokers and registry
 * @param status where it says how it is
 * @param streams how its topology runs
 * @param dispatch the dispatcher's patience
 */
public record PlannerConfig(
        FarmSettings farm, StatusSettings status, StreamsSettings streams, DispatchPolicy dispatch) {}
