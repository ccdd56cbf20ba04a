package dev.tidemark.intake.watcher;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What upstream's project is called: a package URL without its version ({@code pkg:pypi/boto3}), or any other name. Names that
 * mean the same repository are one: {@code https://github.com/Curl/curl.git}, {@code git@github.com:curl/curl} and {@code
 * pkg:github/curl/curl}.
 *
 * @param text one line without spaces, at most {@value #MOST_CHARACTERS} characters
 */
public record ProjectName(String text) implements Comparable<ProjectName> {

    private static final int MOST_CHARACTERS = 200;
    private static final Pattern VALID = Pattern.compile("[!-~]{1," + MOST_CHARACTERS + "}");
    /** Hosts whose repositories have a package URL type of their own, and take letters of either case for the same. */
    private static final Pattern HOSTED = Pattern.compile(
            "(?:(?:[a-z][a-z0-9+.-]*://)?(?:[^@/]+@)?(?:www\\.)?(github|gitlab|bitbucket)\\.(?:com|org)[/:])"
                    + "([^/?#]+(?:/[^/?#]+?)+?)(?:\\.git)?/?(?:[?#].*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern REPOSITORY =
            Pattern.compile("(?:https?|git|ssh)://(?:[^@/]+@)?([^/?#]+/[^?#]+?)(?:\\.git)?/?(?:[?#].*)?");
    private static final Pattern PURL =
            Pattern.compile("pkg:/*([A-Za-z][A-Za-z0-9.+-]*)/((?:[^@?#]|@(?=[^@?#]*/))+)(?:[@?#].*)?");

    /** @throws IllegalArgumentException when it could not stand in a key or in a row of a table */
    public ProjectName {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no project's name: use up to %d printable ASCII characters without spaces"
                            .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text, MOST_CHARACTERS));
        }
    }

    /**
     * The one name for all ways of writing it.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static ProjectName of(String written) {
        String name = written.strip();
        Matcher hosted = HOSTED.matcher(name);
        if (hosted.matches()) {
            return purl(hosted.group(1), hosted.group(2));
        }
        Matcher purl = PURL.matcher(name);
        if (purl.matches()) {
            return purl(purl.group(1), purl.group(2));
        }
        Matcher repository = REPOSITORY.matcher(name);
        return new ProjectName(repository.matches() ? repository.group(1) : name);
    }

    /** The same, where it can be one. */
    public static Optional<ProjectName> ifAny(String written) {
        try {
            return Optional.of(of(written));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As the types' own rules have it, of which those are known here that watchers meet. */
    static ProjectName purl(String type, String path) {
        String kind = type.toLowerCase(Locale.ROOT);
        String name = path.replaceAll("/+$", "");
        return new ProjectName("pkg:" + kind + "/"
                + switch (kind) {
                    case "github", "gitlab", "bitbucket", "deb", "rpm", "alpm", "apk", "composer", "hex" ->
                        name.toLowerCase(Locale.ROOT);
                    case "pypi" -> name.toLowerCase(Locale.ROOT).replace('_', '-');
                    default -> name;
                });
    }

    /** What its tags may begin with: the last part of the name. */
    String lastPart() {
        return text.substring(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);
    }

    @Override
    public int compareTo(ProjectName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
