package tests;

import static checks.Suite.fails;
import static checks.Suite.same;

import checks.Suite;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import json.Json;

public final class JsonTest {
    public static void main(String[] arguments) {
        new Suite("json")
                .test("a document comes back as it was", () -> {
                    String text = """
                            {"name":"tide","heights":[1.50,-2,3E+2],"spring":true,"moon":null,"note":{}}""";
                    same(text, Json.write(Json.read(text)));
                })
                .test("space between tokens means nothing", () ->
                        same(Arrays.asList(BigDecimal.ONE, null), Json.read(" [ 1 ,\n\tnull ] ")))
                .test("escapes are read and written", () -> {
                    same("a\"b\\\u00e9\n\t", Json.read("\"a\\\"b\\\\\\u00e9\\n\\t\""));
                    same("\"a\\\"b\\\\\\n\\u0009\"", Json.write("a\"b\\\n\t"));
                })
                .test("numbers keep their digits", () ->
                        same(Map.of("n", new BigDecimal("0.10")), Json.read("{\"n\":0.10}")))
                .test("mistakes are named by place", () -> {
                    fails("line 2, column 1: expected \",\"", () -> Json.read("[1\n2]"));
                    fails("expected a value", () -> Json.read("[01]"));
                    fails("unexpected end", () -> Json.read("\"open"));
                    fails("nothing may follow", () -> Json.read("{} {}"));
                    fails("unknown escape \\x", () -> Json.read("\"\\x\""));
                })
                .end();
    }
}
