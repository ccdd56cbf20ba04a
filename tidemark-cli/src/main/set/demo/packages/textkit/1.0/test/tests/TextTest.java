package tests;

import static checks.Suite.fails;
import static checks.Suite.isTrue;
import static checks.Suite.same;

import checks.Suite;
import java.util.List;
import textkit.Cursor;
import textkit.Text;

public final class TextTest {
    public static void main(String[] arguments) {
        new Suite("textkit")
                .test("a last line end opens no line", () -> same(List.of("a", "", "b"), Text.lines("a\n\nb\r\n")))
                .test("padding counts code points, not chars", () -> {
                    same("ab  |", Text.padEnd("ab", 4) + "|");
                    same("\uD83C\uDF0A   |", Text.padEnd("\uD83C\uDF0A", 4) + "|");
                    same("   \uD83C\uDF0A|", Text.padStart("\uD83C\uDF0A", 4) + "|");
                })
                .test("wider text is not cut", () -> same("abcdef", Text.padStart("abcdef", 4)))
                .test("wrapping breaks at spaces", () ->
                        same(
                                List.of("the tide", "comes in", "unstoppably"),
                                Text.wrap("the tide comes in unstoppably", 9)))
                .test("a slug is fit for a file name", () ->
                        same("padding-and-why", Text.slug("Padding, and why?")))
                .test("HTML cannot slip in", () ->
                        same("&lt;a href=&quot;?a&amp;b&quot;&gt;", Text.escapeHtml("<a href=\"?a&b\">")))
                .test("a cursor takes, skips and stops", () -> {
                    Cursor cursor = new Cursor("width=80;");
                    same("width", cursor.takeUntil("="));
                    cursor.expect("=");
                    same("80", cursor.takeWhile(Character::isDigit));
                    isTrue("stands at ;", cursor.skip(";") && cursor.atEnd());
                })
                .test("a cursor complains by line and column", () -> {
                    Cursor cursor = new Cursor("a\nbc");
                    cursor.takeUntil("c");
                    fails("line 2, column 2: expected \"d\"", () -> cursor.expect("d"));
                })
                .end();
    }
}
