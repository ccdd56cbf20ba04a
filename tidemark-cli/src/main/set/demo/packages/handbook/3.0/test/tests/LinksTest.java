package tests;

import static checks.Suite.isTrue;

import checks.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the rendered pages back, as a reader would: every link must lead somewhere. */
public final class LinksTest {
    private static final Pattern LINK = Pattern.compile("<a href=\"([^\"#]*)(?:#([^\"]*))?\">");

    public static void main(String[] arguments) throws IOException {
        Path html = Path.of(arguments[0]);
        List<Path> pages;
        try (Stream<Path> files = Files.list(html)) {
            pages = files.sorted().toList();
        }
        Suite suite = new Suite("handbook")
                .test("there is a page to start from", () ->
                        isTrue("index", pages.contains(html.resolve("index.html"))));
        for (Path page : pages) {
            suite.test(page.getFileName() + " has a heading and only links that lead somewhere", () -> {
                String text = Files.readString(page);
                isTrue("one heading", text.split("<h1 ", -1).length == 2);
                for (MatchResult link : LINK.matcher(text).results().toList()) {
                    Path target = link.group(1).isEmpty() ? page : html.resolve(link.group(1));
                    isTrue(link.group(), Files.exists(target) && hasAnchor(target, link.group(2)));
                }
            });
        }
        suite.end();
    }

    private static boolean hasAnchor(Path page, String anchor) throws IOException {
        return anchor == null || Files.readString(page).contains("id=\"" + anchor + "\"");
    }
}
