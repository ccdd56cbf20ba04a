package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;

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
        return Optional.ofNullable(
                        WholeTopic.read(farm, Topics.POLICY, Policy.class).get(set))
                .map(policy -> new Applied(policy.getDocument(), policy.getAppliedBy(), policy.getAt()));
    }

    /**
     * Applies one and waits until the brokers have it. Whether its document can be read nobody asks here.
     *
     * @throws ServiceException when they do not take it, with the next step
     */
    public static void apply(FarmSettings farm, String set, Applied applied) {
        Policy policy = new Policy(
                set, applied.document(), applied.appliedBy(), applied.at().truncatedTo(ChronoUnit.MILLIS));
        Properties properties = farm.clientProperties();
        properties.put("acks", "all");
        properties.put("max.block.ms", 15_000);
        String topic = Topics.POLICY.name();
        var serdes = new EventSerdes(farm.registry());
        try (var producer = new KafkaProducer<>(
                properties, new StringSerializer(), serdes.of(Policy.class).serializer())) {
            int partition = Topics.POLICY.partition(
                    set, policy, producer.partitionsFor(topic).size());
            var unused = producer.send(new ProducerRecord<>(topic, partition, set, policy))
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (KafkaException | ExecutionException e) {
            throw new ServiceException(
                    "the policy of %s was not applied (%s): see the brokers at %s, and apply it again"
                            .formatted(set, e.getMessage(), farm.brokers()),
                    e);
        }
    }
}
