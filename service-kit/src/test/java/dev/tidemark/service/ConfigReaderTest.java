package dev.tidemark.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {

    record Config(FarmSettings farm, Duration interval, int slots, List<String> features) {}

    private final ConfigReader reader = new ConfigReader();

    @TempDir
    private Path folder;

    @Test
    void defaults_lie_under_the_file_and_the_file_under_single_values() throws IOException {
        Path file = file("interval = 3s\nslots = 4\n");

        Config config = reader.read(Config.class, "config-reader-test.conf", file, Map.of("slots", "8"));

        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.slots()).isEqualTo(8);
        assertThat(config.farm().brokers()).isEqualTo("127.0.0.1:9092");
    }

    @Test
    void a_single_value_may_be_a_list() {
        Config config = reader.read(Config.class, "config-reader-test.conf", null, Map.of("features", "[gpu, kvm]"));

        assertThat(config.features()).containsExactly("gpu", "kvm");
    }

    @Test
    void settings_of_clients_may_be_written_with_quotes_and_without() throws IOException {
        Path file = file("farm { kafka { security.protocol = SSL, \"sasl.mechanism\" = PLAIN } }\n");
        Map<String, String> single = Map.of("farm.registry.client.basic.auth.user.info", "reader:secret");

        FarmSettings farm = reader.read(Config.class, "config-reader-test.conf", file, single)
                .farm();

        assertThat(farm.kafka()).isEqualTo(Map.of("security.protocol", "SSL", "sasl.mechanism", "PLAIN"));
        assertThat(farm.registry().client()).isEqualTo(Map.of("basic.auth.user.info", "reader:secret"));
        assertThat(farm.registry().toString()).doesNotContain("secret");
    }

    @Test
    void a_setting_of_a_client_that_is_no_text_is_named_with_its_line() throws IOException {
        Path list = file("slots = 1\nfarm { kafka { ssl.enabled.protocols = [TLSv1.3] } }\n");
        assertThatThrownBy(() -> reader.read(Config.class, "config-reader-test.conf", list, Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("service.conf: 2")
                .hasMessageContaining("\"farm.kafka.ssl.enabled.protocols\"")
                .hasMessageContaining("write it as one text");

        Path nothing = file("farm { kafka { client.id = null } }\n");
        assertThatThrownBy(() -> reader.read(Config.class, "config-reader-test.conf", nothing, Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("\"farm.kafka.client.id\"")
                .hasMessageContaining("write it as one text");
    }

    @Test
    void an_unknown_key_is_named_with_its_line_and_the_keys_there_are() throws IOException {
        Path file = file("slots = 1\nfarm { broker = \"x:1\" }\n");

        assertThatThrownBy(() -> reader.read(Config.class, "config-reader-test.conf", file, Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("service.conf: 2")
                .hasMessageContaining("\"farm.broker\"")
                .hasMessageContaining("brokers");
    }

    @Test
    void a_time_that_is_none_is_refused() throws IOException {
        Path file = file("interval = soon\n");

        assertThatThrownBy(() -> reader.read(Config.class, "config-reader-test.conf", file, Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("\"interval\"")
                .hasMessageContaining("write 2s");
    }

    @Test
    void a_value_that_its_record_refuses_is_named_with_the_reason() throws IOException {
        Path file = file("farm.brokers = \"\"\n");

        assertThatThrownBy(() -> reader.read(Config.class, "config-reader-test.conf", file, Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("name a broker");
    }

    @Test
    void a_file_that_is_not_there_is_one_sentence() {
        assertThatThrownBy(() -> reader.read(Config.class, "config-reader-test.conf", folder.resolve("no"), Map.of()))
                .isInstanceOf(ServiceException.class)
                .hasMessageContaining("--config");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("service.conf"), text);
    }
}
