package dev.tidemark.notifier.courier.github;

import dev.tidemark.notifier.codec.CardCodec;
import dev.tidemark.notifier.codec.IssueCodec;
import dev.tidemark.notifier.courier.Channel;
import dev.tidemark.notifier.courier.Outcome;
import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.IssueLetter;
import dev.tidemark.schemas.event.Breakage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts breakages to a tracker: an issue each, a comment for each change of state, closed when the breakage is no more and opened again
 * when it is back. What is there already is not posted again, whoever was killed when: a marker says what is.
 */
public final class GithubChannel implements Channel<Breakage> {

    private static final Logger LOG = LoggerFactory.getLogger(GithubChannel.class);

    private final GithubSettings settings;
    private final IssueCodec letters;
    private final Function<String, Optional<BreakageCard>> newest;
    private final Quota quota;
    private final Tracker tracker;
    /** So that each fault is told once. */
    private final AtomicReference<String> told = new AtomicReference<>("");

    /**
     * @param newest by breakage, the newest of it that is known. What is older is passed over, since the newest says it all.
     * @param stateFolder where it notes how much it has posted
     */
    public GithubChannel(
            GithubSettings settings,
            IssueCodec letters,
            Function<String, Optional<BreakageCard>> newest,
            Path stateFolder,
            InstantSource clock) {
        this.settings = settings;
        this.letters = letters;
        this.newest = newest;
        this.quota = new Quota(stateFolder.resolve("github-requests"), settings.limits(), clock);
        this.tracker = new Tracker(
                Access.of(settings, new PacedConnector(new OnceConnector(settings.timeout()), quota, clock), clock),
                settings,
                clock);
    }

    /** Asks GitHub whether it could post, so that the log says at once what an operator has to do. */
    public void greet() {
        try {
            LOG.atInfo()
                    .addKeyValue("tracker", settings.repository())
                    .addKeyValue("account", tracker.account())
                    .log("breakages are posted as issues");
        } catch (HeldOff e) {
            LOG.atInfo()
                    .addKeyValue("tracker", settings.repository())
                    .addKeyValue("pause", e.pause())
                    .log("whether breakages can be posted as issues is not known before GitHub takes more");
        } catch (IOException e) {
            tell(Faults.ofStart(e, settings.repository()));
        } catch (RuntimeException e) { // A thread's edge.
            LOG.atError()
                    .addKeyValue("tracker", settings.repository())
                    .setCause(e)
                    .log("whether breakages can be posted as issues is not known");
        }
    }

    @Override
    public Outcome deliver(Breakage event) throws InterruptedException {
        BreakageCard card = CardCodec.card(event);
        Marker marker = Marker.of(card);
        if (newest.apply(event.getBreakage())
                .filter(known -> Marker.of(known).isNewerThan(marker))
                .isPresent()) {
            return Outcome.DELIVERED;
        }
        Duration pause = quota.pause();
        if (pause.isPositive()) {
            return new Outcome.NotYet(pause); // Before anything is asked in vain.
        }
        try {
            post(marker, letters.letter(event));
            told.set("");
            return Outcome.DELIVERED;
        } catch (HeldOff e) {
            return new Outcome.NotYet(e.pause());
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the courier is stopping");
            }
            tracker.lookAgain();
            Faults.ofTracker(e, settings.repository()).ifPresent(this::tell);
            return Faults.outcome(e, settings.repository());
        }
    }

    /** What an operator was told last; empty once GitHub takes something. */
    String told() {
        return told.get();
    }

    /** A request: the next one is not sent any more. */
    @Override
    public Duration bound() {
        Duration least = Channel.super.bound();
        return settings.timeout().compareTo(least) > 0 ? settings.timeout() : least;
    }

    /** Once for each fault, and not for each breakage. */
    private void tell(String fault) {
        if (!fault.equals(told.getAndSet(fault))) {
            LOG.atError().addKeyValue("tracker", settings.repository()).log(fault);
        }
    }

    private void post(Marker marker, IssueLetter letter) throws IOException {
        Optional<GHIssue> issue = tracker.find(marker.breakage());
        String body = marker.line() + letter.body();
        for (Step step : Step.towards(marker, posted(issue, marker, body, letter))) {
            switch (step) {
                case CREATE -> tracker.create(marker.breakage(), letter.title(), body);
                case COMMENT -> {
                    var unused = issue.orElseThrow().comment(marker.line() + letter.comment());
                }
                case CLOSE -> issue.orElseThrow().close();
                case REOPEN -> issue.orElseThrow().reopen();
                case REWRITE -> issue.orElseThrow().setBody(body);
            }
        }
    }

    private Optional<Step.Posted> posted(Optional<GHIssue> issue, Marker wanted, String body, IssueLetter letter)
            throws IOException {
        if (issue.isEmpty()) {
            return Optional.empty();
        }
        GHIssue is = issue.get();
        Marker says = Tracker.marker(is).orElse(Marker.none(wanted.breakage()));
        return Optional.of(new Step.Posted(
                says,
                is.getState() == GHIssueState.OPEN,
                tracker.hasClosed(is),
                wanted.isNewerThan(says) && tracker.tells(is, wanted, letter.at()),
                normal(Tracker.text(is.getBody())).equals(normal(body))));
    }

    /** Ends of lines are whatever who edited it last has sent. */
    private static String normal(String text) {
        return text.replace("\r\n", "\n").strip();
    }
}
