package dev.tidemark.schemas.identity;

import java.util.regex.Pattern;

/** What an agent may be called: something that a person can type, and a shell, a path or a key hold as it is. */
public final class AgentName {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");

    private AgentName() {}

    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }

    /** @throws IllegalArgumentException when it is not */
    public static String valid(String name) {
        if (!isValid(name)) {
            throw new IllegalArgumentException(
                    "the agent's name \"%s\" is not valid: use letters, digits and _ . - (at most 100)"
                            .formatted(Names.printable(name)));
        }
        return name;
    }
}
