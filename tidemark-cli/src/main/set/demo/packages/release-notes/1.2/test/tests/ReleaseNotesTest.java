package tests;

import static checks.Suite.fails;
import static checks.Suite.isTrue;
import static checks.Suite.same;

import checks.Suite;
import java.util.List;
import releasenotes.ReleaseNotes;
import semver.Version;

public final class ReleaseNotesTest {
    private static final List<String> CHANGES =
            List.of("fixed: wrapping of `wide` words", "breaking: padRight is gone", "fixed: a typo");

    public static void main(String[] arguments) {
        new Suite("release-notes")
                .test("what breaks comes first, kinds without changes are left out", () ->
                        same("""
                                # 2.0.0

                                ## What breaks

                                - padRight is gone

                                ## What is fixed

                                - wrapping of `wide` words
                                - a typo
                                """, notes("1.4", "2.0", CHANGES).toMarkdown()))
                .test("HTML has anchors to link to", () -> {
                    String html = notes("1.4", "2.0", CHANGES).toHtml();
                    isTrue("anchor", html.contains("<h2 id=\"what-breaks\">What breaks</h2>"));
                    isTrue("code", html.contains("<code>wide</code>"));
                })
                .test("a summary counts", () -> {
                    String summary = notes("1.4", "2.0", CHANGES).summary().write("text");
                    isTrue("fixed", summary.contains("fixed         2\n"));
                })
                .test("a version number keeps its promise", () -> {
                    fails("2.1.0 promises not to break", () -> notes("2.0", "2.1", CHANGES));
                    List<String> added = List.of("added: colours");
                    fails("2.0.1 is a patch, but adds: colours", () -> notes("2.0", "2.0.1", added));
                })
                .test("a line that is no change is refused", () ->
                        fails("not a change: \"colours\"", () -> notes("1.0", "1.1", List.of("colours"))))
                .end();
    }

    private static ReleaseNotes notes(String from, String to, List<String> changes) {
        return new ReleaseNotes(Version.parse(from), Version.parse(to), changes);
    }
}
