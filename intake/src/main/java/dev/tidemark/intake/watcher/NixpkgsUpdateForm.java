package dev.tidemark.intake.watcher;

import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.util.Optional;

/** {@code tflint 0.15.0 0.15.1 repology.org}; behind the versions may stand where it comes from. */
final class NixpkgsUpdateForm implements TextLines.Form {

    private static final int LEAST_WORDS = 3;

    @Override
    public Found read(String line) {
        if (line.startsWith("#")) {
            return new Found.PassedOver("comments");
        }
        String[] words = line.split("\\s+", -1);
        if (words.length < LEAST_WORDS) {
            return new Found.Wrong("it is not an attribute, an old and a new version");
        }
        return words[1].equals(words[2])
                ? new Found.PassedOver("no new version")
                : Found.one(Sighting.plain(
                        Subject.Packages.of(words[0]), Optional.of(words[1]), words[2], Spelling.VERSION));
    }
}
