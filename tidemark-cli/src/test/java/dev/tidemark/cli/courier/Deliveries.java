package dev.tidemark.cli.courier;

import static org.assertj.core.api.Assertions.assertThat;

import com.rometools.rome.feed.synd.SyndEntry;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SyndFeedInput;
import dev.tidemark.github.testing.FakeGithub;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.Job;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** What breaks in a farm, and what comes of it by each way. */
final class Deliveries {

    private final NotifierFarm farm;
    /** What was sent again, since a notifier was killed before it had noted it. */
    private final Set<String> again = new TreeSet<>();

    Deliveries(NotifierFarm farm) {
        this.farm = farm;
    }

    /** Breaks something, and returns once it is told. */
    Breakage raise(Judged judged, String attribute, String... maintainers) throws Exception {
        farm.write(Topics.JOB, Job.class, List.of(judged.regressed(attribute, maintainers)));
        AtomicReference<Optional<Breakage>> raised = new AtomicReference<>(Optional.empty());
        NotifierFarm.await(attribute + " is told of", () -> {
            raised.set(farm.breakages(judged.set()).stream()
                    .filter(breakage -> breakage.getRegressed().stream()
                            .anyMatch(job -> job.getJob().getAttribute().equals(attribute)))
                    .findFirst());
            return raised.get().isPresent();
        });
        return raised.get().orElseThrow();
    }

    void resolve(Judged judged, String attribute, String... maintainers) throws Exception {
        farm.write(Topics.JOB, Job.class, List.of(judged.succeeded(attribute, maintainers)));
    }

    void awaitEverywhere(String person, Breakage breakage) throws Exception {
        NotifierFarm.await("mail", () -> !mails(person, breakage).isEmpty());
        NotifierFarm.await("a call", () -> !calls(person, breakage).isEmpty());
        NotifierFarm.await("an issue", () -> issue(breakage).isPresent());
        awaitFeed(person, breakage, BreakageState.RAISED);
    }

    MimeMessage awaitMail(String person, Breakage breakage) throws Exception {
        NotifierFarm.await("mail", () -> !mails(person, breakage).isEmpty());
        return mails(person, breakage).getFirst();
    }

    HookServer.Call awaitCall(String person, Breakage breakage) throws Exception {
        NotifierFarm.await("a call", () -> !calls(person, breakage).isEmpty());
        return calls(person, breakage).getFirst();
    }

    FakeGithub.Issue awaitIssue(Breakage breakage) throws Exception {
        NotifierFarm.await("an issue", () -> issue(breakage).isPresent());
        return issue(breakage).orElseThrow();
    }

    void awaitFeed(String person, Breakage breakage, BreakageState state) throws Exception {
        NotifierFarm.await(
                "a feed with it",
                () -> inFeed(person, breakage).filter(state.name()::equals).isPresent());
    }

    /** How it stands in somebody's feed, as a program reads that. */
    private Optional<String> inFeed(String person, Breakage breakage)
            throws IOException, InterruptedException, FeedException {
        String feed = farm.get(farm.url("/feeds/maintainers/%s.atom".formatted(person)))
                .body();
        List<SyndEntry> entries = new SyndFeedInput()
                .build(new StringReader(feed)).getEntries().stream()
                        .filter(entry -> entry.getUri().equals("urn:tidemark:breakage:" + breakage.getBreakage()))
                        .toList();
        assertThat(entries).hasSizeLessThanOrEqualTo(1);
        return entries.stream()
                .map(entry -> entry.getCategories().getFirst().getName())
                .findFirst();
    }

    /** Waits until the couriers are done with all that there is. */
    void awaitDelivered() throws Exception {
        farm.awaitDone(NotifierFarm.MAIL_COURIER, Topics.INBOX);
        farm.awaitDone(NotifierFarm.WEBHOOK_COURIER, Topics.INBOX);
        farm.awaitDone(NotifierFarm.GITHUB_COURIER, Topics.BREAKAGE);
    }

    /** What has come for somebody about a breakage. */
    List<MimeMessage> mails(String person, Breakage breakage) throws MessagingException {
        List<MimeMessage> about = new ArrayList<>();
        for (MimeMessage mail : farm.mail().of(person)) {
            if (mail.getHeader("References")[0].equals("<" + breakage.getBreakage() + "@t.example.org>")) {
                about.add(mail);
            }
        }
        return about;
    }

    List<HookServer.Call> calls(String person, Breakage breakage) {
        return farm.hooks().of(person).stream()
                .filter(call -> call.body().contains("\"breakage\":\"" + breakage.getBreakage() + "\""))
                .toList();
    }

    Optional<FakeGithub.Issue> issue(Breakage breakage) {
        return farm.github().issues().stream()
                .filter(issue -> issue.body.contains(" breakage=" + breakage.getBreakage() + " "))
                .findFirst();
    }

    /** How often each mail, call, issue and comment has come. */
    Map<String, Long> sent() throws MessagingException {
        List<String> all = new ArrayList<>();
        for (MimeMessage mail : farm.mail().all()) {
            String to = ((InternetAddress) mail.getAllRecipients()[0]).getAddress();
            all.add("%s is sent %s".formatted(to.replaceFirst("@.*", ""), mail.getMessageID()));
        }
        farm.hooks().all().forEach(call -> all.add(called(call.person(), call.id())));
        farm.github().issues().forEach(issue -> {
            all.add("an issue says " + issue.body.replaceFirst("(?s).* breakage=(\\S+) .*", "$1"));
            issue.comments.forEach(comment -> all.add(
                    "a comment says " + comment.body().lines().findFirst().orElse("")));
        });
        return all.stream().collect(Collectors.groupingBy(each -> each, TreeMap::new, Collectors.counting()));
    }

    /** A notifier was killed over a message to somebody, which is sent to them twice therefore. */
    void killedOver(String person, String name) {
        again.addAll(List.of(called(person, name), mailed(person, name)));
    }

    static String called(String person, String name) {
        return "%s is called %s".formatted(person, name);
    }

    static String mailed(String person, String name) {
        return "%s is sent <%s@t.example.org>".formatted(person, name);
    }

    /** What was sent twice is what a notifier was killed over. */
    void assertNothingElseTwice() throws MessagingException {
        assertThat(farm.hooks().refused()).isEmpty();
        assertThat(sent())
                .allSatisfy((what, often) -> assertThat(often).as(what).isEqualTo(again.contains(what) ? 2 : 1));
    }

    /** What people were told of a breakage. */
    List<InboxEntry> of(Breakage breakage, InboxKind kind) {
        return farm.inbox().stream()
                .filter(entry -> entry.getKind() == kind)
                .filter(entry -> entry.getConcerns().stream()
                        .flatMap(concern -> concern.getBreakage().stream())
                        .anyMatch(about -> about.getBreakage().equals(breakage.getBreakage())))
                .toList();
    }
}
