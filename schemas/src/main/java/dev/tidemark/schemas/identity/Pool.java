package dev.tidemark.schemas.identity;

/**
 * The agents that one dispatcher serves, written {@code x86_64-linux.free}. An agent belongs to exactly one.
 *
 * @param system what it builds for
 * @param trust the domain that it builds in
 */
public record Pool(String system, TrustDomain trust) {

    /** @throws IllegalArgumentException when the system is not a name */
    public Pool {
        Names.valid("system", system);
    }

    /** @throws IllegalArgumentException when the text is not {@code system.domain} */
    public static Pool parse(String text) {
        int dot = text.lastIndexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a pool: write system.domain, such as x86_64-linux.free");
        }
        return new Pool(text.substring(0, dot), TrustDomain.ofLabel(text.substring(dot + 1)));
    }

    @Override
    public String toString() {
        return system + "." + trust.label();
    }
}
