package dev.tidemark.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritedTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", "/usr/bin",
            "KAFKA_PASSWORD", "secret",
            "NIX_CONFIG", "cores = 2",
            "HTTPS_PROXY", "http://proxy",
            "no_proxy", "localhost",
            "SSH_AUTH_SOCK", "/run/agent",
            "GIT_DIR", "/elsewhere",
            "GITHUB_TOKEN", "secret");

    @Test
    void programs_get_what_they_need_and_no_secret() {
        assertThat(Inherited.byNix(ENVIRONMENT)).containsOnlyKeys("PATH", "NIX_CONFIG");
        assertThat(Inherited.byGit(ENVIRONMENT)).containsOnlyKeys("PATH", "HTTPS_PROXY", "no_proxy", "SSH_AUTH_SOCK");
    }
}
