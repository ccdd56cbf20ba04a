package dev.tidemark.cli.courier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.cli.command.ExitCodes;
import dev.tidemark.github.testing.FakeGithub;
import dev.tidemark.github.testing.Hold;
import dev.tidemark.notifier.codec.Wish;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.DigestKind;
import dev.tidemark.schemas.event.FollowKind;
import dev.tidemark.schemas.event.FollowRule;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.TellingPace;
import dev.tidemark.schemas.event.Wave;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What breaks reaches people by every way, once, from a real broker and a notifier that is killed and started again. Each test has a set
 * and people of its own.
 */
final class CouriersIT {

    private static final Logger LOG = LoggerFactory.getLogger(CouriersIT.class);
    private static final int BLOCKED = 5_000;
    private static final int PEOPLE = 300;

    @TempDir
    private static Path folder;

    private static NotifierFarm farm;
    private static Deliveries told;

    @SuppressWarnings("NullAway.Init") // JUnit starts the farm before the first test.
    CouriersIT() {}

    @BeforeAll
    static void start() throws Exception {
        farm = new NotifierFarm(folder);
        farm.start(List.of("ada", "bea", "ben", "cas", "dan", "eve", "fay", "gus", "hal"));
        told = new Deliveries(farm);
    }

    @AfterAll
    static void stop() {
        farm.close();
    }

    @Test
    void a_breakage_reaches_every_channel_once_and_events_go_on_where_they_were_cut() throws Exception {
        Judged once = new Judged("once");
        String events = farm.url("/events");
        EventFollower.Event last;
        Breakage csv;
        try (EventFollower theirs =
                        EventFollower.open(farm.client(), events + "?package=once:c*&person=ada&scope=words", null);
                EventFollower others = EventFollower.open(farm.client(), events + "?package=once:json", null)) {
            assertThat(theirs.next().data()).isEmpty();
            assertThat(others.next().data()).isEmpty();

            csv = told.raise(once, "csv", "ada");

            last = theirs.next();
            assertThat(last.json().path("breakage").textValue()).isEqualTo(csv.getBreakage());
            assertThat(last.json().path("state").textValue()).isEqualTo("RAISED");
            HookServer.Call call = told.awaitCall("ada", csv);
            assertThat(call.body()).startsWith("{\"type\":\"tidemark.inbox.message\",");
            assertMail(told.awaitMail("ada", csv), call.id(), csv);
            assertThat(told.awaitIssue(csv).title).isEqualTo("csv is broken by textkit 2.0");
            told.awaitFeed("ada", csv, BreakageState.RAISED);
            Breakage json = told.raise(once, "json", "ada");
            assertThat(others.next().json().path("breakage").textValue()).isEqualTo(json.getBreakage());
        }

        told.resolve(once, "csv", "ada");
        try (EventFollower again =
                EventFollower.open(farm.client(), events + "?package=once:c*&person=ada", last.id())) {
            assertThat(again.next()).isEqualTo(new EventFollower.Event(last.id(), "", ""));
            EventFollower.Event missed = again.next();
            assertThat(missed.json().path("breakage").textValue()).isEqualTo(csv.getBreakage());
            assertThat(missed.json().path("state").textValue()).isEqualTo("RESOLVED");
        }
        told.awaitFeed("ada", csv, BreakageState.RESOLVED);
        // What is said to a person may wait for more.
        NotifierFarm.await(
                "the mail that it is over", () -> told.mails("ada", csv).size() > 1);
        NotifierFarm.await(
                "the call that it is over", () -> told.calls("ada", csv).size() > 1);
        told.awaitDelivered();
        assertThat(told.mails("ada", csv)).hasSize(2);
        assertThat(told.calls("ada", csv)).hasSize(2);
        FakeGithub.Issue issue = told.awaitIssue(csv);
        assertThat(issue.comments).hasSize(1);
        assertThat(issue.state).isEqualTo("closed");
        told.assertNothingElseTwice();
    }

    @Test
    void who_is_killed_before_it_notes_what_it_sent_sends_that_again_by_the_same_name_and_posts_no_second_issue()
            throws Exception {
        Judged killed = new Judged("killed");
        told.awaitEverywhere("bea", told.raise(killed, "before", "bea"));
        told.awaitDelivered();
        Hold mail = farm.mail().hold();
        Hold call = farm.hooks().hold();
        Hold issue = farm.github().hold("POST");
        Breakage csv = told.raise(killed, "csv", "bea");
        mail.await();
        call.await();
        issue.await();

        farm.killNotifier();
        List.of(mail, call, issue).forEach(Hold::release);
        farm.startNotifier();

        NotifierFarm.await("mail again", () -> told.mails("bea", csv).size() == 2);
        NotifierFarm.await("a call again", () -> told.calls("bea", csv).size() == 2);
        told.awaitEverywhere("bea", told.raise(killed, "after", "bea"));
        told.awaitDelivered();
        String name = told.calls("bea", csv).getFirst().id();
        told.killedOver("bea", name);
        assertThat(told.issue(csv)).isPresent();
        told.assertNothingElseTwice();
    }

    @Test
    void who_is_killed_before_it_knows_that_a_comment_is_there_posts_no_second_one() throws Exception {
        Judged comment = new Judged("comment");
        Breakage csv = told.raise(comment, "csv", "ben");
        told.awaitEverywhere("ben", csv);
        Hold posted = farm.github().hold("POST");
        told.resolve(comment, "csv", "ben");
        posted.await();
        NotifierFarm.await("mail of the end", () -> told.mails("ben", csv).size() == 2);
        NotifierFarm.await("a call of the end", () -> told.calls("ben", csv).size() == 2);
        farm.awaitDone(NotifierFarm.MAIL_COURIER, Topics.INBOX);
        farm.awaitDone(NotifierFarm.WEBHOOK_COURIER, Topics.INBOX);

        farm.killNotifier();
        posted.release();
        farm.startNotifier();

        told.awaitEverywhere("ben", told.raise(comment, "after", "ben"));
        told.awaitDelivered();
        FakeGithub.Issue issue = told.issue(csv).orElseThrow();
        assertThat(issue.comments).hasSize(1);
        assertThat(issue.state).isEqualTo("closed");
        told.assertNothingElseTwice();
    }

    @Test
    void one_click_in_a_mail_ends_mail_and_leaves_the_feed() throws Exception {
        Judged click = new Judged("click");
        MimeMessage first = told.awaitMail("cas", told.raise(click, "first", "cas"));
        String link = first.getHeader("List-Unsubscribe")[0].replaceAll("[<>]", "");

        HttpResponse<String> answer = farm.client()
                .send(
                        HttpRequest.newBuilder(URI.create(link))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Breakage second = told.raise(click, "second", "cas");
        told.awaitFeed("cas", second, BreakageState.RAISED);
        told.awaitCall("cas", second);
        told.awaitDelivered();
        assertThat(told.mails("cas", second)).isEmpty();
        assertThat(farm.say("subscribe", "list", "cas")).contains("webhook").doesNotContain("mail");
        told.assertNothingElseTwice();
    }

    @Test
    void after_a_restart_of_everything_nothing_is_sent_again() throws Exception {
        Judged restarted = new Judged("restarted");
        told.awaitEverywhere("dan", told.raise(restarted, "before", "dan"));
        told.awaitDelivered();
        Map<String, Long> before = told.sent();

        farm.restartAll();

        Breakage after = told.raise(restarted, "after", "dan");
        told.awaitEverywhere("dan", after);
        told.awaitDelivered();
        Map<String, Long> news = told.sent();
        assertThat(news).containsAllEntriesOf(before);
        news.keySet().removeAll(before.keySet());
        String name = told.calls("dan", after).getFirst().id();
        assertThat(news)
                .containsOnly(
                        entry(Deliveries.called("dan", name), 1L),
                        entry(Deliveries.mailed("dan", name), 1L),
                        entry("an issue says " + after.getBreakage(), 1L));
    }

    @Test
    void one_root_with_thousands_behind_it_is_one_message_to_who_can_act_and_a_line_to_the_others() throws Exception {
        Judged large = new Judged("large");
        List<String> others =
                IntStream.range(0, PEOPLE).mapToObj("person-%03d"::formatted).toList();
        farm.write(
                Topics.SUBSCRIPTION,
                Subscription.class,
                others.stream().map(CouriersIT::whenTheWaveIsOver).toList());
        farm.awaitDone(NotifierFarm.NOTIFIER, Topics.SUBSCRIPTION);
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < BLOCKED; i++) {
            jobs.add(large.blocked("behind-%04d".formatted(i), "csv", others.get(i % PEOPLE)));
        }
        jobs.add(large.regressed("csv", "eve"));
        farm.write(Topics.JOB, Job.class, jobs);
        long judged = System.nanoTime();
        NotifierFarm.await("mail", () -> !farm.mail().of("eve").isEmpty());
        LOG.atInfo()
                .addKeyValue("blocked", BLOCKED)
                .addKeyValue("people", PEOPLE)
                .addKeyValue("after", Duration.ofNanos(System.nanoTime() - judged))
                .log("a message has come after the last judgement");

        assertThat(farm.breakages("large"))
                .extracting(Breakage::getState, Breakage::getRegressedCount, Breakage::getBlockedCount)
                .containsExactly(tuple(BreakageState.RAISED, 1, BLOCKED));
        Breakage csv = farm.breakages("large").getFirst();
        farm.write(Topics.WAVE, Wave.class, List.of(large.over()));
        NotifierFarm.await(
                "a digest for each", () -> told.of(csv, InboxKind.DIGEST).size() >= PEOPLE);
        assertToldOnce(csv, others);

        farm.killNotifier();
        farm.startNotifier();
        told.awaitEverywhere("eve", told.raise(large, "after", "eve"));
        told.awaitDelivered();
        assertToldOnce(csv, others);
        assertThat(told.mails("eve", csv)).hasSize(1);
        told.assertNothingElseTwice();
    }

    private static Subscription whenTheWaveIsOver(String person) {
        return Subscription.newBuilder()
                .setPerson(person)
                .setRule(Wish.follow(FollowKind.BLOCKED, ""))
                .setFollow(new FollowRule(FollowKind.BLOCKED, "", TellingPace.PER_WAVE))
                .setBy(person)
                .setAt(Instant.EPOCH)
                .build();
    }

    /** A message for each who can act, a digest's line for each of the others, and all of it in their feeds. */
    private static void assertToldOnce(Breakage breakage, List<String> others) {
        List<String> act = List.of("eve", Judged.PUBLISHER);
        assertThat(told.of(breakage, InboxKind.MESSAGE))
                .extracting(InboxEntry::getPerson)
                .containsExactlyInAnyOrderElementsOf(act);
        assertThat(told.of(breakage, InboxKind.DIGEST))
                .allSatisfy(digest -> {
                    assertThat(digest.getDigest()).contains(DigestKind.WAVE);
                    assertThat(digest.getConcerns()).hasSize(1);
                })
                .extracting(InboxEntry::getPerson)
                .containsExactlyInAnyOrderElementsOf(others);
        assertThat(told.of(breakage, InboxKind.NOTE))
                .extracting(InboxEntry::getPerson)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(act.stream(), others.stream()).toList());
    }

    @Test
    void breakages_are_listed_and_shown() throws Exception {
        Judged shown = new Judged("shown");
        String id = told.raise(shown, "csv", "fay").getBreakage();

        assertThat(farm.say(ExitCodes.RED, "breakage", "list", "shown:c*"))
                .contains(id, "RAISED", "csv", "textkit 2.0");
        assertThat(farm.say(ExitCodes.RED, "breakage", "list", "--person", "fay"))
                .contains(id);
        assertThat(farm.say(ExitCodes.OK, "breakage", "list", "shown:json")).isEqualTo("No breakage stands.");
        assertThat(farm.say("breakage", "show", id))
                .contains(id + "  RAISED", "textkit 1.1 → 2.0, published by watcher", "no member named csv")
                .containsPattern("can act +fay, watcher");
        told.resolve(shown, "csv", "fay");
        NotifierFarm.await(
                "it is over", () -> farm.breakages("shown").getFirst().getState() == BreakageState.RESOLVED);
        assertThat(farm.say("breakage", "list", "shown:c*")).isEqualTo("No breakage stands.");
        assertThat(farm.say("breakage", "list", "shown:c*", "--resolved")).contains(id, "RESOLVED");
    }

    @Test
    void who_watches_sees_the_breakages_of_what_they_named_as_they_change() throws Exception {
        Judged watched = new Judged("watched");
        String first = told.raise(watched, "lib-a", "ivy").getBreakage();
        try (TidemarkProcess watch = farm.begin("breakage", "watch", "watched:lib*", "--from", "beginning")) {
            watch.await("what there is", printed -> printed.contains("BREAKAGE " + first));

            String other = told.raise(watched, "tool", "ivy").getBreakage();
            String second = told.raise(watched, "lib-b", "ivy").getBreakage();
            told.resolve(watched, "lib-a", "ivy");

            watch.await("what is new", printed -> printed.contains("BREAKAGE " + second));
            watch.await(
                    "what is over",
                    printed -> printed.lines().anyMatch(line -> line.contains("RESOLVED") && line.contains(first)));
            assertThat(watch.output()).doesNotContain(other);
        }
    }

    @Test
    void what_is_muted_is_in_the_feed_and_in_no_message() throws Exception {
        Judged muted = new Judged("muted");
        Breakage csv = told.raise(muted, "csv", "gus");
        told.awaitMail("gus", csv);
        told.awaitCall("gus", csv);
        String wish = "mute:breakage:" + csv.getBreakage();

        assertThat(farm.say(
                        "mute", "gus", "--breakage", csv.getBreakage(), "--for", "14d", "--reason", "upstream knows"))
                .contains("noted: " + wish);

        assertThat(farm.say("subscribe", "list", "gus"))
                .containsPattern(wish + " +until ")
                .containsPattern("mail +on");
        farm.awaitDone(NotifierFarm.NOTIFIER, Topics.SUBSCRIPTION);
        told.resolve(muted, "csv", "gus");
        told.awaitFeed("gus", csv, BreakageState.RESOLVED);
        Breakage other = told.raise(muted, "other", "gus");
        told.awaitMail("gus", other);
        told.awaitCall("gus", other);
        told.awaitDelivered();
        assertThat(told.mails("gus", csv)).hasSize(1);
        assertThat(told.calls("gus", csv)).hasSize(1);
        told.assertNothingElseTwice();
    }

    @Test
    void who_takes_the_wish_for_mail_back_gets_none() throws Exception {
        Judged back = new Judged("back");
        told.awaitMail("hal", told.raise(back, "csv", "hal"));

        assertThat(farm.say("subscribe", "remove", "hal", "mail")).isEqualTo("taken back: mail");

        assertThat(farm.say("subscribe", "list", "hal")).contains("webhook").doesNotContain("mail");
        // The courier hears of it on its own way: what is told before that may still be sent.
        int tools = 0;
        Breakage last;
        do {
            assertThat(tools).as("breakages mailed since").isLessThan(20);
            last = told.raise(back, "tool-" + tools++, "hal");
            told.awaitCall("hal", last);
            told.awaitDelivered();
        } while (!told.mails("hal", last).isEmpty());
        told.assertNothingElseTwice();
    }

    private static void assertMail(MimeMessage mail, String name, Breakage breakage)
            throws MessagingException, IOException {
        assertThat(mail.getMessageID()).isEqualTo("<" + name + "@t.example.org>");
        assertThat(mail.getHeader("List-Unsubscribe")[0]).startsWith("<" + farm.url("/wishes/"));
        assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getBodyPart(0).isMimeType("text/plain")).isTrue();
        assertThat((String) parts.getBodyPart(0).getContent()).contains("error: no member named csv");
        assertThat(parts.getBodyPart(1).isMimeType("text/html")).isTrue();
        assertThat((String) parts.getBodyPart(1).getContent())
                .contains("href=\"" + farm.url("/breakages/" + breakage.getBreakage()) + "\"");
    }
}
