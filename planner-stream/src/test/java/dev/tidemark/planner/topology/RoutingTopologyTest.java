package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.identity.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies where another task than its own reads it. */
final class RoutingTopologyTest {

    /** Of two partitions the set demo belongs to the second; the driver reads the first. */
    private static final int TWO = 2;

    @TempDir
    private Path folder;

    private PlannerBench planner;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    RoutingTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("csv", "textkit"), node("textkit"));
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void a_bump_that_lies_where_it_belongs_is_not_published_again() {
        planner.publish("textkit", "2.0");

        assertThat(planner.sent(Topics.VERSION_BUMP, VersionBump.class)).isEmpty();
        assertThat(planner.counted("planner.bumps;became=put-right")).isZero();
    }

    @Test
    void a_bump_under_another_key_is_published_again_under_its_own_and_admitted_once() {
        publish("textkit");
        publish(null);

        assertThat(planner.sent(Topics.VERSION_BUMP, VersionBump.class))
                .hasSize(2)
                .allSatisfy(again -> {
                    assertThat(again.key()).isEqualTo("demo:textkit");
                    assertThat(text(again.headers(), RecordHeader.PUT_RIGHT_FROM.label()))
                            .startsWith("tidemark.version-bump.v1/0/");
                });
        assertThat(planner.bumps()).extracting(Bump::getState).containsExactly(BumpState.IN_WAVE);
        assertThat(planner.deadLetters()).isEmpty();
        assertThat(planner.counted("planner.bumps;became=put-right")).isEqualTo(2);
    }

    @Test
    void a_bump_in_another_sets_partition_is_published_again_and_not_for_ever() {
        planner.partitions(TWO);

        publish("demo:textkit");

        assertThat(planner.sent(Topics.VERSION_BUMP, VersionBump.class)).hasSize(1);
        assertThat(planner.bumps()).isEmpty();
        assertThat(reasons())
                .singleElement()
                .asString()
                .startsWith("tidemark.version-bump.v1 holds the record demo:textkit in partition 0, but it belongs in 1"
                        + " of 2: let its producer partition by the set, which is the key up to its first colon");
    }

    @Test
    void a_bump_that_would_burst_the_records_it_leads_to_is_refused() {
        String publisher = "p".repeat(257);
        VersionBump bump = TestGraphs.release("textkit", "2.0", publisher, Instant.EPOCH);

        planner.send(Topics.VERSION_BUMP, VersionBump.class, new TestRecord<>("demo:textkit", bump));

        assertThat(planner.bumps()).isEmpty();
        assertThat(reasons())
                .singleElement()
                .asString()
                .contains("has a publisher of 257 characters: publish it with at most 256");
    }

    @Test
    void what_services_send_each_other_is_refused_where_it_does_not_belong() {
        planner.partitions(TWO);

        planner.report(TrustDomain.FREE, PlannerBench.beat("north", PlannerBench.POOL));

        assertThat(reasons())
                .singleElement()
                .asString()
                .contains("tidemark.agent-report.free.v1 holds the record north in partition 0")
                .contains("partition by the field pool of the value");
        planner.partitions(1);
        planner.publish("textkit", "2.0");
        assertThat(planner.waves()).isNotEmpty();
    }

    private void publish(@Nullable String key) {
        VersionBump bump = TestGraphs.release("textkit", "2.0", "watcher", Instant.EPOCH);
        planner.send(Topics.VERSION_BUMP, VersionBump.class, new TestRecord<>(key, bump));
    }

    private List<String> reasons() {
        return planner.deadLetters().stream()
                .map(letter -> text(letter.headers(), "__streams.errors.message"))
                .toList();
    }

    private static String text(Headers headers, String name) {
        return new String(Objects.requireNonNull(headers.lastHeader(name), name).value(), StandardCharsets.UTF_8);
    }
}
