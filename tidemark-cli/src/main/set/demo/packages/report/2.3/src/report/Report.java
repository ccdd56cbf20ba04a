package report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import json.Json;
import tables.Table;
import template.Template;

/** Findings under a title, one table for each question asked. */
public record Report(String title, List<Section> sections) {
    public Report {
        sections = List.copyOf(sections);
    }

    /** Writes the report in one of the formats {@code text}, {@code html} and {@code json}. */
    public String write(String format) {
        return switch (format) {
            case "text" -> text();
            case "html" -> html();
            case "json" -> json();
            default -> throw new IllegalArgumentException("no such format: " + format + " (text, html, json)");
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder(title + "\n" + "=".repeat(title.length()) + "\n");
        for (Section section : sections) {
            text.append('\n').append(section.question()).append("\n\n");
            text.append(section.rows().isEmpty() ? "Nothing.\n" : new Table(section.header(), section.rows()).toText());
        }
        return text.toString();
    }

    private String html() {
        List<Map<String, Object>> filled = new ArrayList<>();
        for (Section section : sections) {
            List<Map<String, Object>> rows = new ArrayList<>();
            section.rows().forEach(row -> rows.add(Map.of("cells", cells(row))));
            filled.add(Map.of("question", section.question(), "header", cells(section.header()), "rows", rows));
        }
        return Template.parse(resource("report.html")).fill(Map.of("title", title, "sections", filled));
    }

    private static List<Map<String, String>> cells(List<String> row) {
        return row.stream().map(cell -> Map.of("cell", cell)).toList();
    }

    private String json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("title", title);
        for (Section section : sections) {
            List<Object> rows = new ArrayList<>();
            for (List<String> row : section.rows()) {
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    object.put(section.header().get(i), row.get(i));
                }
                rows.add(object);
            }
            report.put(section.question(), rows);
        }
        return Json.write(report) + "\n";
    }

    private static String resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One question, and the rows that answer it. */
    public record Section(String question, List<String> header, List<List<String>> rows) {}
}
