package dev.tidemark.cli.farm;

import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.notifier.codec.ChangedInputs;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BaselineResult;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.identity.Glob;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where people see a farm's breakages. */
public final class BreakageDesk {

    private static final int INDENT = 15;
    private static final int LOG_WIDTH = 62;

    private final FarmTopic<Breakage> breakages;

    public BreakageDesk(FarmSettings farm) {
        this.breakages = new FarmTopic<>(farm, Topics.BREAKAGE, Breakage.class);
    }

    /**
     * Which breakages are meant.
     *
     * @param packages what regressed, was bumped or is blocked, with or without its set: {@code nixpkgs:python3*} or {@code csv}
     * @param person who can act, or maintains what is blocked; empty for anybody
     * @param wave which had it; empty for any
     * @param resolved whether those are meant too that are no more
     */
    public record Wanted(Optional<String> packages, Optional<String> person, Optional<String> wave, boolean resolved) {

        /** @throws IllegalArgumentException when the pattern is none */
        public Wanted {
            packages.ifPresent(Wanted::pattern);
        }

        /** Whether it is one of them. */
        public boolean has(Breakage breakage) {
            return (resolved || breakage.getState() != BreakageState.RESOLVED)
                    && wave.map(named -> breakage.getWaves().contains(named)
                                    || breakage.getWave().equals(named))
                            .orElse(true)
                    && person.map(named -> breakage.getAct().contains(named)
                                    || breakage.getKnow().contains(named))
                            .orElse(true)
                    && packages.map(Wanted::pattern)
                            .map(meant -> packages(breakage).anyMatch(meant))
                            .orElse(true);
        }

        private static Predicate<String> pattern(String text) {
            int colon = text.indexOf(':');
            Glob sets = new Glob(colon < 0 ? "*" : text.substring(0, colon));
            Glob attributes = new Glob(text.substring(colon + 1));
            return name -> sets.matches(name.substring(0, name.indexOf(':')))
                    && attributes.matches(name.substring(name.indexOf(':') + 1));
        }

        private static Stream<String> packages(Breakage breakage) {
            return Stream.of(
                            breakage.getRegressed().stream()
                                    .map(job -> job.getJob().getAttribute()),
                            breakage.getBlamed().stream().map(BumpRef::getAttribute),
                            breakage.getBlocked().stream().map(job -> job.getAttribute()))
                    .flatMap(names -> names)
                    .map(name -> breakage.getSet() + ":" + name);
        }
    }

    /**
     * Shows them, the oldest first.
     *
     * @return false when one of them stands
     */
    public boolean list(Wanted wanted, Form form) {
        List<Breakage> all = all(wanted);
        if (!form.isForPeople()) {
            form.print(RecordTree.all(all), System.out);
        } else if (all.isEmpty()) {
            Screen.standard().line(wanted.resolved() ? "No breakages." : "No breakage stands.");
        } else {
            table(all).print(Screen.standard());
        }
        return all.stream().allMatch(breakage -> breakage.getState() == BreakageState.RESOLVED);
    }

    /** Those that stand, the oldest first. */
    List<Breakage> standing() {
        return all(new Wanted(Optional.empty(), Optional.empty(), Optional.empty(), false));
    }

    static Table table(List<Breakage> all) {
        Table table = new Table("BREAKAGE", "STATE", "SINCE", "DUE", "BROKEN", "BY", "BLOCKED");
        all.forEach(breakage -> table.row(
                breakage.getBreakage(),
                breakage.getState().name(),
                day(breakage.getRaisedAt()),
                day(breakage.getDueAt()),
                Screen.cut(Screen.printable(broken(breakage)), 34),
                Screen.cut(Screen.printable(blamed(breakage)), 26),
                Integer.toString(breakage.getBlockedCount())));
        return table;
    }

    private List<Breakage> all(Wanted wanted) {
        return breakages.newest(key -> true).values().stream()
                .filter(wanted::has)
                .sorted((one, other) -> one.getRaisedAt()
                        .orElse(Instant.EPOCH)
                        .compareTo(other.getRaisedAt().orElse(Instant.EPOCH)))
                .toList();
    }

    private static String day(Optional<Instant> at) {
        return at.map(instant -> instant.truncatedTo(ChronoUnit.DAYS).toString().substring(0, 10))
                .orElse("-");
    }

    static String broken(Breakage breakage) {
        List<RegressedJob> regressed = breakage.getRegressed();
        int more = Math.max(breakage.getRegressedCount(), regressed.size()) - 1;
        return regressed.stream()
                        .findFirst()
                        .map(job -> job.getJob().getAttribute())
                        .orElse("-")
                + (more > 0 ? " and %d more".formatted(more) : "");
    }

    static String blamed(Breakage breakage) {
        return breakage.getBlamed().stream()
                .map(bump -> bump.getAttribute() + " " + bump.getTo())
                .collect(Collectors.joining(", "));
    }

    /** The one that begins so. */
    Breakage named(String id) {
        Collection<Breakage> found = breakages.newest(key -> key.startsWith(id)).values();
        if (found.size() != 1) {
            throw new UsageException(
                    found.isEmpty()
                            ? "the farm has no breakage %s: see tidemark breakage list --resolved".formatted(id)
                            : "%d breakages begin with %s: write more of it".formatted(found.size(), id));
        }
        return found.iterator().next();
    }

    /**
     * Shows all of one.
     *
     * @param id its identity, or the beginning of one that no other has
     * @throws ServiceException when there is none or several
     */
    public void show(String id, Form form) {
        Breakage breakage = named(id);
        if (form.isForPeople()) {
            show(breakage, Screen.standard());
        } else {
            form.print(RecordTree.of(breakage), System.out);
        }
    }

    /**
     * What marks packages as broken.
     *
     * @param set that they are of
     * @param attributes what regressed and is named
     * @param systems that it regressed on, in alphabetical order
     * @param more how many regressed besides, which the breakage only counts
     * @param why on one line
     */
    public record Broken(String set, SortedSet<String> attributes, SortedSet<String> systems, int more, String why) {}

    /**
     * What a breakage that stands says is broken.
     *
     * @param id its identity, or the beginning of one that no other has
     * @throws ServiceException when there is none or several, or it is no more
     */
    public Broken broken(String id) {
        Breakage breakage = named(id);
        if (breakage.getState() == BreakageState.RESOLVED) {
            throw new UsageException("%s is resolved: there is nothing to mark as broken".formatted(id));
        }
        SortedSet<String> attributes = breakage.getRegressed().stream()
                .map(job -> job.getJob().getAttribute())
                .collect(Collectors.toCollection(TreeSet::new));
        return new Broken(
                breakage.getSet(),
                attributes,
                breakage.getRegressed().stream()
                        .map(job -> job.getJob().getSystem())
                        .collect(Collectors.toCollection(TreeSet::new)),
                Math.max(
                        0,
                        breakage.getRegressedCount() - breakage.getRegressed().size()),
                Screen.printable("fails since %s (%s)".formatted(blamed(breakage), breakage.getBreakage())));
    }

    private static void show(Breakage breakage, Screen screen) {
        screen.line(screen.ink(Ink.BOLD, breakage.getBreakage()) + "  "
                + screen.ink(
                        breakage.getState() == BreakageState.RESOLVED ? Ink.GREEN : Ink.RED,
                        breakage.getState().name()));
        say(screen, "set", breakage.getSet());
        say(screen, "waves", String.join(", ", breakage.getWaves()));
        breakage.getRaisedAt().ifPresent(at -> say(screen, "raised", at.toString()));
        breakage.getChangedAt().ifPresent(at -> say(screen, "changed", at.toString()));
        breakage.getDueAt().ifPresent(at -> say(screen, "due", at.toString()));
        breakage.getReason().ifPresent(reason -> say(screen, "ended", reason));
        breakage.getAnswer()
                .ifPresent(answer -> say(
                        screen,
                        "answered",
                        "%s by %s: %s".formatted(answer.getResolution(), answer.getActor(), answer.getReason())));
        breakage.getBlamed()
                .forEach(bump -> say(
                        screen,
                        "to blame",
                        "%s %s → %s, published by %s"
                                .formatted(bump.getAttribute(), bump.getFrom(), bump.getTo(), bump.getPublisher())));
        breakage.getRegressed().forEach(job -> show(job, screen));
        int more = breakage.getRegressedCount() - breakage.getRegressed().size();
        if (more > 0) {
            say(screen, "", "and %d more that regressed".formatted(more));
        }
        say(
                screen,
                "blocked",
                breakage.getBlockedCount() == 0
                        ? "nothing"
                        : "%d: %s%s"
                                .formatted(
                                        breakage.getBlockedCount(),
                                        breakage.getBlocked().stream()
                                                .map(job -> job.getAttribute())
                                                .distinct()
                                                .collect(Collectors.joining(", ")),
                                        breakage.getBlockedCount()
                                                        > breakage.getBlocked().size()
                                                ? ", …"
                                                : ""));
        say(screen, "can act", String.join(", ", breakage.getAct()));
        if (breakage.getKnowCount() > 0) {
            say(
                    screen,
                    "know",
                    "%d: %s%s"
                            .formatted(
                                    breakage.getKnowCount(),
                                    String.join(", ", breakage.getKnow()),
                                    breakage.getKnowCount() > breakage.getKnow().size() ? ", …" : ""));
        }
    }

    private static void show(RegressedJob job, Screen screen) {
        say(
                screen,
                "regressed",
                "%s %s (%s)"
                        .formatted(
                                job.getJob().getAttribute(),
                                job.getVersion(),
                                job.getJob().getSystem()));
        say(screen, "  path", String.join(" → ", job.getPath()));
        say(
                screen,
                "  how",
                "%s on %s, try %d: %s"
                        .formatted(
                                job.getFailure()
                                        .getKind()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' '),
                                job.getFailure().getAgent(),
                                job.getTries(),
                                job.getFailure().getMessage()));
        job.getFailure()
                .getLogTail()
                .forEach(line -> screen.line("  " + screen.ink(Ink.FAINT, "  log      ") + " | "
                        + Screen.cut(Screen.printable(line), LOG_WIDTH)));
        job.getFailure().getLogHash().ifPresent(hash -> say(screen, "  whole log", hash));
        job.getEarlierFailures().forEach(earlier -> say(screen, "  before", words(earlier)));
        say(screen, "  without", without(job));
        List<String> changed = ChangedInputs.of(job);
        if (!changed.isEmpty()) {
            say(screen, "  changed", String.join("; ", changed));
        }
        say(
                screen,
                "  maintained",
                job.getMaintainers().isEmpty() ? "by nobody" : "by " + String.join(", ", job.getMaintainers()));
    }

    private static String words(Failure failure) {
        return "%s on %s%s"
                .formatted(
                        failure.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        failure.getAgent(),
                        failure.getLogHash().map(", whole log %s"::formatted).orElse(""));
    }

    /** What became of it without the bump. */
    private static String without(RegressedJob job) {
        if (job.getBaselineOutputHash().isEmpty()) {
            return "the set has it only with the bump";
        }
        String failed = job.getBaseline().map(BaselineResult::getFailures).orElse(List.of()).stream()
                .map(BreakageDesk::words)
                .collect(Collectors.joining("; "));
        return "built: output %s%s"
                .formatted(job.getBaselineOutputHash(), failed.isEmpty() ? "" : ", though first " + failed);
    }

    private static void say(Screen screen, String what, String text) {
        screen.wrapped("  " + screen.ink(Ink.FAINT, "%-12s".formatted(what)) + " ", Screen.printable(text), INDENT);
    }
}
