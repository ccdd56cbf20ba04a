package tests;

import static checks.Suite.fails;
import static checks.Suite.same;

import checks.Suite;
import java.util.List;
import java.util.Map;
import template.Template;

public final class TemplateTest {
    public static void main(String[] arguments) {
        new Suite("template")
                .test("values are escaped", () ->
                        same("<b>1 &lt; 2</b>", fill("<b>{{sum}}</b>", Map.of("sum", "1 < 2"))))
                .test("three braces pass HTML through", () ->
                        same("<i>so</i>", fill("{{{html}}}", Map.of("html", "<i>so</i>"))))
                .test("a section repeats and sees what is around it", () -> {
                    Map<String, Object> values =
                            Map.of("unit", "m", "tides", List.of(Map.of("height", 2), Map.of("height", 5)));
                    same("2m 5m ", fill("{{#tides}}{{height}}{{unit}} {{/tides}}", values));
                })
                .test("an empty list leaves nothing", () ->
                        same("[]", fill("[{{#tides}}x{{/tides}}]", Map.of("tides", List.of()))))
                .test("a missing value is a mistake", () ->
                        fails("no value for \"title\"", () -> fill("{{title}}", Map.of())))
                .test("a section must close", () -> {
                    fails("{{#a}} is never closed", () -> Template.parse("{{#a}}"));
                    fails("{{/b}} closes nothing", () -> Template.parse("{{#a}}{{/b}}"));
                })
                .end();
    }

    private static String fill(String template, Map<String, ?> values) {
        return Template.parse(template).fill(values);
    }
}
