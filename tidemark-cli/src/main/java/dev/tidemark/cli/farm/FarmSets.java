package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.util.List;

/** The sets that a farm has. */
public final class FarmSets {

    private FarmSets() {}

    /**
     * Names of those of which a graph was imported, in alphabetical order.
     *
     * @throws ServiceException when the brokers do not give them, with the next step
     */
    public static List<String> names(FarmSettings farm) {
        return List.copyOf(new FarmTopic<>(farm, Topics.GRAPH_REVISION, GraphRevision.class)
                .newest(key -> true)
                .keySet());
    }

    /**
     * The one that is meant where nobody names one.
     *
     * @throws ServiceException when the farm has none, or several, with the next step
     */
    public static String only(FarmSettings farm) {
        List<String> names = names(farm);
        if (names.isEmpty()) {
            throw new ServiceException(
                    "the farm has no set yet: import one with tidemark graph import PATH, or name one with --set");
        }
        if (names.size() > 1) {
            throw new UsageException(
                    "the farm has several sets (%s): name one with --set".formatted(String.join(", ", names)));
        }
        return names.getFirst();
    }
}
