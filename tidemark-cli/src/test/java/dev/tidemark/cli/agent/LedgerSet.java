package dev.tidemark.cli.agent;

import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A command set that is written as it is asked for. Each recipe writes down in the ledger that it begins, and that it has come to its end. */
final class LedgerSet {

    private final Ledger ledger;
    private final Path folder;

    /** @param folder that it is written to, and called after */
    LedgerSet(Ledger ledger, Path folder) throws IOException {
        this(ledger, folder, "");
    }

    /** @param more of its description, after a comma; nothing when it is empty */
    LedgerSet(Ledger ledger, Path folder, String more) throws IOException {
        this.ledger = ledger;
        this.folder = folder;
        write("set.json", "{\"set\": \"%s\", \"kind\": \"command\"%s}".formatted(folder.getFileName(), more));
    }

    Path folder() {
        return folder;
    }

    /** A package that has several versions, the first of them to begin with, and whose output is the word of its version: what that is called. */
    void bumped(String attribute, List<String> features, String... versions) throws IOException {
        bumped(attribute, features, List.of(versions), "");
    }

    /** The same, whose recipe does something before. */
    void bumped(String attribute, List<String> features, List<String> versions, String before) throws IOException {
        describe(attribute, versions.getFirst(), List.of(), features);
        for (String version : versions) {
            write("packages/%s/%s/word".formatted(attribute, version), version + "\n");
        }
        recipe(attribute, before + "cp \"$version/word\" \"$out/word\"\n");
    }

    /**
     * A package of one version.
     *
     * @param needs attributes of what it is built from
     * @param features that an agent must have
     * @param work what its recipe does; it ends at the first command that fails
     */
    void add(String attribute, List<String> needs, List<String> features, String work) throws IOException {
        describe(attribute, "1", needs, features);
        write("packages/%s/1/.keep".formatted(attribute), "");
        recipe(attribute, work);
    }

    /** One of a single version that is there to download something, with the digest that this has to have. */
    void fetch(String attribute, List<String> needs, List<String> features, Sha256 digest, String work)
            throws IOException {
        describe(attribute, "1", needs, features, ", \"fetch\": {\"1\": \"%s\"}".formatted(digest.hex()));
        recipe(attribute, work);
    }

    /** One that the set marks as broken, for that reason. */
    void broken(String attribute, List<String> needs, List<String> features, String reason) throws IOException {
        describe(attribute, "1", needs, features, ", \"broken\": \"%s\"".formatted(reason));
        write("packages/%s/1/.keep".formatted(attribute), "");
        recipe(attribute, "true\n");
    }

    private void describe(String attribute, String version, List<String> needs, List<String> features)
            throws IOException {
        describe(attribute, version, needs, features, "");
    }

    private void describe(String attribute, String version, List<String> needs, List<String> features, String more)
            throws IOException {
        write(
                "packages/%s/package.json".formatted(attribute),
                "{\"version\": \"%s\", \"dependencies\": {\"build\": [%s]}, \"features\": [%s]%s}"
                        .formatted(version, quoted(needs), quoted(features), more));
    }

    private void recipe(String attribute, String work) throws IOException {
        write(
                "packages/%s/build".formatted(attribute),
                "set -eu\n" + ledger.begins(attribute) + work + ledger.ends(attribute));
    }

    /** Writes a file of it. */
    void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, text);
    }

    private static String quoted(List<String> names) {
        return names.stream().map("\"%s\""::formatted).collect(Collectors.joining(", "));
    }
}
