package tests;

import static checks.Suite.fails;
import static checks.Suite.same;

import checks.Suite;
import csv.Csv;
import java.util.List;

public final class CsvTest {
    public static void main(String[] arguments) {
        new Suite("csv")
                .test("rows end at line ends", () ->
                        same(List.of(List.of("a", "b"), List.of("", "c")), Csv.read("a,b\r\n,c\n")))
                .test("a quoted field may hold anything", () ->
                        same(List.of(List.of("a,b", "say \"hi\"\nbye")), Csv.read("\"a,b\",\"say \"\"hi\"\"\nbye\"")))
                .test("what is written reads back", () -> {
                    List<List<String>> rows = List.of(List.of("x", "1,5"), List.of("\"", "two\nlines"));
                    same(rows, Csv.read(Csv.write(rows)));
                })
                .test("only fields that need them have quotes", () ->
                        same("plain,\"with,comma\"\n", Csv.write(List.of(List.of("plain", "with,comma")))))
                .test("mistakes are named by place", () -> {
                    fails("line 1, column 4: expected a comma", () -> Csv.read("\"a\"b\n"));
                    fails("never ends", () -> Csv.read("\"a"));
                })
                .end();
    }
}
