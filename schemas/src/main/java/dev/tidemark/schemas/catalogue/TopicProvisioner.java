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
     * What falls short of what the catalogue wants. Changes nothing.
     *
     * @throws ExecutionException when the broker refuses, with its reason as the cause
     */
    public List<TopicDifference> differences() throws ExecutionException, InterruptedException {
        return PresentTopics.of(admin).differences(partitions, replication);
    }

    /**
     * What came of an {@link #apply()}, each in the catalogue's order.
     *
     * @param mended what was set right
     * @param left what it cannot set right
     */
    public record Applied(List<TopicDifference> mended, List<TopicDifference> left) {
        public Applied {
            mended = List.copyOf(mended);
            left = List.copyOf(left);
        }
    }

    /**
     * Creates what is missing, and gives settings that do not suffice the value that is wanted. No topic is deleted, and none
     * keeps its records for less time than before. How large a record new topics take is left to the brokers' own default.
     *
     * @throws MismatchedTopicsException when a topic has another number of partitions; nothing is changed then
     * @throws ExecutionException when the broker refuses, with its reason as the cause
     */
    public Applied apply() throws ExecutionException, InterruptedException {
        PresentTopics present = PresentTopics.of(admin);
        return mend(
                present.differences(partitions, replication),
                partitions.orElse(present.usualPartitions()),
                replication.orElse(USUAL_REPLICATION));
    }

    /**
     * The same with topics that some farms have besides: they become as wide as the others, with as many copies of each record as
     * there are of breakages. Does nothing where nothing is given.
     *
     * @throws MismatchedTopicsException when one has another number of partitions; nothing is changed then
     * @throws ExecutionException when the broker refuses, with its reason as the cause
     */
    public Applied apply(List<Topic> besides) throws ExecutionException, InterruptedException {
        PresentTopics farm = PresentTopics.of(admin);
        int width = partitions.orElse(farm.usualPartitions());
        int copies = replication.orElse(Optional.ofNullable(farm.byName().get(Topics.BREAKAGE.name()))
                .map(PresentTopics.Shape::replication)
                .orElse(USUAL_REPLICATION));
        return mend(PresentTopics.of(admin, besides).differences(besides, width, OptionalInt.empty()), width, copies);
    }

    private Applied mend(List<TopicDifference> differences, int width, int copies)
            throws ExecutionException, InterruptedException {
        requireOneWidth(differences);
        create(differences, width, copies);
        alter(differences);
        return new Applied(
                differences.stream().filter(TopicDifference::isMendedByApply).toList(),
                differences.stream()
                        .filter(difference -> !difference.isMendedByApply())
                        .toList());
    }

    private static void requireOneWidth(List<TopicDifference> differences) {
        Partitions.wayOut(differences).ifPresent(wayOut -> {
            TopicDifference first = differences.stream()
                    .filter(Partitions.class::isInstance)
                    .findFirst()
                    .orElseThrow();
            throw new MismatchedTopicsException("the topic %s has %s partitions where %s are wanted, so %s: %s"
                    .formatted(first.topic().name(), first.present(), first.wanted(), first.consequence(), wayOut));
        });
    }

    private void create(List<TopicDifference> differences, int width, int copies)
            throws ExecutionException, InterruptedException {
        List<NewTopic> missing = new ArrayList<>();
        for (TopicDifference difference : differences) {
            if (difference instanceof Missing(Topic topic)) {
                Map<String, String> settings = topic.settings(copies);
                // The brokers' own default may well be larger.
                settings.remove(TopicSetting.MAX_MESSAGE_BYTES.label());
                missing.add(
                        new NewTopic(topic.name(), Optional.of(width), Optional.of((short) copies)).configs(settings));
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
            if (difference instanceof Setting(Topic topic, TopicSetting setting, String was, String wanted)) {
                changes.computeIfAbsent(
                                new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), none -> new ArrayList<>())
                        .add(new AlterConfigOp(new ConfigEntry(setting.label(), wanted), AlterConfigOp.OpType.SET));
            }
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }
}
