package dev.tidemark.schemas.catalogue;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics of the catalogue that a cluster has.
 *
 * @param partitions how many each has, by the topic's name
 */
public record PresentTopics(SortedMap<String, Integer> partitions) {

    public PresentTopics {
        partitions = new TreeMap<>(partitions);
    }

    /**
     * Asks the cluster. Blocking.
     *
     * @throws ExecutionException when it refuses, with its reason as the cause
     */
    public static PresentTopics of(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        Topics.all().stream().map(Topic::name).toList())
                .topicNameValues();
        SortedMap<String, Integer> partitions = new TreeMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
            try {
                partitions.put(
                        answer.getKey(), answer.getValue().get().partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return new PresentTopics(partitions);
    }

    boolean has(Topic topic) {
        return partitions.containsKey(topic.name());
    }

    /** The first topic of the catalogue that is missing. */
    public Optional<Topic> firstMissing() {
        return Topics.all().stream().filter(topic -> !has(topic)).findFirst();
    }

    /**
     * Why these topics cannot be used together, as a sentence with the next step; empty when all that are there have
     * equally many partitions.
     */
    public Optional<String> disagreement() {
        return partitions.isEmpty() ? Optional.empty() : disagreement(partitions.firstEntry());
    }

    private Optional<String> disagreement(Map.Entry<String, Integer> one) {
        return partitions.entrySet().stream()
                .filter(other -> !other.getValue().equals(one.getValue()))
                .findFirst()
                .map(other ->
                        "the farm's topics have different numbers of partitions (%s %d, %s %d), so records of one wave would not meet: delete those that are wrong and create them with equally many"
                                .formatted(one.getKey(), one.getValue(), other.getKey(), other.getValue()));
    }

    /** Why topics of so many partitions cannot be added to these, as a sentence with the next step; empty when they can. */
    Optional<String> disagreementWith(int wanted) {
        return disagreement()
                .or(() -> partitions.entrySet().stream()
                        .filter(present -> present.getValue() != wanted)
                        .findFirst()
                        .map(present ->
                                "the topic %s has %d partitions and %d are asked for, so records of one wave would not meet: ask for %d, or delete the farm's topics and create them anew"
                                        .formatted(present.getKey(), present.getValue(), wanted, present.getValue())));
    }
}
