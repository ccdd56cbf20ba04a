package dev.tidemark.notifier.letter;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where things are found.
 *
 * @param base what everything begins with, without a slash at its end
 * @param hasArtifacts whether what was built from is served too
 */
public record Links(String base, boolean hasArtifacts) {

    public Links {
        base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    /** Where only what is told is served. */
    public Links(String base) {
        this(base, false);
    }

    /** A breakage's own page, as long as the breakage lives. */
    public String breakage(String id) {
        return base + "/breakages/" + escaped(id);
    }

    /** The whole log of a job of a breakage. */
    public String log(String id, String hash) {
        return breakage(id) + "/logs/" + escaped(hash);
    }

    /** A script that builds a package again as it was built for a system when it broke. */
    public String reproduce(String id, String system, String attribute) {
        return "%s/reproduce/%s/%s".formatted(breakage(id), escaped(system), escaped(attribute));
    }

    /** What concerns somebody, as a feed. */
    public String feedOf(String person) {
        return base + "/feeds/maintainers/" + escaped(person) + ".atom";
    }

    /** Where a signed wish is carried out. */
    public String wish(String token) {
        return base + "/wishes/" + escaped(token);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
