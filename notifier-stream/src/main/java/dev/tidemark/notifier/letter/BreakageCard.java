package dev.tidemark.notifier.letter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A breakage as people read it. Every text is clean: of bounded length and without anything that would control a terminal.
 *
 * @param name identity and state
 * @param blamed the bumps to blame
 * @param broken the first jobs that regressed
 * @param brokenCount how many regressed
 * @param blocked attributes of the first jobs that are blocked
 * @param blockedCount how many are blocked
 * @param act who can act
 * @param knowCount how many others maintain what is blocked
 * @param times when
 * @param ending why it is no more, or the answer that holds; empty when there is neither
 */
public record BreakageCard(
        Name name,
        List<BlamedBump> blamed,
        List<BrokenJob> broken,
        int brokenCount,
        List<String> blocked,
        int blockedCount,
        List<String> act,
        int knowCount,
        Times times,
        Optional<String> ending) {

    public BreakageCard {
        blamed = List.copyOf(blamed);
        broken = List.copyOf(broken);
        blocked = List.copyOf(blocked);
        act = List.copyOf(act);
    }

    /** What became of it last. */
    public enum Became {
        RAISED,
        GROWN,
        RESOLVED,
        RELAPSED
    }

    /**
     * What it is called.
     *
     * @param id its identity
     * @param set its set
     * @param wave the newest wave that has it
     * @param waves all that had it, as far as that is kept
     * @param scopes the operator's names for where it is
     * @param became what became of it last
     * @param change which change that was
     */
    public record Name(
            String id, String set, String wave, List<String> waves, List<String> scopes, Became became, int change) {
        public Name {
            waves = List.copyOf(waves);
            scopes = List.copyOf(scopes);
        }
    }

    /** A bump to blame. */
    public record BlamedBump(String attribute, String from, String to, String publisher) {}

    /**
     * A job that regressed.
     *
     * @param what what it is
     * @param path attributes from the bump to it
     * @param failure how it failed
     * @param maintainers who maintains it
     * @param isGoodWithout whether it is built without the bump; no where the set has it only with the bump
     * @param changed what changed among its inputs since it was last green
     */
    public record BrokenJob(
            What what,
            List<String> path,
            HowItFailed failure,
            List<String> maintainers,
            boolean isGoodWithout,
            List<String> changed) {
        public BrokenJob {
            path = List.copyOf(path);
            maintainers = List.copyOf(maintainers);
            changed = List.copyOf(changed);
        }
    }

    /** A package that was built. */
    public record What(String attribute, String version, String system) {}

    /**
     * How it failed.
     *
     * @param kind the kind of failure, in small letters
     * @param message one sentence
     * @param agent where it failed last
     * @param agents where it failed at all, each once, in the order of the tries
     * @param tries how often it was tried
     * @param log the log's last lines
     * @param logHash names the whole log; empty when none was kept
     */
    public record HowItFailed(
            String kind,
            String message,
            String agent,
            List<String> agents,
            int tries,
            List<String> log,
            Optional<String> logHash) {
        public HowItFailed {
            agents = List.copyOf(agents);
            log = List.copyOf(log);
        }
    }

    /** When. */
    public record Times(Instant raised, Instant changed, Instant due) {}

    /** Whether it is no more. */
    public boolean isResolved() {
        return name.became() == Became.RESOLVED;
    }

    /** What happened, in a line. */
    public String title() {
        String what = broken.isEmpty() ? "Something" : broken.getFirst().what().attribute();
        int more = brokenCount - 1;
        String all = more > 0 ? "%s and %d more".formatted(what, more) : what;
        String are = more > 0 ? "are" : "is";
        String by =
                blamed.stream().map(bump -> bump.attribute() + " " + bump.to()).collect(Collectors.joining(" and "));
        return switch (name.became()) {
            case RAISED -> "%s %s broken by %s".formatted(all, are, by);
            case GROWN -> "%s %s still broken with %s".formatted(all, are, by);
            case RELAPSED -> "%s %s broken again by %s".formatted(all, are, by);
            case RESOLVED -> "%s %s no longer broken by %s".formatted(all, are, by);
        };
    }

    /** The same as long as the breakage lives: what a thread of messages is called. */
    public String thread() {
        String what = broken.isEmpty() ? "Something" : broken.getFirst().what().attribute();
        return "%s and %s"
                .formatted(what, blamed.stream().map(BlamedBump::attribute).collect(Collectors.joining(", ")));
    }
}
