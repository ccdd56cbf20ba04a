package dev.tidemark.agent.nix;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Nix. Ordered as releases follow each other. */
record NixVersion(int major, int minor, int patch) implements Comparable<NixVersion> {

    /** The oldest that the agent knows how to use. */
    static final NixVersion OLDEST = new NixVersion(2, 8, 0);

    /** The first of each line without the ways out of the sandbox that were found from 2024 to 2026. */
    private static final List<NixVersion> MENDED = List.of(
            new NixVersion(2, 28, 6),
            new NixVersion(2, 29, 3),
            new NixVersion(2, 30, 4),
            new NixVersion(2, 31, 4),
            new NixVersion(2, 32, 7),
            new NixVersion(2, 33, 4),
            new NixVersion(2, 34, 5));

    /** One without them that is to be had. */
    static final NixVersion NEWEST_MENDED = MENDED.getLast();

    /** The first that can be told of a recipe that its outputs are meant; since 2.15 it has to be. */
    private static final NixVersion TELLS_OUTPUTS = new NixVersion(2, 13, 0);

    /** The first whose builders have their folders below the state folder of the store, unless it is told of another; others go by TMPDIR. */
    private static final NixVersion HAS_BUILD_FOLDER = new NixVersion(2, 30, 0);

    private static final Pattern FORM = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");
    private static final Comparator<NixVersion> ORDER = Comparator.comparingInt(NixVersion::major)
            .thenComparingInt(NixVersion::minor)
            .thenComparingInt(NixVersion::patch);

    /** Of what {@code nix --version} prints; empty when there is none in it. */
    static Optional<NixVersion> in(String text) {
        Matcher found = FORM.matcher(text);
        return found.find()
                ? Optional.of(new NixVersion(
                        Integer.parseInt(found.group(1)),
                        Integer.parseInt(found.group(2)),
                        found.group(3) == null ? 0 : Integer.parseInt(found.group(3))))
                : Optional.empty();
    }

    /** Whether a recipe that wants to can leave the sandbox: such a release is for sets that are trusted. */
    boolean leaks() {
        for (NixVersion mended : MENDED) {
            if (mended.major == major && mended.minor == minor) {
                return compareTo(mended) < 0;
            }
        }
        return compareTo(MENDED.getLast()) < 0;
    }

    /** What the programs that go on from built recipes are told, where all outputs of one are meant. */
    String outputsOf(String derivation) {
        return compareTo(TELLS_OUTPUTS) < 0 ? derivation : derivation + "^*";
    }

    /** Whether it is told by a setting, and not by the environment, where builders have their folders. */
    boolean hasBuildFolder() {
        return compareTo(HAS_BUILD_FOLDER) >= 0;
    }

    @Override
    public int compareTo(NixVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%d.%d.%d".formatted(major, minor, patch);
    }
}
