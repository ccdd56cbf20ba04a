package dev.tidemark.planner.wave;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.codec.WaveCodec;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A job remembers where the logs are of attempts that its failures do not name. */
final class OtherLogsTest {

    private static AttemptLog log(int number) {
        return new AttemptLog(FailureKind.TIMED_OUT, "agent-1", TestGraphs.hash("log " + number));
    }

    private static Report byFarm(int number) {
        return new Report.FailedByFarm("it is tried again", log(number));
    }

    @Test
    void what_the_farm_failed_is_kept_in_every_state_and_told_twice_kept_once() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        wave.report("a", byFarm(1));
        assertThat(wave.status("a").waitsFor()).isEqualTo("it is tried again");
        wave.started("a");
        wave.report("a", byFarm(2));
        wave.report("a", byFarm(2));
        wave.built("a");

        assertThat(wave.status("a").otherLogs()).containsExactly(log(1), log(2));
        assertThat(WaveCodec.job(wave.view(), wave.number("a")).getOtherLogs())
                .extracting(dev.tidemark.schemas.event.AttemptLog::getLogHash)
                .containsExactly(log(1).logHash().hex(), log(2).logHash().hex());
    }

    @Test
    void the_last_eight_are_kept() {
        WaveBench wave = WaveBench.opened("a", node("a"));
        for (int attempt = 1; attempt <= 11; attempt++) {
            wave.report("a", byFarm(attempt));
        }

        assertThat(wave.status("a").otherLogs())
                .isEqualTo(IntStream.rangeClosed(4, 11)
                        .mapToObj(OtherLogsTest::log)
                        .toList());
    }

    @Test
    void what_it_failed_of_before_it_was_begun_anew_is_kept() {
        WaveBench wave = WaveBench.opened("a", node("a"), node("b", "a"));
        wave.built("a");
        wave.failed("b");
        wave.failed("b");
        wave.built("a/baseline");
        wave.built("b/baseline");
        wave.answer("b", Resolution.RETRY);

        assertThat(wave.status("b").failures()).isEmpty();
        assertThat(wave.status("b").otherLogs())
                .as("both tries printed the same")
                .containsExactly(new AttemptLog(FailureKind.TEST_FAILED, "agent-1", TestGraphs.hash("log")));
    }
}
