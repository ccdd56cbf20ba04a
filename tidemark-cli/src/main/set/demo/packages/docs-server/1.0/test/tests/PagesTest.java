package tests;

import static checks.Suite.isTrue;
import static checks.Suite.same;

import checks.Suite;
import docsserver.Pages;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

public final class PagesTest {
    public static void main(String[] arguments) {
        new Suite("docs-server")
                .test("the front page is the index", () -> {
                    String front = new String(Pages.page("/").orElseThrow(), StandardCharsets.UTF_8);
                    isTrue("titled", front.contains("<title>The handbook</title>"));
                })
                .test("every page of the handbook is there", () -> {
                    isTrue("libraries", Pages.page("/libraries.html").isPresent());
                    isTrue("programs", Pages.page("/programs.html").isPresent());
                })
                .test("nothing else is served", () -> {
                    same(Optional.empty(), Pages.page("/nowhere.html"));
                    same(Optional.empty(), Pages.page("/../docsserver/Main.class"));
                    same(Optional.empty(), Pages.page("/index.html/"));
                })
                .end();
    }
}
