package dev.tidemark.schemas.catalogue;

import dev.tidemark.schemas.catalogue.TopicDifference.Missing;
import dev.tidemark.schemas.catalogue.TopicDifference.Partitions;
import dev.tidemark.schemas.catalogue.TopicDifference.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Makes the topics of a cluster what the catalogue wants. Blocking; several at once do no harm. */
public final class TopicProvisioner {

    /** What a farm's first topics get where nobody asks for a number. */
    public static final int USUAL_PARTITIONS = 8;

    /** What topics that are missing get where nobody asks for a number: enough to lose any one broker. */
    public static final int USUAL_REPLICATION = 3;

    private final Admin admin;
    private final OptionalInt partitions;
    private final OptionalInt replication;

    /**
     * @param admin a client of the cluster; the caller closes it
     * @param partitions of every topic: they must agree, so that records of one wave or pool meet in one task. Empty:
     *     {@link PresentTopics#usualPartitions()}
     * @param replication how many brokers keep each record. Empty: {@link #USUAL_REPLICATION} for a topic that is created,
     *     and as many as it has for one that is there
     */
    public TopicProvisioner(Admin admin, OptionalInt partitions, OptionalInt replication) {
        this.admin = admin;
        this.partitions = partitions;
        this.replication = replication;
    }

    /**
     * What is not as the catalogue wants it. Changes nothing.
     *
     * @throws ExecutionException when the broker refuses, with its reason as the cause
     */
    public List<TopicDifference> differences() throws ExecutionException, InterruptedException {
        return PresentTopics.of(admin).differences(partitions, replication);
    }

    /**
     * Creates what is missing and gives settings the value that is wanted. Nothing is deleted.
     *
     * @return what was mended, in the catalogue's order; what is left is among {@link #differences()}
     * @throws MismatchedTopicsException when a topic has another number of partitions; nothing is changed then
     * @throws ExecutionException when the broker refuses, with its reason as the cause
     */
    public List<TopicDifference> apply() throws ExecutionException, InterruptedException {
        PresentTopics present = PresentTopics.of(admin);
        List<TopicDifference> differences = present.differences(partitions, replication);
        requireOneWidth(differences);
        create(present, differences);
        alter(differences);
        return differences.stream()
                .filter(difference -> difference instanceof Missing || difference instanceof Setting)
                .toList();
    }

    private static void requireOneWidth(List<TopicDifference> differences) {
        for (TopicDifference difference : differences) {
            if (difference instanceof Partitions(Topic topic, int has, int needs)) {
                throw new MismatchedTopicsException(
                        "the topic %s has %d partitions where %d are wanted, so records of one wave would not meet: ask for --partitions %d if all have as many, or delete this topic and apply again"
                                .formatted(topic.name(), has, needs, has));
            }
        }
    }

    private void create(PresentTopics present, List<TopicDifference> differences)
            throws ExecutionException, InterruptedException {
        int width = partitions.orElse(present.usualPartitions());
        int copies = replication.orElse(USUAL_REPLICATION);
        List<NewTopic> missing = new ArrayList<>();
        for (TopicDifference difference : differences) {
            if (difference instanceof Missing(Topic topic)) {
                missing.add(new NewTopic(topic.name(), Optional.of(width), Optional.of((short) copies))
                        .configs(topic.settings(copies)));
            }
        }
        Map<String, KafkaFuture<Void>> created = admin.createTopics(missing).values();
        for (NewTopic topic : missing) {
            awaitCreated(created.get(topic.name()));
        }
    }

    private static void awaitCreated(@Nullable KafkaFuture<Void> creation)
            throws ExecutionException, InterruptedException {
        if (creation == null) {
            throw new AssertionError("the admin client answers for every topic that it is asked to create");
        }
        try {
            creation.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void alter(List<TopicDifference> differences) throws ExecutionException, InterruptedException {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new LinkedHashMap<>();
        for (TopicDifference difference : differences) {
            if (difference instanceof Setting(Topic topic, String name, String was, String wanted)) {
                changes.computeIfAbsent(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), none -> new ArrayList<>())
                        .add(new AlterConfigOp(new ConfigEntry(name, wanted), AlterConfigOp.OpType.SET));
            }
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }
}
