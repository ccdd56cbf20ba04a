package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.Programs;
import dev.tidemark.workspace.broken.BrokenPatch;
import dev.tidemark.workspace.broken.CannotMarkException;
import dev.tidemark.workspace.source.Patch;
import dev.tidemark.workspace.source.TreeCopy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real Nix, in a store that is made for the test, and a copy of the set in {@code src/test/nix/set}. */
class BrokenPatchIT {

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Set before each test, unless Nix is missing.
    private TestStore store;

    @SuppressWarnings("NullAway.Init")
    private Path set;

    @BeforeEach
    void copy_the_set() throws Exception {
        TestStore.missing().ifPresent(Assumptions::abort);
        store = TestStore.create();
        set = folder.toRealPath().resolve("set");
        TreeCopy.copy(Path.of("src/test/nix/set").toAbsolutePath(), set);
        Files.writeString(
                set.resolve("set.json"),
                "{\"set\": \"mini\", \"kind\": \"nix\", \"apply\": {\"by\": \"argument\", \"versions\": \"bumps\"}}");
    }

    @AfterEach
    void delete_the_store() throws Exception {
        if (store != null) {
            store.delete();
        }
    }

    private byte[] patch(String... attributes) throws Exception {
        return new BrokenPatch(SetDescription.load(set), set, "x86_64-linux", store.settings())
                .of(new TreeSet<>(List.of(attributes)), "fails since libz 2.0 (b-1234)");
    }

    private SortedSet<String> broken() throws Exception {
        RecordingSink sink = new RecordingSink();
        NixArgument system = NixArgument.text("system", "x86_64-linux");
        new NixReader("mini", new NixSource.Expression(set, List.of(system)), store.settings()).read(sink);
        SortedSet<String> broken = new TreeSet<>();
        sink.byAttribute().forEach((attribute, node) -> {
            if (node.getRefusals().stream().anyMatch(refusal -> refusal.getKind() == RefusalKind.BROKEN)) {
                broken.add(attribute);
            }
        });
        return broken;
    }

    @Test
    void it_applies_and_the_set_then_evaluates_with_these_broken_and_no_others() throws Exception {
        SortedSet<String> before = broken();

        // Within a block, by a path, and in a file of its own.
        byte[] patch = patch("openssl", "curl", "viewer");

        assertThat(new String(patch, StandardCharsets.UTF_8))
                .contains("+      broken = true; # fails since libz 2.0 (b-1234)\n")
                .contains("+    meta.broken = true; # fails since libz 2.0 (b-1234)\n")
                .contains("+++ b/pkgs/viewer/default.nix\n");
        assertThat(broken()).as("the files themselves stay").isEqualTo(before);
        Path file = folder.resolve("patch");
        Files.write(file, patch);
        Patch.apply(Programs.PLAIN, file, set);
        SortedSet<String> after = broken();
        after.removeAll(before);
        assertThat(after).containsExactly("curl", "openssl", "viewer");
    }

    @Test
    void what_says_nothing_of_its_own_is_left_to_a_person() {
        assertThatThrownBy(() -> patch("libz.tests.link"))
                .isInstanceOf(CannotMarkException.class)
                .hasMessageContaining("set meta.broken = true by hand");
    }
}
