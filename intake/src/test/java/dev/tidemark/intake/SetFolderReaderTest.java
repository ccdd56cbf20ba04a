package dev.tidemark.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.RecipeDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetFolderReaderTest {

    @TempDir
    Path folder;

    @BeforeEach
    void a_set_of_two() throws IOException {
        write("set.json", "{\"set\": \"tiny\", \"kind\": \"command\"}");
        write("packages/zlib/package.json", "{\"version\": \"1.3\", \"systems\": [\"aarch64-linux\"]}");
        write("packages/zlib/build", "true");
        write("packages/curl/package.json", """
                {"pname": "cURL", "version": "8.9", "dependencies": {"check": ["zlib"], "build": ["zlib"]},
                 "maintainers": ["nina", "ali"], "features": ["kvm", "gpu"], "unfree": true}
                """);
        write("packages/curl/build", "true");
    }

    @Test
    void each_package_becomes_a_node_in_the_order_of_attributes() throws Exception {
        PackageSet set = PackageSet.load(folder);

        Collected found = new Collected();
        new SetFolderReader(set, "x86_64-linux").read(found);

        assertThat(found.progress).extracting(Object::toString).containsExactly("packages 1/2", "packages 2/2");
        assertThat(found.packages)
                .containsExactly(
                        Package.newBuilder()
                                .setSet("tiny")
                                .setAttribute("curl")
                                .setPname("cURL")
                                .setVersion("8.9")
                                .setSystems(List.of("x86_64-linux"))
                                .setDependencies(List.of(
                                        new Dependency("zlib", DependencyKind.BUILD),
                                        new Dependency("zlib", DependencyKind.CHECK)))
                                .setMaintainers(List.of("nina", "ali"))
                                .setUnfree(true)
                                .setFeatures(List.of("gpu", "kvm"))
                                .setRecipeDigest(RecipeDigest.of(set, "curl").hex())
                                .build(),
                        Package.newBuilder()
                                .setSet("tiny")
                                .setAttribute("zlib")
                                .setPname("zlib")
                                .setVersion("1.3")
                                .setSystems(List.of("aarch64-linux"))
                                .setDependencies(List.of())
                                .setMaintainers(List.of())
                                .setUnfree(false)
                                .setFeatures(List.of())
                                .setRecipeDigest(RecipeDigest.of(set, "zlib").hex())
                                .build());
    }

    @Test
    void the_revision_is_named_after_the_content() throws Exception {
        String before = revision();
        String again = revision();
        write("packages/zlib/1.3/zlib.c", "int main;");
        String after = revision();

        assertThat(again).isEqualTo(before).matches("content-[0-9a-f]{12}");
        assertThat(after).isNotEqualTo(before);
    }

    private String revision() throws Exception {
        SetFolderReader reader = new SetFolderReader(PackageSet.load(folder), "x86_64-linux");
        return GraphDraft.read(reader, "tiny", Optional.empty(), Leniency.STRICT, ImportProgress.SILENT)
                .graph()
                .revision();
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
