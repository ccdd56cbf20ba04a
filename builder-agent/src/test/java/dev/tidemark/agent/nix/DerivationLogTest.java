package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildLog;
import dev.tidemark.agent.log.LiveLog;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What builders print, each under its name; and who says that it could not download what it was to fetch. */
final class DerivationLogTest {

    private static final String OWN = "/nix/store/7mm6ph7ryxkpmcrqf4qdp0apgqzfnflr-csv-1.0.drv";
    private static final String SOURCE = "/nix/store/1h6js1vzs0flpcr1pc3lnj1708m6d6bd-csv-1.0.tar.gz.drv";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // JUnit sets the folder before each test.
    DerivationLogTest() {}

    private DerivationLog heard(String of, String text) throws Exception {
        try (BuildLog log = log()) {
            DerivationLog heard = new DerivationLog(OWN, log, false);
            heard.line(of, text);
            log.finish();
            return heard;
        }
    }

    private BuildLog log() throws Exception {
        return new BuildLog(folder.resolve("log"), 1000, LiveLog.UNHEARD);
    }

    /** As Nix 2.8 and 2.34, nixpkgs' fetchers and git say it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31;1merror:\u001b[0m unable to download 'http://127.0.0.1:1/x.tar.gz': Couldn't connect to"
                        + " server (7)",
                "       \u001b[31;1merror:\u001b[0m unable to download '\u001b[35;1mhttp://127.0.0.1:9/x\u001b[0m':"
                        + " \u001b[35;1mCould not connect to server\u001b[0m (\u001b[35;1m7\u001b[0m)",
                "error: cannot download csv-1.0.tar.gz from any mirror",
                "fatal: unable to access 'https://example.org/csv.git/': Could not resolve host: example.org"
            })
    void what_fetches_sources_says_that_it_could_not(String said) throws Exception {
        assertThat(heard(SOURCE, said).couldNotDownload(SOURCE)).isTrue();
        assertThat(heard(OWN, said).couldNotDownload(OWN))
                .as("a package is not there to download")
                .isFalse();
    }

    @Test
    void what_is_built_on_the_way_and_fails_otherwise_has_downloaded() throws Exception {
        assertThat(heard(SOURCE, "tar: x.tar.gz: not in gzip format").couldNotDownload(SOURCE))
                .isFalse();
    }

    @Test
    void what_is_built_on_the_way_is_named_before_each_line() throws Exception {
        heard(SOURCE, "trying http://127.0.0.1:1/x");

        assertThat(Files.readString(folder.resolve("log"))).isEqualTo("csv-1.0.tar.gz> trying http://127.0.0.1:1/x\n");
    }
}
