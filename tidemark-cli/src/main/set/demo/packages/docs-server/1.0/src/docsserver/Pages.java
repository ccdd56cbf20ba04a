package docsserver;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The pages that came with this program. */
public final class Pages {
    private Pages() {}

    /** What a request path asks for; empty where there is no such page, or where the path tries to climb out. */
    public static Optional<byte[]> page(String path) throws IOException {
        String name = path.equals("/") ? "/index.html" : path;
        if (!name.matches("/[a-z0-9-]+\\.html")) {
            return Optional.empty();
        }
        try (InputStream in = Pages.class.getResourceAsStream("/html" + name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }
}
