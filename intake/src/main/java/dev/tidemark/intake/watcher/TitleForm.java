package dev.tidemark.intake.watcher;

import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code firefox: 54.0.1 -> 55.0}, as commits and pull requests are called; also {@code python3Packages.{a,b}: 1.0 -> 1.1}, {@code
 * a, b: 1.0 → 1.1 (#123)}, and with a commit's id before it as {@code git log --oneline} has it. A title that begins with a
 * release's name in brackets is of another branch.
 */
final class TitleForm implements TextLines.Form {

    private static final Pattern COMMIT = Pattern.compile("^[0-9a-f]{7,40}\\s+(?:\\([^)]*\\)\\s+)?");
    private static final Pattern BRANCH = Pattern.compile("^\\[([^\\]]*)\\]\\s*");
    private static final Pattern CHANGE =
            Pattern.compile("^([^\\s:][^:]*):\\s+(\\S+)\\s+(?:->|→|=>|-->)\\s+(\\S+?)[,;]?(?:\\s.*)?$");
    private static final Pattern BRACES = Pattern.compile("^(.*)\\{([^{}]*)\\}(.*)$");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+@'-]*");
    private static final int MOST_NAMES = 100;

    @Override
    public Found read(String line) {
        String title = COMMIT.matcher(line).replaceFirst("");
        Matcher branch = BRANCH.matcher(title);
        if (branch.find()) {
            if (!branch.group(1).equalsIgnoreCase("staging") && !branch.group(1).equalsIgnoreCase("staging-next")) {
                return new Found.PassedOver("titles of another branch");
            }
            title = title.substring(branch.end());
        }
        Matcher change = CHANGE.matcher(title);
        if (!change.matches()) {
            return new Found.PassedOver("titles of no bump");
        }
        Optional<List<String>> names = names(change.group(1));
        return names.isEmpty()
                ? new Found.PassedOver("titles of no bump")
                : Found.one(Sighting.plain(
                        new Subject.Packages(Optional.empty(), names.get()),
                        Optional.of(change.group(2)),
                        change.group(3),
                        Spelling.VERSION));
    }

    /** Those named, in their order; empty where one of them is none. */
    private static Optional<List<String>> names(String written) {
        List<String> names = new ArrayList<>();
        for (String part : written.split(",(?![^{]*\\})", -1)) {
            Matcher braces = BRACES.matcher(part.strip());
            if (braces.matches()) {
                Arrays.stream(braces.group(2).split(",", -1))
                        .forEach(each -> names.add(braces.group(1) + each.strip() + braces.group(3)));
            } else {
                names.add(part.strip());
            }
        }
        return names.size() <= MOST_NAMES
                        && names.stream().allMatch(name -> NAME.matcher(name).matches())
                ? Optional.of(names)
                : Optional.empty();
    }
}
