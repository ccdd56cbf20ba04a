package dev.tidemark.cli.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.planner.wave.JobState;
import dev.tidemark.virtual.SimulationReport;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what a simulation came to, and that it was one. */
public final class SimulationPrinter {

    private static final int LABEL = 14;
    private static final int DECIMALS = 1000;
    private static final double PERCENT = 100;
    private static final int MILLIS = 1000;

    private SimulationPrinter() {}

    /** As lines for a person. */
    public static void print(SimulationReport report, String what, Screen screen) {
        screen.line(screen.ink(Ink.BOLD, "SIMULATION") + " of " + Screen.printable(what) + ": nothing was built");
        field(
                screen,
                "bumps",
                "%,d admitted, %,d superseded, %,d held"
                        .formatted(
                                report.bumps().admitted(),
                                report.bumps().superseded(),
                                report.bumps().held()));
        field(
                screen,
                "waves",
                "%,d%s"
                        .formatted(
                                report.waves(),
                                report.open() == 0 ? "" : ", %,d of them did not end".formatted(report.open())));
        field(screen, "jobs", jobs(report.jobs()));
        field(screen, "breakages", "%,d".formatted(report.breakages()));
        field(screen, "builds", "%,d done; avoided: %s".formatted(report.built(), avoided(report.avoided())));
        field(
                screen,
                "makespan",
                "%s; no farm with these agents could be done before %s (%.3f of it)"
                        .formatted(
                                time(report.makespanSeconds()),
                                time(report.lowerBoundSeconds()),
                                report.lowerBoundSeconds() == 0
                                        ? 1
                                        : report.makespanSeconds() / report.lowerBoundSeconds()));
        field(
                screen,
                "queue age",
                "%s at the median, %s at the 90th percentile, %s at the 99th, %s at most"
                        .formatted(
                                time(report.queueAge().median()),
                                time(report.queueAge().p90()),
                                time(report.queueAge().p99()),
                                time(report.queueAge().longest())));
        field(screen, "utilisation", "%.1f %% of the agents' time".formatted(report.utilisation() * PERCENT));
        if (report.invariantViolations() == 0) {
            field(screen, "invariants", screen.ink(Ink.GREEN, "all held"));
        } else {
            field(screen, "invariants", screen.ink(Ink.RED, "%,d violations".formatted(report.invariantViolations())));
            report.violations().forEach(violation -> field(screen, "", violation));
        }
    }

    private static void field(Screen screen, String name, String value) {
        String padded = name + " ".repeat(LABEL - name.length());
        screen.wrapped("  " + screen.ink(Ink.FAINT, padded), value, LABEL + 2);
    }

    private static String avoided(Map<String, Long> avoided) {
        StringBuilder words = new StringBuilder();
        avoided.forEach((reason, count) ->
                words.append(words.isEmpty() ? "" : ", ").append("%,d by %s".formatted(count, reason)));
        return words.toString();
    }

    private static String jobs(Map<JobState, Integer> jobs) {
        int all = jobs.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder words = new StringBuilder("%,d%s".formatted(all, all == 0 ? "" : ": "));
        words.append(jobs.entrySet().stream()
                .map(state -> "%,d %s".formatted(state.getValue(), state.getKey()))
                .collect(Collectors.joining(", ")));
        return words.toString();
    }

    private static String time(double seconds) {
        Duration time = Duration.ofMillis(Math.round(seconds * MILLIS));
        if (time.toDays() > 0) {
            return "%,d d %02d h".formatted(time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return "%d h %02d min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** As one JSON object; docs/formats/simulation.md says what its fields are. */
    public static void write(SimulationReport report, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("simulation", true);
        json.writeNumberField("waves", report.waves());
        json.writeNumberField("open", report.open());
        json.writeObjectFieldStart("jobs");
        for (Map.Entry<JobState, Integer> state : report.jobs().entrySet()) {
            json.writeNumberField(state.getKey().name(), state.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("breakages", report.breakages());
        json.writeNumberField("admitted", report.bumps().admitted());
        json.writeNumberField("superseded", report.bumps().superseded());
        json.writeNumberField("held", report.bumps().held());
        json.writeNumberField("built", report.built());
        json.writeObjectFieldStart("avoided");
        for (Map.Entry<String, Long> reason : report.avoided().entrySet()) {
            json.writeNumberField(reason.getKey(), reason.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("makespanSeconds", rounded(report.makespanSeconds()));
        json.writeNumberField("lowerBoundSeconds", rounded(report.lowerBoundSeconds()));
        json.writeObjectFieldStart("queueAgeSeconds");
        json.writeNumberField("p50", report.queueAge().median());
        json.writeNumberField("p90", report.queueAge().p90());
        json.writeNumberField("p99", report.queueAge().p99());
        json.writeNumberField("max", report.queueAge().longest());
        json.writeEndObject();
        json.writeNumberField("utilisation", report.utilisation());
        json.writeNumberField("invariantViolations", report.invariantViolations());
        json.writeArrayFieldStart("violations");
        for (String violation : report.violations()) {
            json.writeString(violation);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * DECIMALS) / (double) DECIMALS;
    }
}
