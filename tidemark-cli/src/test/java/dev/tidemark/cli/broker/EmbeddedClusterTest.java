package dev.tidemark.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.service.ServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedClusterTest {

    @TempDir
    private Path folder;

    @Test
    void damaged_data_is_one_sentence_with_the_next_step() throws Exception {
        Path node = Files.createDirectories(folder.resolve("broker-2"));
        Files.writeString(node.resolve("meta.properties"), "version=1\nnode.id=nonsense\n");
        assertThatThrownBy(() -> EmbeddedCluster.start(folder, 2, 0).close())
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("the embedded broker did not start")
                .hasMessageContaining("remove the data folder " + folder);
        assertThat(folder.resolve("cluster-id")).isNotEmptyFile();
        assertThat(folder.resolve("cluster-id.new")).doesNotExist();
    }

    @Test
    void kafkas_own_reason_for_a_halt_is_told_and_only_without_one_guessed() {
        assertThat(EmbeddedCluster.halted(folder, "the log directory is offline"))
                .contains("(the log directory is offline)")
                .doesNotContain("full disk");
        assertThat(EmbeddedCluster.halted(folder, null)).contains("a full disk?");
    }
}
