package dev.tidemark.planner.build;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where else that lies which a set's recipes fetch from one place.
 *
 * @param beginning of the URLs that it is about, such as {@code https://ftp.gnu.org/gnu/} or {@code mirror://gnu/}
 * @param places what that beginning is replaced by, in the order in which they are tried, before the recipe's own; at least one
 */
public record Mirror(String beginning, List<String> places) {

    private static final Pattern URL = Pattern.compile("[a-z][a-z0-9+.-]*://[^\\s]+");

    /** @throws IllegalArgumentException when one is no URL, or holds a secret */
    public Mirror {
        places = List.copyOf(places);
        if (!URL.matcher(beginning).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not how a URL begins: write one with its scheme, such as https://ftp.gnu.org/gnu/"
                            .formatted(beginning));
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException("%s has no mirror: write a list of at least one".formatted(beginning));
        }
        places.forEach(Mirror::requirePlace);
    }

    private static void requirePlace(String place) {
        URI uri;
        try {
            uri = new URI(place);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is no URL: write one that begins with https:// or http://".formatted(place), e);
        }
        if (uri.getHost() == null || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "\"%s\" is no URL of a mirror: write one that begins with https:// or http://".formatted(place));
        }
        if (uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the mirror at %s has a name or a password in its URL, and everybody can read a policy: leave it out"
                            .formatted(uri.getHost()));
        }
    }
}
