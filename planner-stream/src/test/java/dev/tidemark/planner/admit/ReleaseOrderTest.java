package dev.tidemark.planner.admit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReleaseOrderTest {

    @Test
    void a_prerelease_is_older_than_its_release_and_newer_than_the_release_before() {
        List<String> ordered = List.of(
                "1.9",
                "2.0-alpha1",
                "2.0-beta.2",
                "2.0-rc1",
                "2.0-rc2",
                "2.0",
                "2.0-unstable-2026-01-01",
                "2.0.1-pre.1",
                "2.0.1",
                "2.1.M1",
                "2.1");

        for (int i = 0; i < ordered.size(); i++) {
            for (int j = 0; j < ordered.size(); j++) {
                assertThat(Integer.signum(ReleaseOrder.compare(ordered.get(i), ordered.get(j))))
                        .as("%s and %s", ordered.get(i), ordered.get(j))
                        .isEqualTo(Integer.signum(i - j));
            }
        }
    }
}
