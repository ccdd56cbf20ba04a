package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidemark.schemas.event.GpuNeed;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureCodecTest {

    @Test
    void what_is_asked_of_gpus_is_said_apart_and_put_together_again() {
        List<String> features = FeatureCodec.features(
                List.of("cuda", "kvm"), Optional.of(new GpuNeed(2, List.of("sm-80"), 40L << 30, "550.54")));

        assertThat(FeatureCodec.named(features)).containsExactly("cuda", "kvm");
        assertThat(FeatureCodec.features(
                        FeatureCodec.named(features), Optional.ofNullable(FeatureCodec.gpus(features))))
                .isEqualTo(features);
    }

    /** It would be found out when the event is applied, where nothing may fail any more. */
    @ParameterizedTest
    @ValueSource(strings = {"gpus:2", "gpus:99::0:", "gpus:2::0:"})
    void nobody_asks_for_gpus_by_a_feature(String feature) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeatureCodec.features(List.of(feature, "kvm"), Optional.empty()))
                .withMessageContaining("gpus");
    }
}
