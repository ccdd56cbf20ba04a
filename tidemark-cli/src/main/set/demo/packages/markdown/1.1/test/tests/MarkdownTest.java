package tests;

import static checks.Suite.same;

import checks.Suite;
import markdown.Markdown;

public final class MarkdownTest {
    public static void main(String[] arguments) {
        new Suite("markdown")
                .test("a heading is its own anchor", () ->
                        html("<h2 id=\"low-tide\">Low tide</h2>\n", "## Low tide"))
                .test("lines of a paragraph stay together", () ->
                        html("<p>one\ntwo</p>\n<p>three</p>\n", "one\ntwo\n\nthree\n"))
                .test("a list item may run over two lines", () ->
                        html("<ul>\n<li>a b</li>\n<li>c</li>\n</ul>\n", "- a\n  b\n- c"))
                .test("code is left alone", () -> {
                    html("<pre><code>if (a &lt; b) *p++;\n</code></pre>\n", "```\nif (a < b) *p++;\n```");
                    html("<p><code>*</code></p>\n", "`*`");
                })
                .test("emphasis nests in links and links in lines", () ->
                        html("<p>see <a href=\"a.html?x&amp;y\">the <em>page</em></a>.</p>\n",
                                "see [the *page*](a.html?x&y)."))
                .test("two stars are strong", () -> html("<p><strong>now</strong></p>\n", "**now**"))
                .test("a mark that never closes is a character", () -> html("<p>2 * 3</p>\n", "2 * 3"))
                .test("HTML cannot slip in", () -> html("<p>&lt;b&gt;</p>\n", "<b>"))
                .end();
    }

    private static void html(String expected, String markdown) {
        same(expected, Markdown.toHtml(markdown));
    }
}
