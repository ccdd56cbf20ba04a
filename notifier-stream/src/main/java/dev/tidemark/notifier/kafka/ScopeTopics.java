package dev.tidemark.notifier.kafka;

import dev.tidemark.schemas.catalogue.MismatchedTopicsException;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.TopicProvisioner;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Health;
import dev.tidemark.service.Part;
import dev.tidemark.service.ServiceException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of scopes, before anything is written to them. No other program knows which a farm has, so its notifiers make them; two
 * at once do no harm.
 */
public final class ScopeTopics implements Part {

    private static final Logger LOG = LoggerFactory.getLogger(ScopeTopics.class);

    private final FarmSettings farm;
    private final List<Topic> topics;

    /** @param scopes names of those that have a topic */
    public ScopeTopics(FarmSettings farm, List<String> scopes) {
        this.farm = farm;
        this.topics = scopes.stream().map(Topics::breakage).toList();
    }

    @Override
    public String name() {
        return "scope-topics";
    }

    @Override
    public void start() throws InterruptedException {
        if (topics.isEmpty()) {
            return;
        }
        try (Admin admin = Admin.create(farm.clientProperties())) {
            new TopicProvisioner(admin, OptionalInt.empty(), OptionalInt.empty())
                    .apply(topics)
                    .mended()
                    .forEach(mended -> LOG.atInfo()
                            .addKeyValue("topic", mended.topic())
                            .addKeyValue("was", mended.present())
                            .log("topic of a scope mended"));
        } catch (MismatchedTopicsException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        } catch (ExecutionException | KafkaException e) {
            Throwable reason = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new ServiceException(
                    "the brokers refuse the topics of scopes (%s): give the notifier the right to create, describe and configure %s, or take them out of scope-topics"
                            .formatted(
                                    reason.getMessage(),
                                    topics.stream().map(Topic::name).collect(Collectors.joining(", "))),
                    e);
        }
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
