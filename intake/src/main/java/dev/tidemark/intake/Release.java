package dev.tidemark.intake;

import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Instant;
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
 */
public record Release(PackageId of, Optional<String> from, String to, BumpKind kind, String publisher, Instant seenAt) {

    private static final Pattern VERSION = Pattern.compile("[!-?A-~]{1,100}");
    private static final Pattern PUBLISHER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+@-]{0,99}");

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

    private static void requireVersion(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a version: use up to 100 printable ASCII characters, no space and no @"
                            .formatted(version));
        }
    }
}
