package dev.tidemark.service;

import dev.tidemark.schemas.catalogue.PresentTopics;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.TopicDifference;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/**
 * The first part of a service that needs a broker: does not start before one answers, nor, where it is to look, without
 * the farm's topics, so that a wrong address is one sentence and not an endless log.
 */
public final class BrokerProbe implements Part {

    /** A topic that was created a moment ago is not known to every broker yet. */
    private static final Duration TOPICS_APPEAR_WITHIN = Duration.ofSeconds(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private static final String TRANSACTIONS = "transaction.version";
    /** From there on each transaction has an epoch of its own (KIP-890). */
    private static final int TRANSACTIONS_NEEDED = 2;

    private final FarmSettings farm;
    private final Duration patience;
    private final boolean provisioned;
    private volatile int partitions;

    /**
     * One that only reaches a broker: for who works on a farm that may have no topics yet.
     *
     * @param farm whose brokers are asked
     * @param patience how long they may take to answer
     */
    public BrokerProbe(FarmSettings farm, Duration patience) {
        this(farm, patience, false);
    }

    private BrokerProbe(FarmSettings farm, Duration patience, boolean provisioned) {
        this.farm = farm;
        this.patience = patience;
        this.provisioned = provisioned;
    }

    /**
     * One that also looks whether all topics of the catalogue are there, and such that no record is lost or mixed up over
     * how they are, and whether the brokers' transactions are of the version that exactly-once needs: for services.
     *
     * @param farm whose brokers are asked
     * @param patience how long they may take to answer
     */
    public static BrokerProbe ofProvisionedFarm(FarmSettings farm, Duration patience) {
        return new BrokerProbe(farm, patience, true);
    }

    @Override
    public String name() {
        return "broker-probe";
    }

    @Override
    public void start() throws InterruptedException {
        Properties properties = farm.clientProperties();
        properties.put("default.api.timeout.ms", Math.toIntExact(patience.toMillis()));
        properties.put("request.timeout.ms", Math.toIntExact(patience.toMillis()));
        try (Admin admin = Admin.create(properties)) {
            admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (provisioned) {
                requireTransactions(admin.describeFeatures().featureMetadata(), farm.brokers());
                requireTopics(admin);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            Throwable reason = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new ServiceException(
                    "no Kafka broker answers at %s within %d s: start one there, or set farm.brokers to where it is (%s)"
                            .formatted(farm.brokers(), patience.toSeconds(), oneLine(reason)),
                    e);
        }
    }

    static void requireTransactions(KafkaFuture<FeatureMetadata> told, String brokers) throws InterruptedException {
        try {
            problem(told.get().finalizedFeatures(), brokers).ifPresent(sentence -> {
                throw new ServiceException(sentence);
            });
        } catch (ExecutionException e) {
            throw new ServiceException(
                    "the brokers at %s do not tell of which version their transactions are (%s): are they of Kafka 4, with %s=%d or above?"
                            .formatted(
                                    brokers,
                                    oneLine(e.getCause() == null ? e : e.getCause()),
                                    TRANSACTIONS,
                                    TRANSACTIONS_NEEDED),
                    e);
        }
    }

    /** What keeps transactions from being safe on brokers with these features; empty when nothing does. */
    static Optional<String> problem(Map<String, FinalizedVersionRange> features, String brokers) {
        int present = Optional.ofNullable(features.get(TRANSACTIONS))
                .map(FinalizedVersionRange::maxVersionLevel)
                .map(Short::intValue)
                .orElse(0);
        return present >= TRANSACTIONS_NEEDED
                ? Optional.empty()
                : Optional.of(
                        "the brokers at %s run with %s=%d where %d is needed, or what a process that died sent late could come into the next one's transaction: upgrade them to Kafka 4, then run kafka-features.sh --bootstrap-server %s upgrade --feature %s=%d"
                                .formatted(
                                        brokers,
                                        TRANSACTIONS,
                                        present,
                                        TRANSACTIONS_NEEDED,
                                        brokers,
                                        TRANSACTIONS,
                                        TRANSACTIONS_NEEDED));
    }

    private void requireTopics(Admin admin) throws InterruptedException {
        long deadline = System.nanoTime() + TOPICS_APPEAR_WITHIN.toNanos();
        try {
            PresentTopics present = PresentTopics.of(admin);
            while (isIncomplete(present) && System.nanoTime() < deadline) {
                Thread.sleep(BETWEEN_LOOKS);
                present = PresentTopics.of(admin);
            }
            problem(present, farm.brokers()).ifPresent(sentence -> {
                throw new ServiceException(sentence);
            });
            partitions = present.usualPartitions();
        } catch (ExecutionException e) {
            throw new ServiceException(
                    "the brokers at %s do not tell about the farm's topics (%s): ask for the right to describe them and their configs"
                            .formatted(farm.brokers(), oneLine(e.getCause() == null ? e : e.getCause())),
                    e);
        }
    }

    private static boolean isIncomplete(PresentTopics present) {
        return present.differences(OptionalInt.empty(), OptionalInt.empty()).stream()
                .anyMatch(TopicDifference.Missing.class::isInstance);
    }

    /** What keeps services from running on these topics; empty when nothing does. */
    static Optional<String> problem(PresentTopics present, String brokers) {
        return present.differences(OptionalInt.empty(), OptionalInt.empty()).stream()
                .filter(TopicDifference::breaksTheFarm)
                .findFirst()
                .map(difference -> switch (difference) {
                    case TopicDifference.Missing(Topic topic) ->
                        "the topic %s is missing: run tidemark topics apply --farm %s".formatted(topic.name(), brokers);
                    case TopicDifference.Partitions other ->
                        "the topic %s has %d partitions where the farm's have %d, so %s: %s, then run tidemark topics apply --farm %s"
                                .formatted(
                                        other.topic().name(),
                                        other.has(),
                                        other.needs(),
                                        other.consequence(),
                                        other.anew(),
                                        brokers);
                    default ->
                        "the topic %s has %s=%s where %s is needed, or %s: run tidemark topics apply --farm %s"
                                .formatted(
                                        difference.topic().name(),
                                        difference.what(),
                                        difference.present(),
                                        difference.wanted(),
                                        difference.consequence(),
                                        brokers);
                });
    }

    /**
     * How many partitions every topic has.
     *
     * @throws IllegalStateException before it was started, and when it does not look at topics
     */
    public int partitions() {
        if (partitions == 0) {
            throw new IllegalStateException("the brokers have not been asked for their topics yet");
        }
        return partitions;
    }

    private static String oneLine(Throwable reason) {
        String message = reason.getMessage();
        return message == null
                ? reason.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }

    @Override
    public void stop() {
        // Nothing is kept open.
    }

    @Override
    public Health health() {
        return Health.READY;
    }
}
