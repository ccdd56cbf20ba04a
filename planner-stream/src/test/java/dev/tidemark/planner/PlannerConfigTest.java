package dev.tidemark.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.ServiceException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlannerConfigTest {

    private static DispatchPolicy dispatch(Map<String, String> overrides) {
        return new ConfigReader()
                .read(PlannerConfig.class, "planner.conf", null, overrides)
                .dispatch();
    }

    @Test
    void a_planner_that_is_told_nothing_else_has_the_standard_policy() {
        assertThat(dispatch(Map.of())).isEqualTo(DispatchPolicy.STANDARD);
    }

    @Test
    void a_policy_that_cannot_be_is_refused_with_the_key() {
        assertThatThrownBy(() -> dispatch(Map.of("dispatch.quarantine.after-failures", "11")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("of-last not less than after-failures");
        assertThatThrownBy(() -> dispatch(Map.of("dispatch.breakage-budget", "-1")))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("write 0 or more");
    }
}
