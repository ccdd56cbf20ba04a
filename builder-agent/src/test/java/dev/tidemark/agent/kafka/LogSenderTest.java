package dev.tidemark.agent.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.codec.AgentIdentity;
import dev.tidemark.agent.codec.LogChunkWriter;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.agent.machine.Machine;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where no broker answers. */
class LogSenderTest {

    private static final AgentIdentity SELF = new AgentIdentity(
            "north",
            "life-1",
            Pool.parse("x86_64-linux.free"),
            List.of(),
            1,
            new Machine(8, 1L << 34),
            List.of(),
            0,
            new Abilities(List.of(), "none", "none"));

    private static final LoggedAttempt ATTEMPT =
            new LoggedAttempt("attempt-1", PackageId.parse("tiny:zlib"), "1", new Sha256("1".repeat(64)));

    private final MetricRegistry metrics = new MetricRegistry();

    /** Whoever waited for the brokers with each chunk would need a quarter of an hour. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void who_prints_does_not_wait_and_what_finds_no_room_is_counted() {
        byte[] much = new byte[1 << 20];
        try (LogSender sender = sender(1L << 40)) {
            sender.start();
            try (LiveLog log = sender.open(ATTEMPT)) {
                for (int i = 0; i < 32; i++) {
                    log.printed(much, much.length);
                }
            }
            assertThat(count("agent.logs.dropped.bytes")).isGreaterThanOrEqualTo(16 << 20);
            assertThat(count("agent.logs.dropped.chunks")).isGreaterThanOrEqualTo(256);
        }
        assertThat(count("agent.logs.sent.chunks")).isZero();
        assertThat(count("agent.logs.sent.bytes")).isZero();
    }

    @Test
    void with_a_limit_of_nothing_nothing_is_told() {
        try (LogSender sender = sender(0)) {
            assertThat(sender.open(ATTEMPT)).isSameAs(LiveLog.UNHEARD);
        }
    }

    private LogSender sender(long limitBytes) {
        return new LogSender(
                Map.of("bootstrap.servers", "127.0.0.1:1"),
                Topics.buildLog(TrustDomain.FREE),
                new LogChunkWriter(new EventSerdes(RegistrySettings.WITHOUT_SERVER), SELF),
                limitBytes,
                metrics);
    }

    private long count(String name) {
        return metrics.counter(name).getCount();
    }
}
