package dev.tidemark.notifier.courier.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.github.testing.FakeGithub;
import dev.tidemark.github.testing.FakeGithub.Comment;
import dev.tidemark.github.testing.FakeGithub.Issue;
import dev.tidemark.notifier.codec.CardCodec;
import dev.tidemark.notifier.codec.IssueCodec;
import dev.tidemark.notifier.courier.Backoff;
import dev.tidemark.notifier.courier.CourierSettings;
import dev.tidemark.notifier.courier.Outcome;
import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that speaks GitHub's API. A new channel is a new life of the process: it remembers nothing. */
final class GithubChannelTest {

    private static final GithubSettings.App NO_APP = new GithubSettings.App("", 0, "");
    private static final GithubSettings.Login TOKEN = new GithubSettings.Login("good", "", NO_APP);
    private static final long RAISED = Told.NOW.getEpochSecond();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final FakeClock clock = new FakeClock();
    private FakeGithub github;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    GithubChannelTest() {}

    @BeforeEach
    void open() throws IOException {
        github = new FakeGithub(InstantSource.fixed(Told.NOW));
    }

    @AfterEach
    void close() {
        github.close();
    }

    private GithubChannel channel() {
        return channel(TOKEN, List.of(), breakage -> Optional.empty());
    }

    private GithubChannel channel(
            GithubSettings.Login login, List<String> former, Function<String, Optional<BreakageCard>> newest) {
        return channel(settings(github.api(), login, former, TIMEOUT), newest);
    }

    private GithubChannel channel(GithubSettings settings, Function<String, Optional<BreakageCard>> newest) {
        IssueCodec codec = new IssueCodec(
                new Templates(Optional.empty()), new Links("https://tidemark.example.org"), person -> Optional.empty());
        return new GithubChannel(settings, codec, newest, folder, clock);
    }

    private static GithubSettings settings(
            String api, GithubSettings.Login login, List<String> former, Duration timeout) {
        return new GithubSettings(
                FakeGithub.REPOSITORY,
                api,
                login,
                former,
                false,
                List.of("breakage", "farm"),
                timeout,
                new GithubSettings.Limits(80, 500),
                new CourierSettings(1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1))));
    }

    private static Breakage raised() {
        return Told.breakage("b-1", BreakageState.RAISED, 1, "csv");
    }

    private static Breakage grown() {
        return Told.breakage("b-1", BreakageState.GROWN, 2, "csv", "json");
    }

    private static Breakage resolved() {
        return Told.breakage("b-1", BreakageState.RESOLVED, 3, "csv");
    }

    private static Breakage relapsed() {
        return Told.breakage("b-1", BreakageState.RELAPSED, 4, "csv");
    }

    private void deliver(Breakage... breakages) throws InterruptedException {
        GithubChannel channel = channel();
        for (Breakage breakage : breakages) {
            assertThat(channel.deliver(breakage)).isEqualTo(Outcome.DELIVERED);
        }
    }

    private Issue only() {
        assertThat(github.issues()).hasSize(1);
        return github.issues().getFirst();
    }

    @Test
    void a_breakage_is_an_issue_that_bears_its_marker_and_the_operators_labels() throws Exception {
        deliver(raised());

        Issue issue = only();
        assertThat(issue.title).isEqualTo("csv is broken by textkit 2.0");
        assertThat(issue.body)
                .startsWith("<!-- tidemark breakage=b-1 raised=1772366400 change=1 stands -->\n")
                .contains("### csv");
        assertThat(issue.labels).containsExactly("breakage", "farm");
        assertThat(issue.state).isEqualTo("open");
        assertThat(github.posted()).hasSize(1);
    }

    @Test
    void its_changes_are_comments_its_end_closes_it_and_a_relapse_opens_it_again() throws Exception {
        deliver(raised(), grown());
        assertThat(only().body).contains("change=2 stands", "### json");
        assertThat(only().state).isEqualTo("open");

        deliver(resolved());
        assertThat(only().body).contains("change=3 resolved").contains("is built in wave");
        assertThat(only().state).isEqualTo("closed");

        deliver(relapsed());
        assertThat(only().body).contains("change=4 stands");
        assertThat(only().state).isEqualTo("open");
        assertThat(only().comments)
                .extracting(Comment::body)
                .satisfiesExactly(
                        comment -> assertThat(comment).contains("csv and 1 more are still broken with textkit 2&#46;0"),
                        comment -> assertThat(comment).contains("csv is no longer broken by textkit 2&#46;0"),
                        comment -> assertThat(comment).contains("csv is broken again by textkit 2&#46;0"));
        // One to raise it, two to tell of more, three each to end it and to bring it back.
        assertThat(github.posted()).hasSize(9);
    }

    @Test
    void what_was_posted_and_not_noted_when_the_process_died_is_not_posted_again() throws Exception {
        deliver(raised(), grown(), resolved(), relapsed());
        github.forget();

        deliver(raised(), grown(), resolved(), relapsed());
        assertThat(github.posted()).isEmpty();
    }

    @Test
    void whichever_request_a_kill_comes_after_everything_is_there_once_in_the_end() throws Exception {
        List<Breakage> life = List.of(raised(), grown(), resolved(), relapsed());
        for (String method : List.of("POST", "PATCH", "PATCH", "PATCH", "POST", "PATCH", "PATCH")) {
            github.lose(method);
        }
        int deaths = 0;
        for (int at = 0; at < life.size(); ) {
            Outcome outcome = channel().deliver(life.get(at)); // A new life for each try.
            if (outcome == Outcome.DELIVERED) {
                at++;
            } else {
                assertThat(outcome).isInstanceOf(Outcome.Failed.class);
                deaths++;
            }
        }

        assertThat(deaths).isEqualTo(7);
        assertThat(only().comments).hasSize(3);
        assertThat(only().body).contains("change=4 stands");
        assertThat(only().state).isEqualTo("open");
    }

    @Test
    void an_answer_that_is_lost_makes_no_second_issue_in_the_same_life_either() throws Exception {
        GithubChannel channel = channel();
        github.lose("POST");
        assertThat(channel.deliver(raised())).isInstanceOf(Outcome.Failed.class);

        assertThat(channel.deliver(raised())).isEqualTo(Outcome.DELIVERED);
        assertThat(github.issues()).hasSize(1);
    }

    @Test
    void an_issue_is_found_by_its_marker_on_whichever_page_it_is() throws Exception {
        deliver(raised());
        for (int i = 0; i < 250; i++) {
            github.add(FakeGithub.ACCOUNT, "another", new Marker("b-another-" + i, 0, 1, false).line());
            github.add("somebody", "theirs", "no marker");
        }
        github.forget();

        deliver(grown());
        assertThat(github.issues()).hasSize(501);
        assertThat(github.issues().getFirst().comments).hasSize(1);
        assertThat(github.asked().stream().filter(request -> request.contains("creator=tide-bot")))
                .hasSize(3);
    }

    @Test
    void what_another_notifier_has_made_meanwhile_is_found() throws Exception {
        GithubChannel one = channel();
        one.deliver(Told.breakage("b-2", BreakageState.RAISED, 1, "json"));
        deliver(raised());
        github.forget();

        assertThat(one.deliver(grown())).isEqualTo(Outcome.DELIVERED);
        assertThat(github.issues()).hasSize(2);
        assertThat(github.issues().getLast().comments).hasSize(1);
        assertThat(github.asked().getFirst()).contains("since=2026-03-01T11%3A00%3A00Z");
    }

    @Test
    void markers_of_strangers_and_of_pull_requests_count_for_nothing() throws Exception {
        github.add("stranger", "mine now", new Marker("b-1", RAISED, 9, true).line());
        github.add(FakeGithub.ACCOUNT, "a pull request", new Marker("b-1", RAISED, 9, true).line()).isPullRequest =
                true;

        deliver(raised());
        Issue ours = github.issues().getLast();
        assertThat(github.issues()).hasSize(3);
        ours.comments.add(new Comment("stranger", new Marker("b-1", RAISED, 2, false).line(), clock.instant()));

        deliver(grown());
        assertThat(ours.comments).extracting(Comment::author).containsExactly("stranger", FakeGithub.ACCOUNT);
    }

    @Test
    void issues_of_an_account_that_posted_before_are_gone_on_with() throws Exception {
        deliver(raised());
        github.login("token newer", "newer-bot");

        GithubChannel channel = channel(
                new GithubSettings.Login("newer", "", NO_APP),
                List.of(FakeGithub.ACCOUNT),
                breakage -> Optional.empty());
        assertThat(channel.deliver(grown())).isEqualTo(Outcome.DELIVERED);
        assertThat(only().comments).hasSize(1);
    }

    @Test
    void a_breakage_that_was_forgotten_and_is_raised_again_opens_its_issue_again() throws Exception {
        deliver(raised(), grown(), resolved());
        Breakage again = Breakage.newBuilder(raised())
                .setRaisedAt(Told.NOW.plus(Duration.ofDays(200)))
                .setChangedAt(clock.instant())
                .build();
        // Where its end is still what is known of it.
        GithubChannel channel = channel(TOKEN, List.of(), breakage -> Optional.of(CardCodec.card(resolved())));
        assertThat(channel.deliver(again)).isEqualTo(Outcome.DELIVERED);

        assertThat(only().state).isEqualTo("open");
        assertThat(only().comments).hasSize(3);
        assertThat(only().body).contains("change=1 stands");
        github.forget();
        deliver(again, resolved());
        assertThat(github.posted()).isEmpty();
        assertThat(only().state).isEqualTo("open");
    }

    @Test
    void an_issue_that_was_closed_when_its_text_could_not_be_changed_is_opened_by_a_relapse() throws Exception {
        deliver(raised(), grown());
        github.lose("PATCH");
        assertThat(channel().deliver(resolved())).isInstanceOf(Outcome.Failed.class);
        assertThat(only().state).isEqualTo("closed");

        deliver(relapsed()); // It is the newest by then: the end is not tried again.
        assertThat(only().state).isEqualTo("open");
    }

    @Test
    void an_issue_that_somebody_has_closed_stays_closed() throws Exception {
        deliver(raised());
        only().state = "closed";
        only().closedBy = "somebody";

        deliver(grown());
        assertThat(only().comments).hasSize(1);
        assertThat(only().state).isEqualTo("closed");
    }

    @Test
    void what_is_over_before_it_was_ever_posted_gets_no_issue() throws Exception {
        deliver(resolved());

        assertThat(github.issues()).isEmpty();
    }

    @Test
    void what_is_older_than_the_newest_change_asks_for_nothing() throws Exception {
        GithubChannel channel = channel(TOKEN, List.of(), breakage -> Optional.of(CardCodec.card(resolved())));
        assertThat(channel.deliver(grown())).isEqualTo(Outcome.DELIVERED);
        assertThat(github.asked()).isEmpty();

        deliver(raised());
        assertThat(channel.deliver(resolved())).isEqualTo(Outcome.DELIVERED);
        assertThat(only().state).isEqualTo("closed");
    }

    @Test
    void other_jobs_change_the_text_and_a_text_that_only_ends_its_lines_otherwise_is_the_same() throws Exception {
        deliver(raised());
        deliver(Told.breakage("b-1", BreakageState.RAISED, 1, "csv", "json"));
        assertThat(only().body).contains("### json");
        assertThat(only().comments).isEmpty();

        only().body = only().body.replace("\n", "\r\n") + "\r\n";
        github.forget();
        deliver(Told.breakage("b-1", BreakageState.RAISED, 1, "csv", "json"));
        assertThat(github.posted()).isEmpty();
    }

    @Test
    void an_issue_that_was_deleted_is_made_anew_as_long_as_the_breakage_stands() throws Exception {
        GithubChannel channel = channel();
        channel.deliver(raised());
        only().isGone = true;

        assertThat(channel.deliver(grown())).isEqualTo(Outcome.DELIVERED);
        assertThat(github.issues()).hasSize(2);
        github.issues().getLast().isGone = true;
        assertThat(channel.deliver(resolved())).isEqualTo(Outcome.DELIVERED);
        assertThat(github.issues()).hasSize(2);
    }

    @Test
    void a_secondary_limit_is_waited_for_as_long_as_github_says_and_meanwhile_nothing_is_asked() throws Exception {
        GithubChannel channel = channel();
        github.answer("POST", 403, Map.of("Retry-After", "120"), "You have exceeded a secondary rate limit");
        assertThat(channel.deliver(raised())).isEqualTo(new Outcome.NotYet(Duration.ofMinutes(2)));
        github.forget();

        clock.pass(Duration.ofSeconds(119));
        assertThat(channel.deliver(raised())).isEqualTo(new Outcome.NotYet(Duration.ofSeconds(1)));
        assertThat(github.asked()).isEmpty();

        clock.pass(Duration.ofSeconds(1));
        assertThat(channel.deliver(raised())).isEqualTo(Outcome.DELIVERED);
        assertThat(github.issues()).hasSize(1);
    }

    @Test
    void a_limit_that_says_no_time_is_waited_for_longer_each_time() throws Exception {
        GithubChannel channel = channel();
        github.answer("POST", 403, Map.of(), "You have exceeded a secondary rate limit. Please wait.");
        assertThat(channel.deliver(raised())).isEqualTo(new Outcome.NotYet(Duration.ofMinutes(1)));
        clock.pass(Duration.ofMinutes(1));
        github.answer("POST", 429, Map.of(), "Too many requests");
        assertThat(channel.deliver(raised())).isEqualTo(new Outcome.NotYet(Duration.ofMinutes(2)));
        clock.pass(Duration.ofMinutes(2));
        assertThat(channel.deliver(raised())).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void once_there_are_no_requests_left_nothing_is_asked_before_there_are_again() throws Exception {
        String reset = Long.toString(clock.instant().plusSeconds(600).getEpochSecond());
        github.answer(
                "GET",
                403,
                Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset),
                "API rate limit exceeded");

        assertThat(channel().deliver(raised())).isEqualTo(new Outcome.NotYet(Duration.ofMinutes(10)));
        assertThat(github.asked()).hasSize(1);
    }

    @Test
    void what_githubs_limits_allow_is_posted_and_the_rest_waits_over_a_restart() throws Exception {
        GithubChannel channel = channel();
        for (int i = 0; i < 80; i++) {
            assertThat(channel.deliver(Told.breakage("b-" + i, BreakageState.RAISED, 1, "csv")))
                    .isEqualTo(Outcome.DELIVERED);
        }
        Breakage next = Told.breakage("b-80", BreakageState.RAISED, 1, "csv");
        assertThat(channel.deliver(next)).isEqualTo(new Outcome.NotYet(Duration.ofMinutes(1)));
        github.forget();
        assertThat(channel().deliver(next)).isEqualTo(new Outcome.NotYet(Duration.ofMinutes(1)));
        assertThat(github.asked()).isEmpty();

        clock.pass(Duration.ofMinutes(1));
        assertThat(channel().deliver(next)).isEqualTo(Outcome.DELIVERED);
        assertThat(github.issues()).hasSize(81);
    }

    @Test
    void what_an_operator_has_to_mend_is_tried_again_and_says_how() throws Exception {
        assertFails(401, "Bad credentials", "(401: Bad credentials): put a token or key that holds where github.login");
        assertFails(403, "Resource not accessible", "give who posts the right to write issues in farm/tracker");
        assertFails(404, "Not Found", "GitHub has no repository farm/tracker for who posts (404: Not Found)");
        assertFails(410, "Issues are disabled", "farm/tracker has no issues (410: Issues are disabled): turn them on");
        assertFails(502, "Bad gateway", "Bad gateway");

        assertThat(channel().deliver(raised())).isEqualTo(Outcome.DELIVERED);
    }

    private void assertFails(int status, String message, String reason) throws InterruptedException {
        github.answer("POST", status, Map.of(), message);
        assertThat(channel().deliver(raised()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains(reason));
    }

    @Test
    void an_issue_that_github_does_not_take_is_refused() throws Exception {
        github.answer("POST", 422, Map.of(), "Validation Failed");
        github.answer("POST", 422, Map.of(), "Validation Failed");

        assertThat(channel().deliver(raised()))
                .isEqualTo(new Outcome.Refused("GitHub does not take it (422: Validation Failed)"));
    }

    @Test
    void labels_that_github_does_not_take_cost_no_issue() throws Exception {
        github.answer("POST", 422, Map.of(), "Validation Failed");
        deliver(raised());

        assertThat(only().labels).isEmpty();
        assertThat(only().body).contains("change=1 stands");
        assertThat(github.posted()).hasSize(2);
    }

    @Test
    void who_posts_too_quickly_waits() throws Exception {
        GithubChannel channel = channel();
        github.answer("POST", 422, Map.of(), "was submitted too quickly");
        assertThat(channel.deliver(raised())).isEqualTo(new Outcome.NotYet(Duration.ofMinutes(1)));

        clock.pass(Duration.ofMinutes(1));
        assertThat(channel.deliver(raised())).isEqualTo(Outcome.DELIVERED);
        assertThat(only().labels).containsExactly("breakage", "farm");
    }

    @Test
    void a_tracker_that_cannot_be_seen_for_a_time_makes_no_second_issue() throws Exception {
        GithubChannel channel = channel();
        channel.deliver(raised());
        github.answer("GET", 404, Map.of(), "Not Found");
        github.answer("GET", 404, Map.of(), "Not Found");
        assertThat(channel.deliver(grown())).isInstanceOf(Outcome.Failed.class);

        assertThat(channel.deliver(grown())).isEqualTo(Outcome.DELIVERED);
        assertThat(only().comments).hasSize(1);
    }

    @Test
    void a_tracker_that_was_renamed_meanwhile_is_asked_for_again() throws Exception {
        GithubChannel channel = channel();
        channel.deliver(raised());
        github.forget();
        github.answer(
                "POST", 301, Map.of("Location", github.api() + "/repos/farm/tracker/issues"), "Moved Permanently");
        assertThat(channel.deliver(Told.breakage("b-2", BreakageState.RAISED, 1, "csv")))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(github.asked()).doesNotContain("GET /repos/farm/tracker");

        assertThat(channel.deliver(Told.breakage("b-2", BreakageState.RAISED, 1, "csv")))
                .isEqualTo(Outcome.DELIVERED);
        assertThat(github.asked()).contains("GET /repos/farm/tracker");
        assertThat(github.issues()).hasSize(2);
    }

    @Test
    void a_server_that_never_answers_holds_nobody_up_for_longer_than_the_timeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String api = "http://127.0.0.1:" + silent.getLocalPort();
            Outcome outcome = channel(
                            settings(api, TOKEN, List.of(), Duration.ofMillis(300)), breakage -> Optional.empty())
                    .deliver(raised());

            assertThat(outcome).isEqualTo(Outcome.failed("GitHub did not answer within PT0.3S"));
        }
    }

    @Test
    void an_app_posts_with_tokens_that_are_renewed_before_they_end() throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), AppKeyTest.pem(AppKeyTest.pair()));
        GithubSettings.Login app = new GithubSettings.Login("", "", new GithubSettings.App("7", 42, key.toString()));
        GithubChannel channel = channel(app, List.of(), breakage -> Optional.empty());

        assertThat(channel.deliver(raised())).isEqualTo(Outcome.DELIVERED);
        assertThat(channel.deliver(grown())).isEqualTo(Outcome.DELIVERED);
        assertThat(only().author).isEqualTo("tide-app[bot]");
        assertThat(tokens()).containsExactly("token of-app-1");

        // The next life gets one that ends soon.
        github.forget();
        github.tokensExpireAt(Instant.now().plus(Duration.ofMinutes(4)));
        GithubChannel later = channel(app, List.of(), breakage -> Optional.empty());
        assertThat(later.deliver(resolved())).isEqualTo(Outcome.DELIVERED);
        assertThat(only().comments).hasSize(2);
        assertThat(tokens().size()).isGreaterThan(2);
        assertThat(tokens()).doesNotHaveDuplicates().doesNotContain("token of-app-1");
        assertThat(github.posted()).allSatisfy(request -> assertThat(request).contains("/repos/"));
    }

    private List<String> tokens() {
        return github.authorizations().stream()
                .filter(each -> each.startsWith("token "))
                .distinct()
                .toList();
    }

    @Test
    void a_token_in_a_file_may_be_replaced_at_any_time() throws Exception {
        Path file = folder.resolve("token");
        GithubChannel channel =
                channel(new GithubSettings.Login("", file.toString(), NO_APP), List.of(), breakage -> Optional.empty());
        assertThat(channel.deliver(raised()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason())
                                .contains("put it into the file that github.login.token-file names"));

        Files.writeString(file, "expired\n");
        assertThat(channel.deliver(raised()))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("401: Bad credentials"));

        Files.writeString(file, "good\n");
        assertThat(channel.deliver(raised())).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void what_is_no_token_is_told_to_nobody_and_what_to_do_is() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "sesame\nopens\n");
        for (GithubSettings.Login login : List.of(
                new GithubSettings.Login("sesame\nopens", "", NO_APP),
                new GithubSettings.Login("", file.toString(), NO_APP))) {
            GithubChannel channel = channel(login, List.of(), breakage -> Optional.empty());
            channel.greet();

            assertThat(channel.told())
                    .contains("holds no token: put one line there")
                    .doesNotContain("sesame", "opens");
            assertThat(channel.deliver(raised()))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.reason())
                                    .contains("holds no token: put one line there")
                                    .doesNotContain("sesame", "opens"));
        }
        assertThat(github.asked()).isEmpty();
    }

    @Test
    void what_is_wrong_before_github_is_reached_is_told_at_the_start() throws Exception {
        String missing = folder.resolve("missing").toString();
        GithubChannel noToken =
                channel(new GithubSettings.Login("", missing, NO_APP), List.of(), breakage -> Optional.empty());
        noToken.greet();
        assertThat(noToken.told()).contains("put it into the file that github.login.token-file names");

        GithubChannel noKey = channel(
                new GithubSettings.Login("", "", new GithubSettings.App("7", 42, missing)),
                List.of(),
                breakage -> Optional.empty());
        noKey.greet();
        assertThat(noKey.told()).contains("where github.login.app.key-file says");

        GithubChannel nobody = channel();
        github.close();
        nobody.greet();
        assertThat(nobody.told()).contains("nobody answers at 127.0.0.1").contains("correct github.api");
    }

    @Test
    void who_looks_whether_it_could_post_posts_nothing() {
        channel().greet();

        assertThat(github.asked()).containsExactly("GET /repos/farm/tracker", "GET /user");
    }
}
