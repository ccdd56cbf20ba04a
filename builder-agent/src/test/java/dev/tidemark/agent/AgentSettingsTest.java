package dev.tidemark.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.ServiceException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentSettingsTest {

    @Test
    void artifacts_are_in_a_folder_however_it_is_written_and_nowhere_else() {
        assertThat(artifacts("/srv/x")).isEqualTo(Path.of("/srv/x"));
        assertThat(artifacts("file:/srv/x")).isEqualTo(Path.of("/srv/x"));
        assertThat(artifacts("file:///srv/x")).isEqualTo(Path.of("/srv/x"));
        assertThatThrownBy(() -> artifacts("s3://bucket/x"))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("\"artifacts\"")
                .hasMessageContaining("a file or folder of this machine")
                .hasMessageContaining("write its path");
    }

    private static Path artifacts(String written) {
        return new ConfigReader()
                .read(AgentSettings.class, "agent.conf", null, Map.of("artifacts", written))
                .config()
                .artifacts();
    }
}
