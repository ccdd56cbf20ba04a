package dev.tidemark.workspace.nix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With lines of which each says where its package is written. */
class SetOwnersTest {

    private static final String LINE = """
            {"attr":"%1$s","attrPath":["%1$s"],"drvPath":"/nix/store/azq32hfgjb7hllcz1lrmx6pwki6idmaz-%1$s-1.drv",\
            "meta":{"position":"%2$s","maintainers":[{"github":"Bob"}],"teams":[{"shortName":"TLS"}]}}
            """;

    @TempDir
    private Path temporary;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path folder;

    @BeforeEach
    void resolve() throws IOException {
        folder = temporary.toRealPath();
    }

    @Test
    void owners_come_behind_the_packages_own_people_and_none_comes_twice() throws Exception {
        write("CODEOWNERS", "/pkgs/curl @alice @bob @farm/tls @farm/net\n");
        RecordingSink sink = read(LINE.formatted("curl", folder.resolve("pkgs/curl/default.nix:12")));

        assertThat(sink.get("curl").getMaintainers()).containsExactly("Bob", "alice");
        assertThat(sink.get("curl").getTeams()).containsExactly("TLS", "net");
    }

    @Test
    void a_package_without_a_position_or_with_one_elsewhere_has_no_owners() throws Exception {
        write("CODEOWNERS", "* @alice\n");
        RecordingSink sink = read(LINE.formatted("here", folder.resolve("here.nix:1"))
                + LINE.formatted("nowhere", "")
                + LINE.formatted("elsewhere", "/elsewhere/curl.nix:1")
                + LINE.formatted("beside", folder + "-beside/curl.nix:1"));

        assertThat(sink.get("here").getMaintainers()).containsExactly("Bob", "alice");
        for (String attribute : new String[] {"nowhere", "elsewhere", "beside"}) {
            assertThat(sink.get(attribute).getMaintainers()).containsExactly("Bob");
        }
        assertThat(sink.notes).noneMatch(note -> note.contains("CODEOWNERS"));
    }

    @Test
    void the_first_owners_file_counts() throws Exception {
        String lines = LINE.formatted("curl", folder.resolve("curl.nix:1"));
        for (String name : new String[] {"OWNERS", "CODEOWNERS", ".github/CODEOWNERS", "ci/OWNERS"}) {
            String handle = name.replaceAll("\\W", "-");
            write(name, "* @" + handle + "\n");

            assertThat(read(lines).get("curl").getMaintainers()).containsExactly("Bob", handle);
        }
    }

    @Test
    void a_set_behind_a_link_is_where_nix_says_that_it_is() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Files.writeString(real.resolve("OWNERS"), "/a.nix @alice\n");
        Path lines = Files.writeString(
                real.resolve("lines.json"),
                LINE.formatted("real", real.resolve("a.nix:1")) + LINE.formatted("link", link.resolve("a.nix:1")));
        RecordingSink sink = new RecordingSink();
        reader(link.resolve(lines.getFileName())).read(sink);

        assertThat(sink.get("real").getMaintainers()).containsExactly("Bob", "alice");
        assertThat(sink.get("link").getMaintainers()).containsExactly("Bob", "alice");
    }

    @Test
    void what_is_not_taken_from_an_owners_file_is_a_note() throws Exception {
        write("ci/OWNERS", "* eve@example.invalid\n" + "!x @bob\n".repeat(6));
        RecordingSink sink = read(LINE.formatted("curl", "/elsewhere/curl.nix:1"));

        assertThat(sink.get("curl").getMaintainers()).containsExactly("Bob");
        assertThat(sink.problems).isEmpty();
        assertThat(sink.notes)
                .contains(
                        "6 lines of ci/OWNERS are passed over: ci/OWNERS:2: a pattern does not begin with !;"
                                + " ci/OWNERS:3: a pattern does not begin with !; ci/OWNERS:4: a pattern does not begin with !;"
                                + " ci/OWNERS:5: a pattern does not begin with !; ci/OWNERS:6: a pattern does not begin with !; …",
                        "1 owners in ci/OWNERS are addresses, and so are not named",
                        "ci/OWNERS names nobody, since no package says that it lies in the set's folder");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private RecordingSink read(String lines) throws Exception {
        RecordingSink sink = new RecordingSink();
        reader(Files.writeString(folder.resolve("lines.json"), lines)).read(sink);
        return sink;
    }

    private static NixReader reader(Path lines) {
        return new NixReader("tiny", new NixSource.Lines(lines, Optional.empty()), NixSettings.ofThisMachine());
    }
}
