package dev.tidemark.agent.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MeteredTest {

    private static final Sha256 HASH = new Sha256("1".repeat(64));
    private static final BuildTask TASK = new BuildTask(
            "attempt-1", PackageId.parse("tiny:zlib"), "1", Pool.parse("x86_64-linux.free"), HASH, List.of(), HASH);

    private final MetricRegistry metrics = new MetricRegistry();

    @Test
    void builds_are_counted_by_how_they_end_under_the_agents_own_names() throws Exception {
        new Metered(
                        (task, cancel) -> {
                            assertThat(running()).isEqualTo(1);
                            return new BuildOutcome.Succeeded(HASH, 1, Duration.ofSeconds(2));
                        },
                        metrics)
                .execute(TASK, new CancelSignal());
        new Metered(
                        (task, cancel) -> BuildOutcome.Failed.withoutLog(
                                FailureKind.TIMED_OUT, "too long", Duration.ofSeconds(3)),
                        metrics)
                .execute(TASK, new CancelSignal());

        assertThat(metrics.getTimers())
                .containsOnlyKeys("agent.builds;outcome=succeeded", "agent.builds;outcome=timed_out");
        assertThat(running()).isEqualTo(0);
    }

    private Object running() {
        return Objects.requireNonNull(metrics.getGauges().get("agent.builds.running"))
                .getValue();
    }
}
