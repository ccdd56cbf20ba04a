package dev.tidemark.schemas.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.wire.FeatureCodec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GpuNeedTest {

    private static final GpuNeed TWO = new GpuNeed(2, List.of("sm-90", "sm-100"), 80L << 30, "550.54");

    private record One(String architecture, long memoryBytes, String driver) implements GpuTraits {}

    private static One gpu(String architecture, int gib, String driver) {
        return new One(architecture, (long) gib << 30, driver);
    }

    @Test
    void a_gpu_has_to_have_all_that_is_asked_for() {
        assertThat(TWO.isMetBy(gpu("sm-100", 80, "550.54"))).isTrue();
        assertThat(TWO.isMetBy(gpu("sm-80", 80, "550.54"))).isFalse();
        assertThat(TWO.isMetBy(gpu("sm-90", 79, "550.54"))).isFalse();
        assertThat(TWO.isMetBy(gpu("sm-90", 80, "550.53"))).isFalse();
        assertThat(new GpuNeed(1, List.of(), 0, "").isMetBy(gpu("unknown", 0, "[N/A]")))
                .isTrue();
    }

    @Test
    void drivers_are_compared_number_by_number() {
        assertThat(GpuNeed.compareDrivers("550.54.15", "550.54")).isPositive();
        assertThat(GpuNeed.compareDrivers("550.9", "550.54")).isNegative();
        assertThat(GpuNeed.compareDrivers("1000", "550.54")).isPositive();
        assertThat(GpuNeed.compareDrivers("550.54.0", "550.54")).isZero();
        assertThat(GpuNeed.compareDrivers("[N/A]", "0")).isNegative();
    }

    @Test
    void what_no_machine_has_is_said_with_the_nearest_that_there_is() {
        assertThat(TWO.lack(List.of(List.of(gpu("sm-90", 80, "550.54")), List.of())))
                .contains("2 GPUs: the most that one has is 1");
        assertThat(TWO.lack(List.of(List.of(gpu("sm-90", 80, "550.54"), gpu("sm-80", 80, "550.54")))))
                .contains("2 GPUs of sm-100 or sm-90: there are sm-80, sm-90");
        assertThat(TWO.lack(List.of(List.of(gpu("sm-90", 80, "550.54"), gpu("sm-90", 40, "550.54")))))
                .contains("2 GPUs of sm-100 or sm-90 with 80.0 GiB: they have 40.0 GiB, 80.0 GiB");
        assertThat(TWO.lack(List.of(List.of(gpu("sm-90", 80, "535.9"), gpu("sm-90", 80, "535.104.5")))))
                .contains(
                        "2 GPUs of sm-100 or sm-90 with 80.0 GiB and a driver of at least 550.54: the newest is 535.104.5");
        assertThat(TWO.lack(List.of(List.of(), List.of(gpu("sm-90", 80, "551"), gpu("sm-100", 96, "550.54")))))
                .isEmpty();
    }

    @Test
    void features_ask_for_a_gpu_too_and_no_feature_can_be_written_that_says_more() {
        assertThat(GpuNeed.of(List.of("big-parallel", "rocm"))).isEmpty();
        assertThat(GpuNeed.of(List.of("gpu"))).contains(new GpuNeed(1, List.of(), 0, ""));
        assertThat(GpuNeed.of(List.of("cuda-12", "cuda-sm-80"))).contains(new GpuNeed(1, List.of("sm-80"), 0, ""));

        List<String> all = TWO.among(List.of("kvm"));

        assertThat(GpuNeed.of(all)).contains(TWO);
        assertThat(GpuNeed.said(all)).contains(TWO);
        assertThat(GpuNeed.plain(all)).containsExactly("gpu", "kvm");
        assertThat(TWO.among(all)).isEqualTo(all);
        assertThat(GpuNeed.of(new GpuNeed(2, List.of(), 1, "").among(List.of("cuda", "cuda-sm-90"))))
                .contains(new GpuNeed(2, List.of("sm-90"), 1, ""));
        assertThat(FeatureCodec.features(FeatureCodec.named(all), Optional.ofNullable(FeatureCodec.gpus(all))))
                .isEqualTo(all);
        assertThat(FeatureCodec.gpus(List.of("gpu"))).isNull();
    }

    @Test
    void of_an_agent_of_which_only_features_are_known_no_more_is_believed() {
        GpuNeed sm90 = new GpuNeed(1, List.of("sm-90"), 0, "");
        assertThat(new GpuNeed(1, List.of(), 0, "").isSaidBy(List.of("gpu"))).isTrue();
        assertThat(sm90.isSaidBy(List.of("cuda", "cuda-sm-90"))).isTrue();
        assertThat(sm90.isSaidBy(List.of("cuda"))).isFalse();
        assertThat(TWO.isSaidBy(List.of("cuda-sm-90"))).isFalse();
    }

    @Test
    void what_nobody_can_have_is_refused() {
        assertThatThrownBy(() -> new GpuNeed(0, List.of(), 0, ""))
                .hasMessage("0 GPUs cannot be asked for: use 1 to 64");
        assertThatThrownBy(() -> new GpuNeed(1, List.of("9.0"), 0, ""))
                .hasMessage(
                        "\"9.0\" is no architecture of a GPU: use sm- and the compute capability without its point, such as sm-90");
        assertThatThrownBy(() -> new GpuNeed(1, List.of(), -1, "")).hasMessageContaining("-1 bytes");
        assertThatThrownBy(() -> new GpuNeed(1, List.of(), 0, "new"))
                .hasMessage("\"new\" is no release of a driver: use numbers with points between, such as 550.54");
    }
}
