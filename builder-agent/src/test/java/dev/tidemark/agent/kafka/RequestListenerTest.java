package dev.tidemark.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Counter;
import dev.tidemark.agent.attempt.AgentEvent;
import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.codec.AgentIdentity;
import dev.tidemark.agent.codec.RequestReader;
import dev.tidemark.agent.machine.Machine;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Settled;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With Kafka's own consumer fake, on the test's thread: the listener is stopped by the poll after the requests. */
@Timeout(60)
final class RequestListenerTest {

    private static final Pool POOL = new Pool("x86_64-linux", TrustDomain.FREE);
    private static final EventSerdes SERDES = new EventSerdes(RegistrySettings.WITHOUT_SERVER);
    private static final TopicPartition REQUESTS =
            new TopicPartition(Topics.buildRequest(TrustDomain.FREE).name(), 0);

    private final List<ConsumerRecord<byte[], byte[]>> requests = new ArrayList<>();
    private final List<String> letters = new ArrayList<>();
    private final List<AgentEvent> heard = new ArrayList<>();
    private final Counter unreadable = new Counter();

    @Test
    void a_request_that_is_sent_again_and_again_is_one_dead_letter_and_is_counted_each_time() {
        for (int time = 0; time < 100; time++) {
            say("north", "no event");
        }
        say("north", "something else of another length");

        listen();

        assertThat(letters).hasSize(2);
        assertThat(letters.getFirst()).startsWith("0: ").contains("8 bytes that are no event");
        assertThat(letters.getLast()).startsWith("100: ").contains("32 bytes");
        assertThat(unreadable.getCount()).isEqualTo(101);
    }

    @Test
    void a_life_reports_only_so_many_reasons() {
        for (int length = 1; length <= 200; length++) {
            say("north", "x".repeat(length));
        }

        listen();

        assertThat(letters).hasSize(50);
        assertThat(unreadable.getCount()).isEqualTo(200);
    }

    @Test
    void what_is_said_to_others_is_not_read_and_what_is_said_to_it_is_heard() {
        say("south", "no event");
        say(null, "no event");
        say("north", request());

        listen();

        assertThat(heard).containsExactly(new AgentEvent.AttemptSettled("a-1"));
        assertThat(letters).isEmpty();
        assertThat(unreadable.getCount()).isZero();
    }

    private void listen() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        consumer.updatePartitions(REQUESTS.topic(), List.of(partition()));
        consumer.updateEndOffsets(Map.of(REQUESTS, 0L));
        RequestListener listener = new RequestListener(
                () -> consumer,
                letters(),
                new Address("north", Topics.buildRequest(TrustDomain.FREE), POOL.toString()),
                new RequestReader(
                        SERDES,
                        new AgentIdentity(
                                "north", "life-1", POOL, List.of(), 1, new Machine(1, 0), List.of(), 0, Abilities.ANY)),
                hearing(),
                unreadable);
        consumer.schedulePollTask(() -> requests.forEach(consumer::addRecord));
        consumer.schedulePollTask(listener::stop);

        listener.run();
    }

    private DeadLetters letters() {
        return new DeadLetters() {
            @Override
            public void send(ConsumerRecord<byte[], byte[]> record, String reason) {
                letters.add(record.offset() + ": " + reason);
            }

            @Override
            public void close() {}
        };
    }

    private RequestListener.Hearing hearing() {
        return new RequestListener.Hearing() {
            @Override
            public void positioned() {}

            @Override
            public void heard(AgentEvent event) {
                heard.add(event);
            }
        };
    }

    private void say(@Nullable String agent, String value) {
        say(agent, value.getBytes(StandardCharsets.UTF_8));
    }

    private void say(@Nullable String agent, byte[] value) {
        byte[] key = agent == null ? null : agent.getBytes(StandardCharsets.UTF_8);
        requests.add(new ConsumerRecord<>(REQUESTS.topic(), 0, requests.size(), key, value));
    }

    private static byte[] request() {
        return SERDES.of(BuildRequest.class)
                .serializer()
                .serialize(
                        REQUESTS.topic(),
                        BuildRequest.newBuilder()
                                .setPool(POOL.toString())
                                .setAgent("north")
                                .setIncarnation("life-1")
                                .setSettled(new Settled("a-1"))
                                .build());
    }

    private static PartitionInfo partition() {
        Node node = new Node(1, "localhost", 1);
        return new PartitionInfo(REQUESTS.topic(), 0, node, new Node[] {node}, new Node[] {node});
    }
}
