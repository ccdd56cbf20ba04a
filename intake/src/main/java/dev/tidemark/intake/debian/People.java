package dev.tidemark.intake.debian;

import dev.tidemark.schemas.identity.Sha256;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who answers for a source, by handles and never by addresses. A person's handle is the account where the address is
 * one of Debian's own or one that a forge gives out for the public, else the name in lower-case ASCII with hyphens, so that a
 * team's is its name. Two people of one name share a handle; one person with two addresses may have two.
 *
 * @param maintainers persons, in the order in which the source names them
 * @param teams in the same order
 */
record People(List<String> maintainers, List<String> teams) {

    private static final Pattern TEAM_NAME =
            Pattern.compile("(?i).*\\b(team|maintainers|group|project|packagers|packaging|developers|force)\\b.*");
    /** Mailing lists, and addresses that the archive forwards to whoever is concerned. */
    private static final Pattern TEAM_HOST =
            Pattern.compile("(?i)(.*[.-])?lists[.-].*|(?:tracker|packages|qa|release)\\.debian\\.org");

    private static final Pattern DEBIAN_HOST = Pattern.compile("(?i)debian\\.org");
    private static final Pattern FORGE_HOST = Pattern.compile("(?i)users\\.noreply\\..+");
    /** Letters that Unicode does not take apart into a Latin one and a mark. */
    private static final Map<String, String> LATIN =
            Map.of("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i");

    People {
        maintainers = List.copyOf(maintainers);
        teams = List.copyOf(teams);
    }

    /** @param fields lists of {@code Name <address>}, parted by commas; blank ones name nobody */
    static People of(String... fields) {
        List<String> maintainers = new ArrayList<>();
        List<String> teams = new ArrayList<>();
        for (String field : fields) {
            each(field, (name, address) -> add(name, address.strip(), maintainers, teams));
        }
        return new People(
                maintainers.stream().distinct().toList(),
                teams.stream().distinct().toList());
    }

    /** Every {@code name<address>} between brackets, in one pass: a field may be as long as a line. */
    private static void each(String field, BiConsumer<String, String> taker) {
        int name = 0;
        int opening = -1;
        int behind = 0;
        for (int at = 0; at < field.length(); at++) {
            char letter = field.charAt(at);
            if (letter == '<') {
                name = behind;
                opening = at;
                behind = at + 1;
            } else if (letter == '>') {
                if (opening >= 0) {
                    taker.accept(field.substring(name, opening), field.substring(opening + 1, at));
                }
                opening = -1;
                behind = at + 1;
            }
        }
    }

    private static void add(String written, String address, List<String> maintainers, List<String> teams) {
        String name = written.strip();
        int at = address.lastIndexOf('@');
        String host = address.substring(at + 1);
        String account = address.substring(0, Math.max(at, 0));
        if (TEAM_HOST.matcher(host).matches() || TEAM_NAME.matcher(name).matches()) {
            teams.add(handle(name, account));
        } else if (DEBIAN_HOST.matcher(host).matches()) {
            maintainers.add(handle(account.replaceAll("\\+.*", ""), name));
        } else if (FORGE_HOST.matcher(host).matches()) {
            maintainers.add(handle(account.replaceAll("^\\d+\\+", ""), name));
        } else {
            maintainers.add(handle(name, account));
        }
    }

    /** Of the other text where the first is empty; of what stands in parentheses where nothing else is in Latin letters. */
    private static String handle(String first, String other) {
        String text = first.isEmpty() ? other : first;
        return Stream.of(withoutParentheses(text), text)
                .map(People::ascii)
                .filter(handle -> !handle.isEmpty())
                .findFirst()
                .orElseGet(() -> "person-" + Sha256.builder().add(text).build().brief(12));
    }

    private static String withoutParentheses(String text) {
        StringBuilder rest = new StringBuilder();
        int from = 0;
        int opening = text.indexOf('(');
        int closing = text.indexOf(')', Math.max(opening, 0));
        while (opening >= 0 && closing >= 0) {
            rest.append(text, from, opening).append(' ');
            from = closing + 1;
            opening = text.indexOf('(', from);
            closing = text.indexOf(')', Math.max(opening, from));
        }
        return rest.append(text, from, text.length()).toString();
    }

    private static String ascii(String text) {
        String lower = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        StringBuilder latin = new StringBuilder();
        lower.codePoints()
                .mapToObj(Character::toString)
                .forEach(letter -> latin.append(LATIN.getOrDefault(letter, letter)));
        return latin.toString().replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
