package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Package;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

final class GraphChecksumTest {

    static {
        TrustedEvents.declare();
    }

    private static final Package CSV = node("csv", "1.0");
    private static final Package JSON = node("json", "1.0");

    @Test
    void who_imports_and_who_reads_back_compute_the_same() {
        EventSerdes serdes = new EventSerdes(new RegistrySettings("mock://graph-checksum-test", Map.of()));
        try (Serde<Package> packages = serdes.of(Package.class)) {
            List<byte[]> sent = List.of(
                    packages.serializer().serialize("topic", CSV),
                    packages.serializer().serialize("topic", JSON));

            assertThat(GraphChecksum.ofDigests(
                            sent.stream().map(GraphChecksum::digest).toList()))
                    .isEqualTo(GraphChecksum.of(List.of(CSV, JSON)));
        }
    }

    @Test
    void a_record_is_a_prefix_that_all_of_its_type_share_and_the_binary_that_was_digested() {
        EventSerdes serdes = new EventSerdes(new RegistrySettings("mock://graph-checksum-test", Map.of()));
        byte[] prefix = serdes.prefix("topic", JSON);
        try (Serde<Package> packages = serdes.of(Package.class)) {
            byte[] sent = packages.serializer().serialize("topic", CSV);
            byte[] binary = Arrays.copyOfRange(sent, prefix.length, sent.length);

            assertThat(sent).startsWith(prefix);
            assertThat(GraphChecksum.digestOfBinary(binary)).isEqualTo(GraphChecksum.digest(sent));
        }
    }

    @Test
    void where_the_schema_is_registered_changes_nothing_and_every_byte_of_the_package_does() {
        byte[] here = {0, 0, 0, 0, 1, 42};
        byte[] elsewhere = {0, 0, 0, 0, 9, 42};
        byte[] other = {0, 0, 0, 0, 1, 43};

        assertThat(GraphChecksum.digest(here)).isEqualTo(GraphChecksum.digest(elsewhere));
        assertThat(GraphChecksum.digest(here)).isNotEqualTo(GraphChecksum.digest(other));
    }

    @Test
    void another_order_or_another_package_gives_another_checksum() {
        assertThat(GraphChecksum.of(List.of(CSV, JSON)))
                .isNotEqualTo(GraphChecksum.of(List.of(JSON, CSV)))
                .isNotEqualTo(GraphChecksum.of(List.of(CSV)))
                .isNotEqualTo(GraphChecksum.of(List.of(CSV, node("json", "1.1"))));
    }

    private static Package node(String attribute, String version) {
        return Package.newBuilder()
                .setSet("demo")
                .setAttribute(attribute)
                .setPname(attribute)
                .setVersion(version)
                .setSystems(List.of("x86_64-linux"))
                .setDependencies(List.of())
                .setMaintainers(List.of())
                .setUnfree(false)
                .setFeatures(List.of())
                .setRecipeDigest("0".repeat(64))
                .build();
    }
}
