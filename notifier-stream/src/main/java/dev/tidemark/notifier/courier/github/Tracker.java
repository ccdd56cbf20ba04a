package dev.tidemark.notifier.courier.github;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHException;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueBuilder;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueQueryBuilder;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHUser;
import org.kohsuke.github.PagedIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The issues of the tracker that are ours: those that our account has made and that bear a marker. All of them are listed once, and then
 * only what is new. Not searched: GitHub's index follows what was made by some time, and who looks too early makes a second one. Safe
 * for any thread.
 */
final class Tracker {

    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
    private static final int PAGE = 100;
    /** By how much clocks may differ, and lists may lag behind. */
    private static final Duration OVERLAP = Duration.ofHours(1);

    private final Access access;
    private final GithubSettings settings;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** By breakage, the number of its issue. */
    private final Map<String, Integer> numbers = new HashMap<>();

    private List<String> accounts = List.of();
    private Instant listed = Instant.EPOCH;
    private @Nullable GHRepository repository;

    Tracker(Access access, GithubSettings settings, InstantSource clock) {
        this.access = access;
        this.settings = settings;
        this.clock = clock;
    }

    /** Who posts, as GitHub knows them. Asks GitHub the first time, as for whether there is such a repository. */
    String account() throws IOException {
        lock.lock();
        try {
            GHRepository unused = repository();
            return accounts().getFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Something went wrong: the repository may have another name by now, which GitHub tells only who asks for it. */
    void lookAgain() {
        lock.lock();
        try {
            repository = null;
        } finally {
            lock.unlock();
        }
    }

    private GHRepository repository() throws IOException {
        GHRepository known = repository;
        if (known == null) {
            known = access.gitHub().getRepository(settings.repository());
            repository = known;
        }
        return known;
    }

    private List<String> accounts() throws IOException {
        if (accounts.isEmpty()) {
            List<String> ours = new ArrayList<>();
            ours.add(access.account().name());
            ours.addAll(settings.formerAccounts());
            accounts = List.copyOf(ours);
        }
        return accounts;
    }

    /** The issue of a breakage. */
    Optional<GHIssue> find(String breakage) throws IOException {
        lock.lock();
        try {
            if (!numbers.containsKey(breakage)) {
                list();
            }
            @Nullable Integer number = numbers.get(breakage);
            return number == null ? Optional.empty() : Optional.of(repository().getIssue(number));
        } catch (IOException e) {
            if (!Faults.isGone(e) || !numbers.containsKey(breakage)) {
                throw e;
            }
            // The issue was deleted or moved, or all of the tracker is away: only a list can tell.
            numbers.clear();
            listed = Instant.EPOCH;
            list();
            @Nullable Integer number = numbers.get(breakage);
            return number == null ? Optional.empty() : Optional.of(repository().getIssue(number));
        } finally {
            lock.unlock();
        }
    }

    /** Of two issues of one breakage the older one counts. */
    private void list() throws IOException {
        Instant now = clock.instant();
        for (String account : accounts()) {
            GHIssueQueryBuilder query =
                    repository().queryIssues().creator(account).state(GHIssueState.ALL);
            if (listed.isAfter(Instant.EPOCH)) {
                query = query.since(listed.minus(OVERLAP).toEpochMilli());
            }
            boolean unused = any(query.list(), issue -> {
                marker(issue).ifPresent(marker -> numbers.merge(marker.breakage(), issue.getNumber(), Math::min));
                return false;
            });
        }
        listed = now;
    }

    static Optional<Marker> marker(GHIssue issue) {
        return issue.isPullRequest() ? Optional.empty() : Marker.in(text(issue.getBody()));
    }

    /** What nothing was written into is null. */
    static String text(@Nullable String body) {
        return body == null ? "" : body;
    }

    private static <T> boolean any(PagedIterable<T> all, Predicate<T> isMeant) throws IOException {
        try {
            for (T each : all.withPageSize(PAGE)) {
                if (isMeant.test(each)) {
                    return true;
                }
            }
            return false;
        } catch (GHException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
    }

    /**
     * Whether a comment of ours tells of a change.
     *
     * @param since when the change was; older comments are not looked at
     */
    boolean tells(GHIssue issue, Marker change, Instant since) throws IOException {
        PagedIterable<GHIssueComment> comments = issue.queryComments()
                .since(Math.max(0, since.minus(OVERLAP).toEpochMilli()))
                .list();
        List<String> ours = accounts();
        return any(
                comments,
                comment -> ours.stream().anyMatch(author(comment)::equalsIgnoreCase)
                        && Marker.in(text(comment.getBody()))
                                .filter(change::equals)
                                .isPresent());
    }

    /** Whether an account of ours has closed an issue that is closed. */
    boolean hasClosed(GHIssue issue) throws IOException {
        @Nullable GHUser by = issue.getClosedBy();
        return by != null && accounts().stream().anyMatch(by.getLogin()::equalsIgnoreCase);
    }

    /** The account alone: who asks for the user makes a request for each that has ever commented. */
    @SuppressWarnings("deprecation")
    private static String author(GHIssueComment comment) {
        return comment.getUserName();
    }

    /** Makes the issue of a breakage; without labels where GitHub does not take it with them, since what is told matters more. */
    void create(String breakage, String title, String body) throws IOException {
        int number;
        try {
            number = created(title, body, settings.labels());
        } catch (IOException e) {
            if (!Faults.isInvalid(e) || settings.labels().isEmpty()) {
                throw e;
            }
            number = created(title, body, List.of());
            LOG.atWarn()
                    .addKeyValue("tracker", settings.repository())
                    .addKeyValue("labels", settings.labels())
                    .addKeyValue("reason", Faults.words(e))
                    .log("GitHub takes no issue with these labels, and one without them: correct github.labels");
        }
        if (number <= 0) {
            throw new IOException("GitHub's answer has no issue in it");
        }
        lock.lock();
        try {
            numbers.put(breakage, number);
        } finally {
            lock.unlock();
        }
    }

    private int created(String title, String body, List<String> labels) throws IOException {
        GHIssueBuilder issue = repository().createIssue(title).body(body);
        labels.forEach(issue::label);
        return issue.create().getNumber();
    }
}
