package dev.tidemark.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of shell recipes that build in milliseconds: {@code base} offers words, {@code left} and {@code right} take one
 * each, {@code top} needs both, {@code lone} nothing. Version 2 of {@code base} offers one word less.
 */
public final class TinySet {

    private TinySet() {}

    /** Writes it and returns its folder. */
    public static Path write(Path folder) throws IOException {
        write(folder.resolve("set.json"), """
                {"set": "tiny", "kind": "command", "bumps": [{"package": "base", "to": "2", "note": "drops a word"}]}
                """);
        addPackage(folder, "base", List.of(), """
                echo "tidemark-phase: compile"
                cp "$version/words" "$out/words"
                """);
        write(folder.resolve("packages/base/1/words"), "left\nright\n");
        write(folder.resolve("packages/base/2/words"), "left\n");
        write(folder.resolve("packages/base/3/words"), "left\nright\nmore\n");
        addPackage(folder, "left", List.of("base"), take("left"));
        addPackage(folder, "right", List.of("base"), take("right"));
        addPackage(folder, "top", List.of("left", "right"), """
                cat "$deps/left/taken" "$deps/right/taken" > "$out/all"
                """);
        addPackage(folder, "lone", List.of(), "echo alone > \"$out/alone\"\n");
        return folder;
    }

    private static String take(String word) {
        return """
                echo "tidemark-phase: compile"
                grep -x %s "$deps/base/words" > "$out/taken" || { echo "error: base offers no word %s"; exit 1; }
                """.formatted(word, word);
    }

    /** Adds a package at version 1. */
    static void addPackage(Path folder, String attribute, List<String> needs, String recipe) throws IOException {
        String list = needs.stream().map(need -> "\"" + need + "\"").collect(Collectors.joining(", "));
        write(folder.resolve("packages/" + attribute + "/package.json"), """
                {"version": "1", "dependencies": {"build": [%s]}, "maintainers": ["%s-keeper"]}
                """.formatted(list, attribute));
        write(folder.resolve("packages/" + attribute + "/build"), "set -eu\n" + recipe);
        Files.createDirectories(folder.resolve("packages/" + attribute + "/1"));
        write(folder.resolve("packages/" + attribute + "/1/.keep"), "");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
