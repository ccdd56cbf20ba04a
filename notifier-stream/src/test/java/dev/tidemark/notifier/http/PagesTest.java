package dev.tidemark.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.feed.synd.SyndFeed;
import com.rometools.rome.io.SyndFeedInput;
import com.rometools.rome.io.XmlReader;
import dev.tidemark.notifier.kafka.FarmDirectory;
import dev.tidemark.notifier.kafka.WishWriter;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.testing.Built;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over HTTP, with a reader of feeds that nobody here wrote. */
final class PagesTest {

    private static final EventSerdes SERDES = new EventSerdes(RegistrySettings.WITHOUT_SERVER);
    private static final FarmSettings FARM = FarmSettings.at("127.0.0.1:1");

    private final FeedBook book = new FeedBook();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path artifacts;

    private final Map<String, Job> built = new TreeMap<>();

    private PublicServer server;
    private final WishTokens tokens = new WishTokens("secret".getBytes(StandardCharsets.UTF_8), () -> server().links());

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    PagesTest() {}

    @BeforeEach
    void open() {
        HttpSettings settings = new HttpSettings("127.0.0.1", 0, "", "", artifacts.toString(), 2);
        FarmDirectory directory = new FarmDirectory();
        WishWriter unstarted = new WishWriter(FARM, SERDES, directory.addresses(), () -> 1, InstantSource.system());
        server = new PublicServer(
                settings,
                links -> new Pages(
                        new Pages.Sources(
                                book,
                                new EventStream(FARM, SERDES),
                                new Templates(Optional.empty()),
                                tokens,
                                unstarted,
                                (wave, attribute, system) ->
                                        Optional.ofNullable(built.get("%s/%s/%s".formatted(wave, attribute, system)))),
                        links,
                        settings,
                        () -> false));
        server.start();
    }

    private PublicServer server() {
        return server;
    }

    @AfterEach
    void close() {
        server.stop();
        client.close();
    }

    private void told(String person, Breakage breakage) {
        book.take(breakage.getBreakage(), breakage);
        book.take(Told.entry(person, "e-" + breakage.getChange(), InboxKind.NOTE, breakage));
    }

    @Test
    void what_is_coming_is_in_its_peoples_feeds_beside_breakages_and_pushes_none_of_them_out() throws Exception {
        told("ada", Told.breakage("b-1", BreakageState.RAISED, 1, "csv"));
        for (int wave = 1; wave <= FeedBook.ENTRIES + 5; wave++) {
            book.take(Told.told("ada", "e-n" + wave, InboxKind.NOTE, Told.notice("ada", "demo-" + wave, 1, "<csv>")));
        }

        SyndFeed feed = feed("/feeds/maintainers/ada.atom");

        assertThat(feed.getEntries())
                .hasSize(FeedBook.ENTRIES + 1)
                .extracting(SyndEntry::getUri)
                .contains("urn:tidemark:breakage:b-1", "urn:tidemark:notice:demo-9");
        assertThat(feed.getEntries())
                .filteredOn(entry -> entry.getUri().equals("urn:tidemark:notice:demo-9"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getTitle()).isEqualTo("textkit 2.0 is coming, and likely to break <csv>");
                    assertThat(entry.getContents().getFirst().getValue())
                            .contains("&lt;csv&gt;", "likely to break, expected to fail 40 % of its builds")
                            .doesNotContain("<csv>");
                });
    }

    @Test
    void a_feed_has_an_entry_a_breakage_under_one_id_as_long_as_it_lives() throws Exception {
        told("ada", Told.breakage("b-1", BreakageState.RAISED, 1, "csv"));
        told("ada", Told.breakage("b-2", BreakageState.RAISED, 1, "json"));
        told("ada", Told.breakage("b-1", BreakageState.RESOLVED, 2, "csv"));

        SyndFeed feed = feed("/feeds/maintainers/ada.atom");
        assertThat(feed.getTitle()).isEqualTo("Breakages of ada");
        assertThat(feed.getEntries())
                .extracting(SyndEntry::getUri)
                .containsExactly("urn:tidemark:breakage:b-1", "urn:tidemark:breakage:b-2");
        SyndEntry resolved = feed.getEntries().getFirst();
        assertThat(resolved.getTitle()).isEqualTo("csv is no longer broken by textkit 2.0");
        assertThat(resolved.getLink()).isEqualTo(server.links().breakage("b-1"));
        assertThat(resolved.getUpdatedDate().toInstant()).isEqualTo(Told.NOW.plusSeconds(120));
        assertThat(resolved.getDescription().getValue()).isEqualTo("Because you maintain csv.");
        assertThat(feed("/feeds/maintainers/bob.atom").getEntries()).isEmpty();
    }

    @Test
    void breakages_are_found_by_package_wave_set_team_and_by_what_nobody_answers_for() throws Exception {
        told("team:data", Told.breakage("b-1", BreakageState.RAISED, 1, "csv"));
        told("operators", Told.breakage("b-2", BreakageState.RAISED, 1, "json"));

        for (String path : List.of(
                "/feeds/packages/demo/csv.atom",
                "/feeds/teams/data.atom",
                "/feeds/waves/demo-1.atom",
                "/feeds/sets/demo.atom",
                "/feeds/packages/demo/textkit.atom",
                "/feeds/packages/demo/docs.atom")) {
            assertThat(feed(path).getEntries())
                    .as(path)
                    .extracting(SyndEntry::getUri)
                    .contains("urn:tidemark:breakage:b-1");
        }
        assertThat(feed("/feeds/operators.atom").getEntries()).hasSize(1);
    }

    @Test
    void who_has_a_feed_already_is_told_so() throws Exception {
        told("ada", Told.breakage("b-1", BreakageState.RAISED, 1, "csv"));
        String tag = get("/feeds/sets/demo.atom").headers().firstValue("etag").orElseThrow();

        HttpResponse<String> again = client.send(
                request("/feeds/sets/demo.atom").header("If-None-Match", tag).build(), BodyHandlers.ofString());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void a_log_that_attacks_its_reader_is_harmless_in_feeds_and_pages() throws Exception {
        told("ada", Told.breakage("b-1", BreakageState.RAISED, 1, Told.ODD_LOG, "csv"));

        String content = feed("/feeds/maintainers/ada.atom")
                .getEntries()
                .getFirst()
                .getContents()
                .getFirst()
                .getValue();
        assertThat(content).doesNotContain("<script").contains("&lt;script&gt;").hasSizeLessThan(20_000);
        HttpResponse<String> page = get("/breakages/b-1");
        assertThat(page.body()).doesNotContain("<script").contains("textkit 1.0 → 2.0");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'");
    }

    @Test
    void a_page_has_a_command_for_each_system_and_it_is_answered() throws Exception {
        Breakage breakage = Told.breakage("b-1", BreakageState.RAISED, 1, "csv");
        RegressedJob here = breakage.getRegressed().getFirst();
        RegressedJob there = RegressedJob.newBuilder(here)
                .setJob(new JobRef("csv", "aarch64-linux", Variant.WAVE, null))
                .build();
        told(
                "ada",
                Breakage.newBuilder(breakage).setRegressed(List.of(here, there)).build());

        for (String system : List.of("x86_64-linux", "aarch64-linux")) {
            built.put("demo-1/csv/" + system, Built.csv(system));
            String url = server.links().reproduce("b-1", system, "csv");
            assertThat(get("/breakages/b-1").body()).contains("<code>curl -fsS %s | sh</code>".formatted(url));
            assertThat(get(URI.create(url).getRawPath()).body()).contains("not all that demo:csv was built from");
        }
    }

    @Test
    void only_a_log_that_belongs_to_the_breakage_is_shown() throws Exception {
        told("ada", Told.breakage("b-1", BreakageState.RAISED, 1, "csv"));
        for (String hash : List.of("a".repeat(64), "c".repeat(64))) {
            Path log = artifacts.resolve("free").resolve(hash.substring(0, 2)).resolve(hash.substring(2));
            Files.createDirectories(log.getParent());
            Files.writeString(log, "all of it");
        }

        assertThat(get("/breakages/b-1/logs/" + "a".repeat(64)).body()).isEqualTo("all of it");
        assertThat(get("/breakages/b-1/logs/" + "c".repeat(64)).statusCode()).isEqualTo(404);
        assertThat(get("/breakages/b-2/logs/" + "a".repeat(64)).statusCode()).isEqualTo(404);
    }

    @Test
    void what_is_forgotten_is_gone() throws Exception {
        told("ada", Told.breakage("b-1", BreakageState.RAISED, 1, "csv"));
        book.take("b-1", null);

        assertThat(feed("/feeds/maintainers/ada.atom").getEntries()).isEmpty();
        assertThat(feed("/feeds/packages/demo/csv.atom").getEntries()).isEmpty();
        assertThat(get("/breakages/b-1").statusCode()).isEqualTo(404);
    }

    @Test
    void a_wish_by_a_link_is_carried_out_by_a_post_and_not_by_looking() throws Exception {
        String link = URI.create(tokens.mute("ada", "b-1")).getPath();

        assertThat(get(link).body())
                .contains("no messages to ada about b-1 for 30 days?")
                .contains("method=\"post\"");
        HttpResponse<String> posted = client.send(
                request(link)
                        .POST(HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(posted.statusCode()).as("no broker takes it in this test").isEqualTo(503);
        assertThat(get("/wishes/forged").statusCode()).isEqualTo(404);
    }

    @Test
    void odd_requests_get_a_plain_answer() throws Exception {
        assertThat(get("/").body()).contains("/feeds/maintainers/HANDLE.atom");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/feeds/packages/demo/%3Cscript%3E.atom").body()).contains("&lt;script&gt;");
        assertThat(get("/events?package=nocolon").statusCode()).isEqualTo(400);
        HttpResponse<String> put = client.send(
                request("/").PUT(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(put.statusCode()).isEqualTo(405);
    }

    private SyndFeed feed(String path) throws Exception {
        HttpResponse<byte[]> answer = client.send(request(path).build(), BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("application/atom+xml");
        return new SyndFeedInput().build(new XmlReader(new ByteArrayInputStream(answer.body())));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.links().base() + path));
    }
}
