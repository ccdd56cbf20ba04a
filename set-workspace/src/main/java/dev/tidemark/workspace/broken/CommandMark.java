package dev.tidemark.workspace.broken;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageDescription;
import dev.tidemark.set.PackageSet;
import dev.tidemark.set.SetDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks packages of a command set in their {@code package.json}, whose form is kept. */
final class CommandMark {

    /** The beginning of an object that is not empty, with what stands before its first name. */
    private static final Pattern BEGINNING = Pattern.compile("^(\\s*\\{)(\\s*)(?=\")");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SetDescription set;
    private final Path folder;

    /** @param folder a copy of the set's files, which is changed */
    CommandMark(SetDescription set, Path folder) {
        this.set = set;
        this.folder = folder;
    }

    void mark(SortedSet<String> attributes, String why) throws CannotMarkException, IOException {
        SortedSet<String> before;
        try {
            before = broken();
        } catch (InvalidSetException e) {
            throw new CannotMarkException(String.valueOf(e.getMessage()), e);
        }
        for (String attribute : attributes) {
            if (before.contains(attribute)) {
                throw new CannotMarkException("%s is marked as broken already: it needs no patch".formatted(attribute));
            }
            mark(attribute, why);
        }
        SortedSet<String> wanted = new TreeSet<>(before);
        wanted.addAll(attributes);
        if (!marked().equals(Optional.of(wanted))) {
            throw new CannotMarkException(
                    "what can be added to its package.json does not mark %s alone: say \"broken\" there by hand"
                            .formatted(String.join(", ", attributes)));
        }
    }

    private void mark(String attribute, String why) throws CannotMarkException, IOException {
        Path file = folder.resolve("packages").resolve(attribute).resolve("package.json");
        if (!Files.isRegularFile(file)) {
            throw new CannotMarkException(
                    "the set in these files has no package %s: give those that the farm builds".formatted(attribute));
        }
        String text = Files.readString(file);
        Matcher beginning = BEGINNING.matcher(text);
        if (!beginning.find()) {
            throw new CannotMarkException(
                    "packages/%s/package.json begins in an unusual way: add \"broken\" by hand".formatted(attribute));
        }
        String name = "%s\"broken\": %s,".formatted(beginning.group(2), JSON.writeValueAsString(why));
        String rest = text.substring(beginning.end());
        String between = beginning.group(2).isEmpty() ? " " : beginning.group(2);
        Files.writeString(file, beginning.group(1) + name + between + rest);
    }

    /** Empty when the change made the set one that cannot be read. */
    private Optional<SortedSet<String>> marked() {
        try {
            return Optional.of(broken());
        } catch (InvalidSetException e) {
            return Optional.empty();
        }
    }

    private SortedSet<String> broken() throws InvalidSetException {
        SortedSet<String> broken = new TreeSet<>();
        for (PackageDescription each : PackageSet.load(set, folder).packages()) {
            if (!each.broken().isEmpty()) {
                broken.add(each.attribute());
            }
        }
        return broken;
    }
}
