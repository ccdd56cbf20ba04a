package loglens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import report.Report;
import report.Report.Section;

/** Reads lines like {@code 2024-05-01T10:00:00Z WARN pump: pressure is 7} and counts what recurs. */
public final class LogLens {
    private static final Pattern LINE = Pattern.compile("\\S+ (DEBUG|INFO|WARN|ERROR) ([\\w.-]+): (.*)");

    private final Map<String, Integer> levels = new TreeMap<>();
    private final Map<String, Integer> components = new TreeMap<>();
    private final Map<String, Integer> complaints = new TreeMap<>();
    private int unread;

    public LogLens read(Stream<String> lines) {
        lines.forEach(this::read);
        return this;
    }

    /** A line that does not look like one, such as a line of a stack trace, is only counted. */
    private void read(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            unread++;
            return;
        }
        String level = parts.group(1);
        levels.merge(level, 1, Integer::sum);
        if (level.equals("WARN") || level.equals("ERROR")) {
            components.merge(parts.group(2), 1, Integer::sum);
            complaints.merge(shape(parts.group(3)), 1, Integer::sum);
        }
    }

    /** Messages that differ only in numbers are the same complaint. */
    static String shape(String message) {
        return message.replaceAll("\\b(0x[0-9a-fA-F]+|\\d+(\\.\\d+)?)", "#");
    }

    public Report report(int top) {
        List<List<String>> lines = new ArrayList<>(ranked(levels, Integer.MAX_VALUE));
        lines.add(List.of("(other)", Integer.toString(unread)));
        return new Report(
                "Log report",
                List.of(
                        new Section("Lines", List.of("level", "count"), lines),
                        new Section("Who complains", List.of("component", "count"), ranked(components, top)),
                        new Section("What about", List.of("message", "count"), ranked(complaints, top))));
    }

    private static List<List<String>> ranked(Map<String, Integer> counts, int top) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(top)
                .map(entry -> List.of(entry.getKey(), entry.getValue().toString()))
                .toList();
    }
}
