package dev.tidemark.notifier.letter;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * Where things are found.
 *
 * @param base what everything begins with, without a slash at its end
 * @param hasArtifacts whether what was built from is served too
 * @param canBeTried whether what it takes to try a workspace is served, by the workspace's digest
 */
public record Links(String base, boolean hasArtifacts, Predicate<String> canBeTried) {

    public Links {
        base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
    }

    /** Where only what is told is served. */
    public Links(String base) {
        this(base, false, workspace -> false);
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

    /** What belongs to a wave that is coming is below it. */
    public String notice(String wave) {
        return base + "/notices/" + escaped(wave);
    }

    /** A script that builds a package with the bumps of a wave that is coming. */
    public String trial(String wave, String attribute) {
        return "%s/try/%s".formatted(notice(wave), escaped(attribute));
    }

    /** What concerns somebody, as a feed. */
    public String feedOf(String person) {
        return base + "/feeds/maintainers/" + escaped(person) + ".atom";
    }

    /** Where a signed wish is carried out. */
    public String wish(String token) {
        return base + "/wishes/" + escaped(token);
    }

    /** A part of a link's path as it is meant; one that nobody could have meant stays as it is. */
    public static String unescaped(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
