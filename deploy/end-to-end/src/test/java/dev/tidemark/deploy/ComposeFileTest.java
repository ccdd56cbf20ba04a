package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ComposeFileTest {

    @Test
    void broker_and_registry_are_of_the_versions_that_everything_else_is_tested_with() throws IOException {
        assertThat(ComposeFile.imageUnless("KAFKA_IMAGE")).isEqualTo("apache/kafka:" + version("kafka"));
        assertThat(ComposeFile.imageUnless("REGISTRY_IMAGE"))
                .isEqualTo("apicurio/apicurio-registry:" + version("apicurio"));
    }

    @Test
    void the_images_that_operators_read_of_are_those_of_the_compose_file() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));

        assertThat(readme)
                .contains("`%s`".formatted(ComposeFile.imageUnless("KAFKA_IMAGE")))
                .contains("`%s`".formatted(ComposeFile.imageUnless("REGISTRY_IMAGE")));
    }

    private static String version(String of) throws IOException {
        Matcher version = Pattern.compile("<%1$s\\.version>([^<]+)</%1$s\\.version>".formatted(of))
                .matcher(Files.readString(Path.of("../../pom.xml")));
        assertThat(version.find()).as("%s.version", of).isTrue();
        return version.group(1);
    }
}
