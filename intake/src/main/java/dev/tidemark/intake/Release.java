package dev.tidemark.intake;

import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Upstream released something, as a watcher or a person saw it.
 *
 * @param of the package
 * @param from the version before, where the publisher says it; informative
 * @param to the version that was released
 * @param kind how urgent it is
 * @param publisher the name of a watcher or a person's handle
 * @param seenAt when the publisher saw it; kept in milliseconds
 * @param details what else there is to say of it
 */
public record Release(
        PackageId of,
        Optional<String> from,
        String to,
        BumpKind kind,
        String publisher,
        Instant seenAt,
        Details details) {

    private static final int MOST_CHARACTERS = 256;
    private static final Pattern VERSION = Pattern.compile("[!-?A-~]{1,100}");
    private static final Pattern PUBLISHER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+@-]{0,99}");

    /**
     * What else there is to say of a release.
     *
     * @param change what changes besides the version, or while it stays: a patch, a git ref, a revision of the recipe
     * @param advisories identifiers of the security advisories that it answers
     * @param forced why the publisher has it taken up whatever holds it; empty where nobody does
     * @param company what it is a part of; empty where it stands alone
     */
    public record Details(
            Optional<String> change, List<String> advisories, Optional<String> forced, Optional<Company> company) {

        /** Nothing. */
        public static final Details NONE = new Details(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

        /** @throws IllegalArgumentException when a text could not stand in a key or a line */
        public Details {
            advisories = List.copyOf(advisories);
            change.ifPresent(text -> requireLine("change", text));
            advisories.forEach(text -> requireLine("advisory", text));
            forced.ifPresent(text -> requireLine("reason", text));
        }
    }

    /**
     * A release that moves several packages of a set at once.
     *
     * @param release what it is called: the same for all of them
     * @param together attributes of all of them
     */
    public record Company(String release, List<String> together) {

        /** @throws IllegalArgumentException when the release's name could not stand in a line */
        public Company {
            requireLine("release", release);
            together = List.copyOf(together);
        }
    }

    /** A release of which there is nothing else to say. */
    public Release(PackageId of, Optional<String> from, String to, BumpKind kind, String publisher, Instant seenAt) {
        this(of, from, to, kind, publisher, seenAt, Details.NONE);
    }

    /** @throws IllegalArgumentException when a version or the publisher could not stand in a key or a header, or the kind is not known */
    public Release {
        from.ifPresent(Release::requireVersion);
        requireVersion(to);
        if (kind == BumpKind.UNKNOWN) {
            throw new IllegalArgumentException("a bump of no known kind cannot be published: say how urgent it is");
        }
        if (!PUBLISHER.matcher(publisher).matches()) {
            throw new IllegalArgumentException(
                    "publisher \"%s\" is not valid: use letters, digits and _ . + @ - (at most 100)"
                            .formatted(publisher));
        }
    }

    private static void requireLine(String what, String text) {
        if (text.isBlank() || text.length() > MOST_CHARACTERS || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the %s is not valid: use one line of at most %d characters".formatted(what, MOST_CHARACTERS));
        }
    }

    private static void requireVersion(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a version: use up to 100 printable ASCII characters, no space and no @"
                            .formatted(version));
        }
    }
}
