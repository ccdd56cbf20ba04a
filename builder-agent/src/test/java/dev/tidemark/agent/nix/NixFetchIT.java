package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildOutcome.Succeeded;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.EvaluatedJob;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sources, by the real Nix, from a server on this machine: two packages share one. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NixFetchIT {

    private static final byte[] FILE = "words\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    private static final Workspace.Bump BUMP = new Workspace.Bump("one", "1.0", "2.0", Optional.empty());

    /** What the server does. */
    private enum Manner {
        WHOLE,
        BREAKS_OFF_ONCE,
        ANOTHER_FILE,
        GONE
    }

    /** The ranges that were asked for, one a request. */
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private volatile Manner manner = Manner.WHOLE;

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void nix_is_there() throws IOException {
        NixBench.missing().ifPresent(Assumptions::abort);
        folder = Files.createTempDirectory("tidemark-fetch-it-").toRealPath();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void clean_up() throws IOException {
        if (folder != null) {
            server.stop(0);
            TreeCopy.delete(folder);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        requests.add(String.valueOf(range));
        byte[] body = manner == Manner.ANOTHER_FILE ? "another".getBytes(StandardCharsets.UTF_8) : FILE;
        if (manner == Manner.GONE) {
            exchange.sendResponseHeaders(404, -1);
        } else if (range != null) {
            int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes %d-%d/%d".formatted(from, body.length - 1, body.length));
            exchange.sendResponseHeaders(206, body.length - from);
            exchange.getResponseBody().write(body, from, body.length - from);
        } else {
            exchange.sendResponseHeaders(200, body.length);
            if (manner == Manner.BREAKS_OFF_ONCE) {
                exchange.getResponseBody().write(Arrays.copyOf(body, body.length / 2));
                exchange.getResponseBody().flush();
                throw new IOException("the connection ends");
            }
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private SetDescription set() throws Exception {
        Path set = Files.createDirectories(folder.resolve("set"));
        Files.writeString(set.resolve("set.json"), """
                {"set": "pair", "kind": "nix", "apply": {"by": "argument", "versions": "bumps"}}
                """);
        Files.writeString(set.resolve("default.nix"), """
                { system ? builtins.currentSystem, bumps ? { } }:
                let
                  src = import <nix/fetchurl.nix> { name = "words.txt"; url = "http://127.0.0.1:%d/words.txt"; sha256 = "%s"; };
                  package = pname: version: other: derivation {
                    inherit pname version other system src;
                    name = "${pname}-${version}";
                    builder = "/bin/sh";
                    args = [ "-c" "cat $src > $out" ];
                    PATH = "/usr/bin:/bin";
                  };
                in
                rec {
                  one = package "one" (bumps.one or "1.0") "";
                  two = package "two" "1.0" (bumps.one or "1.0");
                }
                """.formatted(
                        server.getAddress().getPort(),
                        HexFormat.of().formatHex(Sha256.newDigest().digest(FILE))));
        return SetDescription.load(set);
    }

    private static NixConfig config() {
        return new NixConfig(
                "",
                true,
                List.of("/bin", "/usr", "/lib", "/lib64"),
                List.of(),
                List.of(),
                List.of("*"),
                "",
                NixConfig.DEFAULT.evaluation(),
                NixConfig.DEFAULT.room());
    }

    private NixBench agent(String name, String... keys) throws Exception {
        return new NixBench(folder, name, TrustDomain.FREE, set(), config(), List.of(keys));
    }

    private NixBench prepared() throws Exception {
        NixBench agent = agent("north");
        assertThat(agent.prepare(BUMP)).isInstanceOf(BuildOutcome.Prepared.class);
        assertThat(requests).as("what is evaluated is not fetched").isEmpty();
        return agent;
    }

    private static JobId source(NixBench agent) {
        List<JobId> sources = agent.jobs().stream()
                .map(EvaluatedJob::id)
                .filter(job -> PackageId.isSource(job.attribute()))
                .toList();
        assertThat(sources).hasSize(1);
        return sources.getFirst();
    }

    private static BuildOutcome fetch(NixBench agent) throws Exception {
        return agent.alone(source(agent).attribute(), Variant.BASELINE, new CancelSignal());
    }

    private static Failed failed(BuildOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed) outcome;
    }

    @Test
    void two_jobs_on_two_agents_with_stores_of_their_own_share_one_download() throws Exception {
        NixBench north = prepared();
        assertThat(north.build("one", Variant.WAVE)).isInstanceOf(Succeeded.class);
        NixBench south = agent("south", north.publicKey());
        south.after(north);

        assertThat(south.build("two", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(fetch(south)).as("it is in the farm's archive").isInstanceOf(Succeeded.class);

        assertThat(requests).containsExactly("null");
    }

    @Test
    void a_download_that_breaks_off_goes_on_where_it_did() throws Exception {
        NixBench agent = prepared();
        manner = Manner.BREAKS_OFF_ONCE;

        assertThat(fetch(agent)).isInstanceOf(Succeeded.class);

        assertThat(requests).containsExactly("null", "bytes=%d-".formatted(FILE.length / 2));
        assertThat(agent.build("one", Variant.WAVE)).isInstanceOf(Succeeded.class);
    }

    @Test
    void what_is_nowhere_to_be_had_names_the_place() throws Exception {
        NixBench agent = prepared();
        manner = Manner.GONE;

        Failed failed = failed(fetch(agent));

        assertThat(failed.kind()).isEqualTo(FailureKind.FETCH_FAILED);
        assertThat(failed.message())
                .isEqualTo("words.txt could not be downloaded: http://127.0.0.1:%d/words.txt answers 404"
                        .formatted(server.getAddress().getPort()));
        assertThat(failed.logHash()).isPresent();
    }

    @Test
    void another_file_than_its_hash_says_is_a_mismatch_and_not_kept() throws Exception {
        NixBench agent = prepared();
        manner = Manner.ANOTHER_FILE;
        assertThat(failed(fetch(agent)).kind()).isEqualTo(FailureKind.HASH_MISMATCH);

        manner = Manner.WHOLE;
        assertThat(fetch(agent)).isInstanceOf(Succeeded.class);
    }

    @Test
    void a_source_that_the_archive_has_lost_is_named_as_lost_and_fetched_again() throws Exception {
        NixBench north = prepared();
        assertThat(fetch(north)).isInstanceOf(Succeeded.class);
        try (Stream<Path> cached = Files.walk(folder.resolve("artifacts/free/nix-cache"))) {
            for (Path file : cached.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("nix-cache-info")) {
                    Files.delete(file);
                }
            }
        }

        Failed lost = failed(north.alone("two", Variant.WAVE, new CancelSignal()));
        assertThat(lost.kind()).isEqualTo(FailureKind.INPUT_LOST);
        assertThat(lost.lostInputs()).containsExactly(source(north).attribute());

        assertThat(fetch(north)).isInstanceOf(Succeeded.class);
        assertThat(north.alone("two", Variant.WAVE, new CancelSignal())).isInstanceOf(Succeeded.class);
    }
}
