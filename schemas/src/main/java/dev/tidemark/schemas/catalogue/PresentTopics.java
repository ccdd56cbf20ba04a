package dev.tidemark.schemas.catalogue;

import dev.tidemark.schemas.catalogue.TopicDifference.Missing;
import dev.tidemark.schemas.catalogue.TopicDifference.Partitions;
import dev.tidemark.schemas.catalogue.TopicDifference.Replication;
import dev.tidemark.schemas.catalogue.TopicDifference.Setting;
import dev.tidemark.schemas.catalogue.TopicDifference.Untold;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topics of the catalogue that a cluster has.
 *
 * @param byName how each is, by its name
 */
public record PresentTopics(SortedMap<String, Shape> byName) {

    /**
     * How a topic is.
     *
     * @param partitions how many it has
     * @param replication how many brokers keep each record, at the least
     * @param settings that are in force for it, by name; without those that the brokers do not tell
     */
    public record Shape(int partitions, int replication, SortedMap<String, String> settings) {
        public Shape {
            settings = new TreeMap<>(settings);
        }
    }

    public PresentTopics {
        byName = new TreeMap<>(byName);
    }

    /**
     * Asks the cluster. Blocking.
     *
     * @throws ExecutionException when it refuses, with its reason as the cause
     */
    public static PresentTopics of(Admin admin) throws ExecutionException, InterruptedException {
        return of(admin, Topics.all());
    }

    /** The same of some topics. */
    static PresentTopics of(Admin admin, List<Topic> topics) throws ExecutionException, InterruptedException {
        SortedMap<String, TopicDescription> described = new TreeMap<>(present(
                admin.describeTopics(topics.stream().map(Topic::name).toList()).topicNameValues(), name -> name));
        SortedMap<String, Config> settings = new TreeMap<>(present(
                admin.describeConfigs(described.keySet().stream()
                                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                                .toList())
                        .values(),
                ConfigResource::name));
        SortedMap<String, Shape> byName = new TreeMap<>();
        settings.forEach((name, config) -> {
            TopicDescription topic = described.get(name);
            if (topic != null) {
                byName.put(name, new Shape(topic.partitions().size(), replication(topic), values(config)));
            }
        });
        return new PresentTopics(byName);
    }

    /** What is there; a topic that is not is left out. */
    private static <K, V> Map<String, V> present(Map<K, KafkaFuture<V>> answers, Function<K, String> name)
            throws ExecutionException, InterruptedException {
        Map<String, V> present = new TreeMap<>();
        for (Map.Entry<K, KafkaFuture<V>> answer : answers.entrySet()) {
            try {
                present.put(name.apply(answer.getKey()), answer.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return present;
    }

    private static int replication(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    private static SortedMap<String, String> values(Config config) {
        SortedMap<String, String> values = new TreeMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }

    /**
     * How many partitions a topic of this farm should have: as many as most have (of two numbers that are equally common,
     * the larger), once half of the catalogue is there; before that {@link TopicProvisioner#USUAL_PARTITIONS}, since a
     * topic or two may have come about by a stranger's writing to them.
     */
    public int usualPartitions() {
        if (byName.size() * 2 < Topics.all().size()) {
            return TopicProvisioner.USUAL_PARTITIONS;
        }
        Map<Integer, Long> counts =
                byName.values().stream().collect(Collectors.groupingBy(Shape::partitions, Collectors.counting()));
        return Collections.max(
                        counts.entrySet(),
                        Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .getKey();
    }

    /**
     * What falls short of what the catalogue wants, in the catalogue's order: what breaks a farm first within a topic.
     *
     * @param partitions how many every topic should have; empty for {@link #usualPartitions()}
     * @param replication how many brokers should keep each record; empty for however many do
     */
    public List<TopicDifference> differences(OptionalInt partitions, OptionalInt replication) {
        return differences(Topics.all(), partitions.orElse(usualPartitions()), replication);
    }

    /** The same of some topics, in their order. */
    List<TopicDifference> differences(List<Topic> topics, int width, OptionalInt replication) {
        List<TopicDifference> differences = new ArrayList<>();
        for (Topic topic : topics) {
            Shape shape = byName.get(topic.name());
            differences.addAll(shape == null ? List.of(new Missing(topic)) : of(topic, shape, width, replication));
        }
        return differences;
    }

    private static List<TopicDifference> of(Topic topic, Shape shape, int width, OptionalInt replication) {
        List<TopicDifference> differences = new ArrayList<>();
        if (shape.partitions() != width) {
            differences.add(new Partitions(topic, shape.partitions(), width));
        }
        // By the copies that there are: two that must take each record are too many where there is one.
        topic.wanted(shape.replication()).forEach((setting, wanted) -> {
            @Nullable String present = shape.settings().get(setting.label());
            if (present == null) {
                differences.add(new Untold(topic, setting, wanted));
            } else if (!setting.suffices(present, wanted)) {
                differences.add(new Setting(topic, setting, present, wanted));
            }
        });
        if (replication.isPresent() && replication.getAsInt() != shape.replication()) {
            differences.add(new Replication(topic, shape.replication(), replication.getAsInt()));
        }
        differences.sort(Comparator.comparing(TopicDifference::breaksTheFarm).reversed());
        return differences;
    }
}
