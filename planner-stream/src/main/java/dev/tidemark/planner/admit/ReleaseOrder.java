package dev.tidemark.planner.admit;

/**
 * Which release is newer: Nix's order ({@link NixVersion}), but for prereleases. Nix knows {@code pre} alone as one, so that
 * {@code 2.0-rc1} would be newer than {@code 2.0}; here every {@link Prerelease} is older than the release that it is of.
 */
final class ReleaseOrder {

    private ReleaseOrder() {}

    /** Negative, zero or positive as {@code a} is older than, as old as, or newer than {@code b}. One order of all versions. */
    static int compare(String a, String b) {
        int bases = NixVersion.compare(
                Prerelease.base(a).orElse(a), Prerelease.base(b).orElse(b));
        if (bases != 0) {
            return bases;
        }
        boolean early = Prerelease.base(a).isPresent();
        boolean otherEarly = Prerelease.base(b).isPresent();
        return early == otherEarly ? NixVersion.compare(a, b) : (early ? -1 : 1);
    }
}
