package dev.tidemark.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.codec.AgentIdentity;
import dev.tidemark.agent.codec.LogChunkWriter;
import dev.tidemark.agent.kafka.LogSender;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.log.LoggedAttempt;
import dev.tidemark.agent.machine.Machine;
import dev.tidemark.cli.FreePort;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.ChunkFeed;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.cli.log.Attempts.Attempt;
import dev.tidemark.cli.log.LogReading;
import dev.tidemark.cli.log.LogReading.Piece;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is printed, over a real broker that goes away meanwhile. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
final class LiveLogIT {

    private static final Pool POOL = Pool.parse("x86_64-linux.free");
    private static final AgentIdentity SELF = new AgentIdentity(
            "north",
            "life-1",
            POOL,
            List.of(),
            1,
            new Machine(1, 1),
            List.of(),
            0,
            new Abilities(List.of(), "none", "none"));
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final String OTHER = "of another build\n";
    private static final int MEGABYTES = 24;
    private static final long PRINTED_MEANWHILE = (long) MEGABYTES << 20;

    @TempDir
    private Path folder;

    private final MetricRegistry metrics = new MetricRegistry();
    private final LogReading reading = new LogReading();
    private final List<Piece> pieces = new ArrayList<>();

    /** If each chunk waited for the broker, this would take a quarter of an hour. */
    @Test
    void while_the_broker_is_away_a_build_prints_on_and_who_watches_is_told_what_is_missing() throws Exception {
        int port = FreePort.any();
        FarmSettings farm = new FarmSettings("127.0.0.1:" + port, Map.of(), RegistrySettings.WITHOUT_SERVER);
        EmbeddedCluster cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, port);
        try (LogSender sender = sender(farm)) {
            Provisioning.applyTopics(farm, new Provisioning.Width(OptionalInt.of(3), OptionalInt.of(1)));
            sender.start();
            LiveLog other = sender.open(attempt("attempt-2"));
            print(other, OTHER);
            LiveLog log = sender.open(attempt("attempt-1"));
            print(log, "before\n");
            try (ChunkFeed chunks = new ChunkFeed(farm, POOL, new Attempt(1, 1, "attempt-1", "north", LONG_AGO))) {
                readUntil(chunks, () -> !pieces.isEmpty() && settled() == OTHER.length() + "before\n".length());
                assertThat(text()).isEqualTo("before\n");

                cluster.close();
                // What chance makes is not smaller when it is packed.
                byte[] noise = new byte[1 << 20];
                new Random(42).nextBytes(noise);
                for (int i = 0; i < MEGABYTES; i++) {
                    log.printed(noise, noise.length);
                }
                assertThat(count("dropped.bytes")).isPositive();

                cluster = EmbeddedCluster.start(folder.resolve("broker"), 1, port);
                readUntil(chunks, () -> settled() == OTHER.length() + "before\n".length() + PRINTED_MEANWHILE);
                print(log, "after\n");
                log.close();
                other.close();
                readUntil(chunks, reading::hasEnded);
            }
        } finally {
            cluster.close();
        }
        assertThat(text()).startsWith("before\n").endsWith("after\n").doesNotContain(OTHER);
        assertThat(reading.isWhole()).isFalse();
        long missing = pieces.stream()
                .mapToLong(piece -> piece instanceof Piece.LeftOut(long bytes) ? bytes : 0)
                .sum();
        assertThat(missing).isPositive().isEqualTo(count("dropped.bytes"));
        assertThat(missing + text().length()).isEqualTo(PRINTED_MEANWHILE + "before\nafter\n".length());
    }

    private void readUntil(ChunkFeed chunks, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            chunks.next(Duration.ofMillis(100)).forEach(chunk -> pieces.addAll(reading.take(chunk)));
        }
    }

    /** A byte a letter. */
    private String text() {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Text(ByteBuffer bytes)) {
                text.append(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()));
            }
        }
        return text.toString();
    }

    /** How much of what was printed is with the broker or given up. */
    private long settled() {
        return count("sent.bytes") + count("dropped.bytes");
    }

    private long count(String what) {
        return metrics.counter("agent.logs." + what).getCount();
    }

    private static void print(LiveLog log, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        log.printed(bytes, bytes.length);
    }

    private static LoggedAttempt attempt(String id) {
        return new LoggedAttempt(id, PackageId.parse("tiny:zlib"), "1", new Sha256("1".repeat(64)));
    }

    private LogSender sender(FarmSettings farm) {
        return new LogSender(
                farm.clientSettings(),
                Topics.buildLog(TrustDomain.FREE),
                new LogChunkWriter(new EventSerdes(farm.registry()), SELF),
                1L << 40,
                metrics);
    }
}
