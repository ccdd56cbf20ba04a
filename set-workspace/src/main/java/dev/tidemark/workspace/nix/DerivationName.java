package dev.tidemark.workspace.nix;

/**
 * A derivation's name taken apart as Nix does ({@code builtins.parseDrvName}): the version begins after the first dash
 * that no letter follows.
 *
 * @param version empty when there is none
 */
record DerivationName(String pname, String version) {

    static DerivationName parse(String name) {
        for (int dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
            if (dash + 1 < name.length() && !isLetter(name.charAt(dash + 1))) {
                return new DerivationName(name.substring(0, dash), name.substring(dash + 1));
            }
        }
        return new DerivationName(name, "");
    }

    private static boolean isLetter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }
}
