package tests;

import static checks.Suite.fails;
import static checks.Suite.isTrue;
import static checks.Suite.same;

import checks.Suite;
import java.util.List;
import report.Report;
import report.Report.Section;

public final class ReportTest {
    public static void main(String[] arguments) {
        Report report = new Report(
                "Tides & ports",
                List.of(
                        new Section("How high?", List.of("port", "metres"), List.of(List.of("Brest", "6.9"))),
                        new Section("Who is late?", List.of("ship"), List.of())));
        new Suite("report")
                .test("text has one table a question", () ->
                        same("""
                                Tides & ports
                                =============

                                How high?

                                port   metres
                                -----  ------
                                Brest     6.9

                                Who is late?

                                Nothing.
                                """, report.write("text")))
                .test("HTML escapes what it shows", () -> {
                    String html = report.write("html");
                    isTrue("title", html.contains("<h1>Tides &amp; ports</h1>"));
                    isTrue("header", html.contains("<tr><th>port</th><th>metres</th></tr>"));
                    isTrue("row", html.contains("<tr><td>Brest</td><td>6.9</td></tr>"));
                })
                .test("JSON names every cell", () ->
                        same(
                                "{\"title\":\"Tides & ports\",\"How high?\":[{\"port\":\"Brest\",\"metres\":\"6.9\"}],"
                                        + "\"Who is late?\":[]}\n",
                                report.write("json")))
                .test("another format is refused by name", () ->
                        fails("no such format: pdf", () -> report.write("pdf")))
                .end();
    }
}
