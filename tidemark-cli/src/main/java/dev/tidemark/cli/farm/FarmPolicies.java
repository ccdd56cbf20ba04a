package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.service.FarmSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The policies of a farm's sets. */
public final class FarmPolicies {

    private FarmPolicies() {}

    /**
     * A policy that was applied.
     *
     * @param document as it was written
     * @param appliedBy who applied it
     */
    public record Applied(String document, String appliedBy, Instant at) {}

    /** The one that holds for a set; empty where none was applied. */
    public static Optional<Applied> of(FarmSettings farm, String set) {
        return Optional.ofNullable(topic(farm).newest(set::equals).get(set))
                .map(policy -> new Applied(policy.getDocument(), policy.getAppliedBy(), policy.getAt()));
    }

    /**
     * Applies one and waits until the brokers have it. Whether its document can be read nobody asks here.
     *
     * @throws dev.tidemark.service.ServiceException when they do not take it, with the next step
     */
    public static void apply(FarmSettings farm, String set, Applied applied) {
        topic(farm)
                .put(
                        set,
                        new Policy(
                                set,
                                applied.document(),
                                applied.appliedBy(),
                                applied.at().truncatedTo(ChronoUnit.MILLIS)));
    }

    private static FarmTopic<Policy> topic(FarmSettings farm) {
        return new FarmTopic<>(farm, Topics.POLICY, Policy.class);
    }
}
