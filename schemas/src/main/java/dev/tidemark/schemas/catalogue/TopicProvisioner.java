package dev.tidemark.schemas.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Creates the catalogue's topics where they are missing. Blocking; several at once do no harm. */
public final class TopicProvisioner {

    private final Admin admin;
    private final int partitions;
    private final short replication;

    /**
     * @param admin a client of the cluster; the caller closes it
     * @param partitions of every topic: they must agree, so that records of one wave or pool meet in one task
     * @param replication how many brokers keep each record
     */
    public TopicProvisioner(Admin admin, int partitions, short replication) {
        this.admin = admin;
        this.partitions = partitions;
        this.replication = replication;
    }

    /**
     * Creates what is missing; leaves alone what is there.
     *
     * @return the names created, in the catalogue's order
     * @throws MismatchedTopicsException when what is there has another number of partitions; nothing is created then
     * @throws ExecutionException when the broker refuses, with its reason as the cause
     */
    public List<String> createMissing() throws ExecutionException, InterruptedException {
        PresentTopics present = PresentTopics.of(admin);
        present.disagreementWith(partitions).ifPresent(sentence -> {
            throw new MismatchedTopicsException(sentence);
        });
        List<Topic> missing =
                Topics.all().stream().filter(topic -> !present.has(topic)).toList();
        var results = admin.createTopics(missing.stream()
                        .map(topic -> new NewTopic(topic.name(), Optional.of(partitions), Optional.of(replication))
                                .configs(topic.settings()))
                        .toList())
                .values();
        for (Topic topic : missing) {
            awaitCreated(results.get(topic.name()));
        }
        return missing.stream().map(Topic::name).toList();
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
}
