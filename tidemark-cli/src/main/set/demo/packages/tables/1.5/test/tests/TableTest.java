package tests;

import static checks.Suite.fails;
import static checks.Suite.same;

import checks.Suite;
import java.util.List;
import tables.Table;

public final class TableTest {
    public static void main(String[] arguments) {
        new Suite("tables")
                .test("text goes to the left, numbers to the right", () ->
                        same("""
                                port     metres
                                -------  ------
                                Brest       6.9
                                Bristol    12.3
                                """, Table.fromCsv("port,metres\nBrest,6.9\nBristol,12.3\n").toText()))
                .test("a column with one word in it is text", () ->
                        same("n     m\n----  -\n7     1\nnone  2\n",
                                Table.fromCsv("n,m\n7,1\nnone,2\n").toText()))
                .test("short rows are filled up", () ->
                        same("a,b\n1,\n", new Table(List.of("a", "b"), List.of(List.of("1"))).toCsv()))
                .test("no rows is a table, too", () -> same("a  b\n-  -\n", Table.fromCsv("a,b\n").toText()))
                .test("a row longer than its header is a mistake", () ->
                        fails("a row has 2 cells, its header 1", () -> Table.fromCsv("a\n1,2\n")))
                .end();
    }
}
