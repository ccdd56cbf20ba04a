package dev.tidemark.intake.debian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * One alternative of a dependency: {@code name:any (>= 1) [amd64 arm64] <!nocheck> <cross>}. The version that it asks for and
 * the qualifier after the colon are not kept.
 *
 * @param name of a binary package, or a virtual one; what cannot be read is kept as it stands and resolves to nothing
 * @param architectures the restriction list; empty when it holds everywhere
 * @param profiles one list for each {@code <…>}, of which one must hold whole; empty when there is no restriction
 */
record Relation(String name, List<String> architectures, List<List<String>> profiles) {

    private static final String OPENING = "([<";
    private static final String CLOSING = ")]>";

    Relation {
        architectures = List.copyOf(architectures);
        profiles = List.copyOf(profiles);
    }

    /** The clauses of a field, all of which must be met, each with its alternatives in the order of preference. */
    static List<List<Relation>> parse(String field) {
        List<List<Relation>> clauses = new ArrayList<>();
        for (String clause : field.split(",", -1)) {
            if (!clause.isBlank()) {
                clauses.add(Arrays.stream(clause.split("\\|", -1))
                        .map(Relation::alternative)
                        .toList());
            }
        }
        return clauses;
    }

    /** Whether it holds when exactly these build profiles are active. */
    boolean holds(Set<String> active) {
        return profiles.isEmpty()
                || profiles.stream().anyMatch(terms -> terms.stream().allMatch(term -> holds(term, active)));
    }

    private static boolean holds(String term, Set<String> active) {
        return term.startsWith("!") ? !active.contains(term.substring(1)) : active.contains(term);
    }

    private static Relation alternative(String written) {
        String text = written.strip();
        int end = endOfName(text);
        String name = text.substring(0, end);
        List<String> architectures = List.of();
        List<List<String>> profiles = new ArrayList<>();
        for (int at = end; at < text.length(); at++) {
            char opening = text.charAt(at);
            if (OPENING.indexOf(opening) >= 0) {
                int closing = text.indexOf(CLOSING.charAt(OPENING.indexOf(opening)), at);
                if (closing < 0) {
                    return new Relation(text, List.of(), List.of());
                }
                List<String> words = words(text.substring(at + 1, closing));
                if (opening == '[') {
                    architectures = words;
                } else if (opening == '<') {
                    profiles.add(words);
                }
                at = closing;
            }
        }
        return new Relation(withoutQualifier(name.strip()), architectures, profiles);
    }

    private static int endOfName(String text) {
        int at = 0;
        while (at < text.length() && OPENING.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static String withoutQualifier(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }
}
