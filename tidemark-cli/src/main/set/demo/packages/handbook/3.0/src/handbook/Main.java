package handbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import markdown.Markdown;
import template.Template;

/** Renders a folder of Markdown pages to HTML; {@code layout.html} says what stands around each of them. */
public final class Main {
    public static void main(String[] arguments) throws IOException {
        Path pages = Path.of(arguments[0]);
        Path html = Path.of(arguments[1]);
        Template layout = Template.parse(Files.readString(pages.resolve("layout.html")));
        List<Path> sources = sources(pages);
        List<Map<String, String>> contents = new ArrayList<>();
        for (Path source : sources) {
            contents.add(Map.of("target", target(source), "name", title(Files.readString(source))));
        }
        Files.createDirectories(html);
        for (Path source : sources) {
            String text = Files.readString(source);
            String page = layout.fill(Map.of(
                    "title", title(text),
                    "contents", contents,
                    "body", Markdown.toHtml(text)));
            Files.writeString(html.resolve(target(source)), page);
        }
        System.out.println("handbook: " + sources.size() + " pages");
    }

    private static List<Path> sources(Path pages) throws IOException {
        try (Stream<Path> files = Files.list(pages)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    private static String target(Path source) {
        return source.getFileName().toString().replaceAll("\\.md$", ".html");
    }

    private static String title(String text) {
        String first = text.lines().findFirst().orElse("");
        if (!first.startsWith("# ")) {
            throw new IllegalArgumentException("a page starts with its title, not with \"" + first + "\"");
        }
        return first.substring(2);
    }
}
