package dev.tidemark.notifier.letter;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mustache templates: those that come along, and over them those of an operator's folder. One of the operator's that fails is told of in
 * the log, and that which comes along is used: a message is never lost over how it looks. Safe for any thread.
 */
public final class Templates {

    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);

    private final Optional<Path> folder;
    private final Map<String, Template> bundled = new ConcurrentHashMap<>();

    /** What a template writes. */
    public enum Kind {
        /** Plain text: nothing is escaped. */
        TEXT("txt"),
        /** HTML: everything that is filled in is escaped. */
        HTML("html"),
        /** Markdown: everything that is filled in is escaped. */
        MARKDOWN("md");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }
    }

    /** @param folder an operator's own templates, by the names of those that come along; empty when there is none */
    public Templates(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * A template filled in.
     *
     * @param name such as {@code message}
     */
    public String fill(String name, Kind kind, Map<String, Object> model) {
        String file = name + "." + kind.ending + ".mustache";
        Optional<String> own = folder.flatMap(place -> filled(place.resolve(file), kind, model));
        return own.orElseGet(() -> bundled.computeIfAbsent(file, missing -> compiled(kind, resource(missing)))
                .execute(model));
    }

    private static Optional<String> filled(Path file, Kind kind, Map<String, Object> model) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(compiled(kind, Files.readString(file)).execute(model));
        } catch (IOException | MustacheException e) {
            LOG.atError()
                    .addKeyValue("template", file)
                    .addKeyValue("reason", e.getMessage())
                    .log("template cannot be used, and the one that comes along is: correct it, or remove it");
            return Optional.empty();
        }
    }

    private static Template compiled(Kind kind, String text) {
        Mustache.Compiler compiler = Mustache.compiler();
        return switch (kind) {
            case TEXT -> compiler.escapeHTML(false).compile(text);
            case HTML -> compiler.escapeHTML(true).compile(text);
            case MARKDOWN -> compiler.withEscaper(Markdown::escaped).compile(text);
        };
    }

    private static String resource(String file) {
        try (InputStream in = Templates.class.getResourceAsStream("templates/" + file)) {
            if (in == null) {
                throw new AssertionError("there is no template " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("a resource of this jar can be read", e);
        }
    }
}
