package dev.tidemark.cli.graph;

import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.Impact;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan for a person. */
public final class PlanReport {

    private static final int INDENT = 16;
    private static final int NAMED = 10;
    private static final int LISTED = 5;
    private static final int PATH_ENDS = 4;
    private static final int NAME_WIDTH = 30;
    private static final int REASON_WIDTH = 40;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private final Plan plan;
    private final Impact impact;
    private final Screen screen;

    public PlanReport(Plan plan, Screen screen) {
        this.plan = plan;
        this.impact = plan.impact();
        this.screen = screen;
    }

    /** Prints it. */
    public void print() {
        screen.line(screen.ink(
                Ink.BOLD,
                Screen.printable(plan.bumped().stream().map(plan::change).collect(Collectors.joining(", ")))));
        say(
                "graph",
                "%s, %s, %,d packages"
                        .formatted(plan.graph().set(), revision(), plan.graph().size()));
        say("jobs", jobs());
        say("critical path", criticalPath());
        say(
                "build time",
                "%s of agents' time, %s of it with a GPU"
                        .formatted(
                                hours(impact.time().cpuHours() + impact.time().gpuHours()),
                                hours(impact.time().gpuHours())));
        say("finish", finish());
        say("durations", durations());
        say("maintainers", maintainers());
        if (!impact.cut().isEmpty()) {
            say(
                    "cycles",
                    "%,d edges cut; there the baseline's output is built with: %s"
                            .formatted(impact.cut().size(), some(impact.cut())));
        }
        say("early end", earlyEnd());
        blocked();
        costliest();
        jobNames();
    }

    private void jobNames() {
        if (plan.jobs().isEmpty()) {
            return;
        }
        screen.line("");
        Table table = new Table("LEVEL", "JOB", "SYSTEM");
        plan.jobs()
                .forEach(job -> table.row(
                        Integer.toString(job.level()),
                        Screen.printable(job.attribute()),
                        Screen.printable(job.system())));
        table.print(screen);
    }

    private String revision() {
        String name = plan.graph().revision();
        return plan.graph().sequence() == 0
                ? "revision " + name
                : "graph revision %d (%s)".formatted(plan.graph().sequence(), name);
    }

    private String jobs() {
        int widest = impact.levels().stream().mapToInt(Integer::intValue).max().orElse(0);
        return "%,d on %,d levels, %,d on the widest"
                .formatted(impact.jobs(), impact.levels().size(), widest);
    }

    private String criticalPath() {
        List<String> path = impact.time().criticalPath();
        if (path.isEmpty()) {
            return "none: nothing can run";
        }
        String shown = path.size() <= 2 * PATH_ENDS
                ? String.join(" > ", path)
                : "%s > … > %s"
                        .formatted(
                                String.join(" > ", path.subList(0, PATH_ENDS)),
                                String.join(" > ", path.subList(path.size() - PATH_ENDS, path.size())));
        return "%s through %,d jobs: %s".formatted(time(impact.time().criticalPathSeconds()), path.size(), shown);
    }

    private String finish() {
        Impact.Range finish = impact.time().finishSeconds();
        String agents = plan.capacity().unfree() == 0
                ? "%,d agents".formatted(plan.capacity().free())
                : "%,d agents and %,d of the unfree domain"
                        .formatted(plan.capacity().free(), plan.capacity().unfree());
        return "after %s with %s; nine in ten end after %s to %s"
                .formatted(time(finish.expected()), agents, time(finish.low()), time(finish.high()));
    }

    private String durations() {
        int learnt = impact.time().learnt();
        int assumed = impact.jobs() - impact.blocked().size() - learnt;
        String assumption = "%,d assumed: %.0f s, as in a rebuild of Debian (log-normal, mu %.2f, sigma %.2f)"
                .formatted(assumed, BuildTime.ASSUMED.seconds(), BuildTime.ASSUMED.mu(), BuildTime.ASSUMED.sigma());
        return assumed == 0 ? "%,d learnt".formatted(learnt) : "%,d learnt; %s".formatted(learnt, assumption);
    }

    private String maintainers() {
        return impact.maintainers().isEmpty()
                ? "none"
                : "%,d: %s".formatted(impact.maintainers().size(), some(List.copyOf(impact.maintainers())));
    }

    private String earlyEnd() {
        return impact.contentAddressed() == 0
                ? "no job can end the rebuild early by having the same output: none is content-addressed"
                : "%,d of the jobs are content-addressed: where their output stays the same, what needs it could be left out"
                        .formatted(impact.contentAddressed());
    }

    private static String some(List<String> all) {
        int named = Math.min(LISTED, all.size());
        String listed = String.join(", ", all.subList(0, named));
        return named == all.size() ? listed : "%s and %,d more".formatted(listed, all.size() - named);
    }

    private void blocked() {
        if (impact.blocked().isEmpty()) {
            return;
        }
        screen.line("");
        screen.line(screen.ink(
                Ink.YELLOW,
                "%,d jobs cannot run, %,d of them of themselves"
                        .formatted(impact.blocked().size(), plan.rootsBlocked())));
        Map<String, List<Impact.Blocked>> byCause =
                new TreeMap<>(impact.blocked().stream().collect(Collectors.groupingBy(Impact.Blocked::cause)));
        Table table = new Table("FOR", "JOBS", "WHY");
        byCause.entrySet().stream()
                .sorted(Comparator.comparing(each -> -each.getValue().size()))
                .limit(NAMED)
                .forEach(each -> table.row(
                        Screen.cut(Screen.printable(each.getKey()), NAME_WIDTH),
                        "%,d".formatted(each.getValue().size()),
                        Screen.cut(Screen.printable(each.getValue().getFirst().reason()), REASON_WIDTH)));
        table.print(screen);
        if (byCause.size() > NAMED) {
            screen.line("and %,d more; -o json names all".formatted(byCause.size() - NAMED));
        }
        hints();
    }

    private void hints() {
        List<String> reasons =
                impact.blocked().stream().map(Impact.Blocked::reason).toList();
        if (reasons.stream().anyMatch(reason -> reason.contains("no agent of the free domain"))) {
            screen.line("With agents of the free domain: --agents N");
        }
        if (reasons.stream().anyMatch(reason -> reason.contains("no agent of the unfree domain"))) {
            screen.line("With agents of the unfree domain: --unfree-agents N");
        }
        if (reasons.stream().anyMatch(reason -> reason.contains("no agent with"))) {
            screen.line("With agents that have a feature: --features NAME,…");
        }
    }

    private void costliest() {
        if (impact.time().learnt() == 0) {
            return; // All are assumed to take equally long.
        }
        screen.line("");
        Table table = new Table("TAKES LONGEST", "EXPECTED", "");
        for (Impact.Cost cost : impact.costliest()) {
            table.row(
                    Screen.cut(Screen.printable(cost.attribute()), NAME_WIDTH),
                    time(cost.seconds()),
                    cost.learnt() ? "learnt" : "assumed");
        }
        table.print(screen);
    }

    private static String time(double seconds) {
        long whole = Math.round(seconds);
        if (whole >= HOUR) {
            return "%,d h %02d min".formatted(whole / HOUR, whole % HOUR / MINUTE);
        }
        return whole >= MINUTE ? "%d min %02d s".formatted(whole / MINUTE, whole % MINUTE) : "%d s".formatted(whole);
    }

    private static String hours(double hours) {
        return hours == 0 ? "0 h" : "%,.1f h".formatted(hours);
    }

    private void say(String what, String text) {
        screen.wrapped("  %-14s".formatted(what), Screen.printable(text), INDENT);
    }
}
