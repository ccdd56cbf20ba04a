package dev.tidemark.workspace.nix;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who owns which files, in the syntax of GitHub's CODEOWNERS: a pattern and owners a line, of which the last that
 * matches a file counts. A pattern without owners takes them away again; {@code #} begins a comment.
 */
final class OwnersFile {

    /** A space in a pattern has a backslash before it. */
    private static final Pattern SPACE = Pattern.compile("(?<!\\\\)\\s+");

    private static final Pattern PERSON = Pattern.compile("@([A-Za-z0-9_-]+)");
    private static final Pattern TEAM = Pattern.compile("@[A-Za-z0-9_-]+/([A-Za-z0-9._-]+)");
    private static final Pattern ADDRESS = Pattern.compile("[^@]+@[^@]+");

    private final List<Rule> rules = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private int addresses;

    /**
     * @param maintainers handles, in the order of the line
     * @param teams without the organisation, in the order of the line
     */
    record Owners(List<String> maintainers, List<String> teams) {

        static final Owners NOBODY = new Owners(List.of(), List.of());
    }

    private record Rule(OwnerPattern pattern, Owners owners) {}

    private OwnersFile() {}

    static OwnersFile parse(String text) {
        OwnersFile file = new OwnersFile();
        List<String> lines = text.lines().toList();
        for (int line = 0; line < lines.size(); line++) {
            try {
                file.read(lines.get(line));
            } catch (IllegalArgumentException e) {
                file.unread.add("%d: %s".formatted(line + 1, e.getMessage()));
            }
        }
        return file;
    }

    /** @param file relative to the folder that the patterns are about */
    Owners of(String file) {
        for (Rule rule : rules.reversed()) {
            if (rule.pattern().matches(file)) {
                return rule.owners();
            }
        }
        return Owners.NOBODY;
    }

    /** The lines that were passed over: number, from 1, and reason. */
    List<String> unread() {
        return List.copyOf(unread);
    }

    /** How many owners are addresses, and so are not named. */
    int addresses() {
        return addresses;
    }

    private void read(String line) {
        List<String> words = SPACE.splitAsStream(line.strip())
                .takeWhile(word -> !word.isEmpty() && !word.startsWith("#"))
                .toList();
        if (words.isEmpty()) {
            return;
        }
        OwnerPattern pattern = OwnerPattern.of(words.getFirst());
        List<String> maintainers = new ArrayList<>();
        List<String> teams = new ArrayList<>();
        int unnamed = 0;
        for (String owner : words.subList(1, words.size())) {
            Matcher person = PERSON.matcher(owner);
            Matcher team = TEAM.matcher(owner);
            if (person.matches()) {
                maintainers.add(person.group(1));
            } else if (team.matches()) {
                teams.add(team.group(1));
            } else if (ADDRESS.matcher(owner).matches()) {
                unnamed++;
            } else {
                throw new IllegalArgumentException("an owner is @handle, @organisation/team or an address");
            }
        }
        addresses += unnamed;
        rules.add(new Rule(pattern, new Owners(List.copyOf(maintainers), List.copyOf(teams))));
    }
}
