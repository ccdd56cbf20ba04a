package releasenotes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import markdown.Markdown;
import report.Report;
import report.Report.Section;
import semver.Version;
import semver.Version.Step;

/** The notes of one release, from changes written as {@code kind: sentence}, one a line. */
public final class ReleaseNotes {
    private static final Map<String, String> HEADINGS = headings();

    private final Version version;
    private final Map<String, List<String>> changes = new LinkedHashMap<>();

    /** Refuses changes that the step between the two versions does not allow. */
    public ReleaseNotes(Version from, Version to, List<String> lines) {
        this.version = to;
        HEADINGS.keySet().forEach(kind -> changes.put(kind, new ArrayList<>()));
        for (String line : lines) {
            String kind = line.substring(0, Math.max(0, line.indexOf(':')));
            if (!changes.containsKey(kind)) {
                throw new IllegalArgumentException("not a change: \"" + line + "\"");
            }
            changes.get(kind).add(line.substring(kind.length() + 1).strip());
        }
        Step step = from.stepTo(to);
        if (step != Step.MAJOR && !changes.get("breaking").isEmpty()) {
            throw new IllegalArgumentException(to + " promises not to break what worked with " + from + ", but: "
                    + changes.get("breaking").getFirst());
        }
        if (step == Step.PATCH && !changes.get("added").isEmpty()) {
            throw new IllegalArgumentException(to + " is a patch, but adds: " + changes.get("added").getFirst());
        }
    }

    private static Map<String, String> headings() {
        Map<String, String> headings = new LinkedHashMap<>();
        headings.put("breaking", "What breaks");
        headings.put("added", "What is new");
        headings.put("fixed", "What is fixed");
        return headings;
    }

    public String toMarkdown() {
        StringBuilder notes = new StringBuilder("# " + version + "\n");
        changes.forEach((kind, sentences) -> {
            if (!sentences.isEmpty()) {
                notes.append("\n## ").append(HEADINGS.get(kind)).append("\n\n");
                sentences.forEach(sentence -> notes.append("- ").append(sentence).append('\n'));
            }
        });
        return notes.toString();
    }

    public String toHtml() {
        return Markdown.toHtml(toMarkdown());
    }

    /** How many changes of each kind there are. */
    public Report summary() {
        List<List<String>> rows = new ArrayList<>();
        changes.forEach((kind, sentences) -> rows.add(List.of(kind, Integer.toString(sentences.size()))));
        return new Report("Release " + version, List.of(new Section("Changes", List.of("kind", "count"), rows)));
    }
}
