package dev.tidemark.agent.build;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether what a recipe has printed tells that two demands on the version of one thing cannot both be met: as pip, npm, Cargo, Bundler and
 * nixpkgs' checks of Python packages say it. What is not there in any version, or lacks something besides, is no conflict of versions.
 */
public final class PinConflict {

    private static final Pattern PHASE = Pattern.compile("^(?:tidemark-phase:|Running phase: )");

    /** In a Nix build the lines of what is built on the way have its name before them. */
    private static final Pattern BUILT_ON_THE_WAY = Pattern.compile("^[A-Za-z0-9][\\w.+?=-]*> ");

    private static final int MOST_DEMANDS = 6;
    private static final int LONGEST = 400;

    /**
     * How a tool says it.
     *
     * @param told is in a line of whatever is one
     * @param unless is in the log where it is something else that the tool says in the same words; looked for across lines
     * @param demand each line that has a part in it, and in the group {@code said} which
     */
    private record Words(Pattern told, Optional<Pattern> unless, Pattern demand) {

        static Words of(String told, String demand) {
            return new Words(Pattern.compile(told), Optional.empty(), Pattern.compile(demand));
        }

        Words unless(String other) {
            return new Words(told, Optional.of(Pattern.compile(other, Pattern.DOTALL)), demand);
        }

        private boolean areIn(List<String> lines) {
            return lines.stream().anyMatch(line -> told.matcher(line).find())
                    && unless.filter(other ->
                                    other.matcher(String.join("\n", lines)).find())
                            .isEmpty();
        }

        private List<String> demands(List<String> lines) {
            return lines.stream()
                    .map(demand::matcher)
                    .filter(Matcher::find)
                    .map(found -> found.group("said").replace("`", "").strip())
                    .distinct()
                    .limit(MOST_DEMANDS)
                    .toList();
        }
    }

    private static final List<Words> TOOLS = List.of(
            // pip
            Words.of(
                    "^\\s*ERROR: ResolutionImpossible\\b",
                    "^\\s+(?<said>\\S+ \\S+ depends on \\S.*|The user requested \\S.*)$"),
            Words.of(
                    "^\\s*ERROR: Could not find a version that satisfies the requirement .*\\(from versions: (?!none\\))",
                    "^\\s*ERROR: Could not find a version that satisfies the requirement (?<said>.*\\(from versions: (?!none\\)).*)$"),
            // pip check
            Words.of(
                    "^\\S+ \\S+ has requirement .+, but you have \\S+ \\S+\\.$",
                    "^(?<said>\\S+ \\S+ has requirement .+, but you have \\S+ \\S+)\\.$"),
            // npm
            Words.of(
                    "^npm (?:ERR!|error) (?:code )?ERESOLVE\\b",
                    "^npm (?:ERR!|error) (?<said>Found: \\S+|(?:peer|peerOptional|dev|optional) \\S.* from \\S.*)$"),
            // Cargo
            Words.of(
                            "^\\s*(?:error: )?failed to select a version for ",
                            "^\\s*(?:error: failed to select a version for the requirement |\\.\\.\\. )?"
                                    + "(?<said>(?:(?<=for the requirement )`.*|required by package `[^`(]*|which satisfies dependency .* of package `[^`(]*"
                                    + "|versions that meet the requirements .*|candidate versions found which didn't match: .*"
                                    + "|previously selected package `[^`(]*))")
                    .unless("does not have (?:that feature|these features)"),
            // Bundler before 2.4, and from then on
            Words.of(
                            "Bundler could not find compatible versions for gem ",
                            "^ {4,}(?<said>\\S.*(?: was resolved to .*| \\((?:[<>=~!]|\\d).*\\)))$")
                    .unless("Could not find gem '(?!.*The source contains the following gems)"),
            Words.of("^\\s+version solving has failed\\.?$", "^(?:So, because|Because| {2}and) (?<said>\\S.*?),?$")
                    .unless("could not be found in"),
            // nixpkgs: of a wheel what it needs, and of a closure what is in it twice
            Words.of(
                    "^\\s+- \\S+ not satisfied by version \\S+$",
                    "^(?:Checking runtime dependencies for|\\s+-) (?<said>\\S+\\.whl|\\S+ not satisfied by version \\S+)$"),
            Words.of("^Package duplicates found in closure, see above", "^ {2}(?<said>\\S+ \\S+) \\(/\\S+\\)$"));

    private PinConflict() {}

    /**
     * What is told of a recipe that has failed, and was not testing: a test may say so, too, of versions that it makes up.
     *
     * @param tail its last lines
     * @return the conflict in a sentence that names its demands; empty where none is told
     */
    public static Optional<String> told(List<String> tail) {
        List<String> lines = ofLastPhase(tail);
        return TOOLS.stream()
                .filter(tool -> tool.areIn(lines))
                .map(tool -> sentence(tool.demands(lines)))
                .findFirst();
    }

    /** What was said in earlier phases has been survived. */
    private static List<String> ofLastPhase(List<String> tail) {
        int from = 0;
        for (int at = 0; at < tail.size(); at++) {
            from = PHASE.matcher(tail.get(at)).find() ? at : from;
        }
        return tail.subList(from, tail.size()).stream()
                .map(line -> BUILT_ON_THE_WAY.matcher(line).replaceFirst(""))
                .toList();
    }

    private static String sentence(List<String> demands) {
        StringBuilder sentence = new StringBuilder("two versions that it asks for cannot both be had");
        String before = ": ";
        for (String demand : demands) {
            sentence.append(before).append(demand);
            before = demand.endsWith("depends on") ? " " : demand.endsWith(".whl") ? ": " : "; ";
        }
        return sentence.length() <= LONGEST ? sentence.toString() : sentence.substring(0, LONGEST - 1) + "…";
    }
}
