package dev.tidemark.set;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a feature may be called: the same where a package asks for it and where an agent offers it. */
public final class Features {

    private static final Pattern FEATURE = Pattern.compile("[a-z0-9][a-z0-9_.+-]{0,99}");

    private Features() {}

    /** Why the name cannot be a feature's, as a sentence with what can; empty when it can. */
    public static Optional<String> problem(String name) {
        return FEATURE.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(
                        "the feature \"%s\" is not valid: use lower-case letters, digits and _ . + - (at most 100)"
                                .formatted(name));
    }
}
