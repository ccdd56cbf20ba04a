package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.nix.EvaluatedAttribute.Meta;
import dev.tidemark.workspace.nix.OwnersFile.Owners;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whom a set's own owners file names for the file that a package is written in. They come behind those whom the
 * package names itself.
 */
final class SetOwners {

    private static final List<String> FILES = List.of("ci/OWNERS", ".github/CODEOWNERS", "CODEOWNERS", "OWNERS");
    private static final Pattern LINE = Pattern.compile(":\\d+$");
    private static final int NAMED = 5;

    private final String name;
    private final OwnersFile file;
    private final List<String> prefixes;

    private SetOwners(String name, OwnersFile file, List<String> prefixes) {
        this.name = name;
        this.file = file;
        this.prefixes = prefixes;
    }

    /**
     * The attributes, each with its owners. Tells the sink what is not taken from the owners file.
     *
     * @param folder that the set lies in
     * @throws IOException when there is an owners file that cannot be read
     */
    static List<EvaluatedAttribute> added(Path folder, List<EvaluatedAttribute> evaluated, SetSink sink)
            throws IOException {
        Optional<SetOwners> owners = in(folder);
        if (owners.isEmpty()) {
            return evaluated;
        }
        owners.get().tell(evaluated, sink);
        return evaluated.stream().map(owners.get()::added).toList();
    }

    private static Optional<SetOwners> in(Path folder) throws IOException {
        Optional<String> name = FILES.stream()
                .filter(each -> Files.isRegularFile(folder.resolve(each)))
                .findFirst();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve(name.get());
        if (!Files.isReadable(file)) {
            throw new IOException(file + " says who owns what in the set and cannot be read: see to its permissions");
        }
        OwnersFile owners = OwnersFile.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        // Nix follows links on the way to a file, but not all of them.
        SortedSet<String> prefixes = new TreeSet<>();
        for (Path way : List.of(folder.toAbsolutePath().normalize(), folder.toRealPath())) {
            prefixes.add(way + (way.getNameCount() == 0 ? "" : "/"));
        }
        return Optional.of(new SetOwners(name.get(), owners, List.copyOf(prefixes)));
    }

    private void tell(List<EvaluatedAttribute> evaluated, SetSink sink) {
        List<String> unread = file.unread();
        if (!unread.isEmpty()) {
            List<String> named =
                    unread.stream().limit(NAMED).map(line -> name + ":" + line).toList();
            sink.note("%,d lines of %s are passed over: %s%s"
                    .formatted(unread.size(), name, String.join("; ", named), unread.size() > NAMED ? "; …" : ""));
        }
        if (file.addresses() > 0) {
            sink.note("%,d owners in %s are addresses, and so are not named".formatted(file.addresses(), name));
        }
        if (evaluated.stream().allMatch(one -> place(one.meta()).isEmpty())) {
            sink.note("%s names nobody, since no package says that it lies in the set's folder".formatted(name));
        }
    }

    /** The file that a package is written in, relative to the set's folder. */
    private Optional<String> place(Meta meta) {
        String path = LINE.matcher(meta.position()).replaceFirst("");
        return prefixes.stream()
                .filter(path::startsWith)
                .map(prefix -> path.substring(prefix.length()))
                .findFirst();
    }

    private EvaluatedAttribute added(EvaluatedAttribute one) {
        Owners owners = place(one.meta()).map(file::of).orElse(Owners.NOBODY);
        return owners.equals(Owners.NOBODY)
                ? one
                : one.with(one.meta()
                        .with(
                                joined(one.meta().maintainers(), owners.maintainers()),
                                joined(one.meta().teams(), owners.teams())));
    }

    /** GitHub's names do not differ by upper and lower case alone. */
    private static List<String> joined(List<String> own, List<String> owners) {
        NavigableSet<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        return Stream.concat(own.stream(), owners.stream()).filter(known::add).toList();
    }
}
