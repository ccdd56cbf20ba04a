package dev.tidemark.workspace.broken;

import dev.tidemark.set.NixExpression;
import dev.tidemark.workspace.PicturedPackage;
import dev.tidemark.workspace.SetPicture;
import dev.tidemark.workspace.nix.MetaPosition;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.NixSource;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.nix.SetNotEvaluatedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Marks packages of a Nix set in their {@code meta}, beside what a person has written there. What Nix says of where that is, is a
 * proposal: it stands when the set, evaluated again, refuses this package more than before and none that it should not.
 */
final class NixMark {

    /** Places that are tried for one package: each takes an evaluation of the set. */
    private static final int MOST_TRIED = 4;

    private final String name;
    private final Path folder;
    private final NixSource.Expression expression;
    private final SetEvaluator nix;

    /** @param folder a copy of the set's files, which is changed; without symbolic links on the way to it */
    NixMark(String name, NixExpression expression, Path folder, String system, NixSettings settings) {
        this.name = name;
        this.folder = folder;
        this.expression = NixSource.Expression.of(expression, folder, system);
        this.nix = new SetEvaluator(settings);
    }

    void mark(SortedSet<String> attributes, String why) throws CannotMarkException, IOException, InterruptedException {
        SetPicture set = nix.picture(name, expression);
        SortedSet<String> before = refused(set);
        SortedSet<String> wanted = new TreeSet<>(before);
        for (String attribute : attributes) {
            if (set.find(attribute).isEmpty()) {
                throw new CannotMarkException(
                        "the set in these files has no package %s: give those that the farm builds"
                                .formatted(attribute));
            }
            if (!wanted.add(attribute)) {
                throw new CannotMarkException("%s is refused already: it needs no patch".formatted(attribute));
            }
        }
        SortedSet<String> marked = before;
        for (String attribute : attributes) {
            if (!marked.contains(attribute)) { // Else it shares the meta of one that is marked.
                marked = mark(attribute, why, wanted);
            }
        }
    }

    /**
     * @param wanted what may be refused then, this one among it
     * @return what is
     */
    private SortedSet<String> mark(String attribute, String why, SortedSet<String> wanted)
            throws CannotMarkException, IOException, InterruptedException {
        int tried = 0;
        for (MetaPosition position : new LinkedHashSet<>(nix.metaPositions(expression, attribute))) {
            if (tried == MOST_TRIED || !isOfTheCopy(position.file())) {
                continue;
            }
            String before = Files.readString(position.file());
            Optional<String> after = MetaText.marked(before, position.line(), position.column(), why);
            if (after.isEmpty()) {
                continue;
            }
            tried++;
            Files.writeString(position.file(), after.get());
            SortedSet<String> refused = refusedNow();
            if (refused.contains(attribute) && wanted.containsAll(refused)) {
                return refused;
            }
            Files.writeString(position.file(), before);
        }
        throw new CannotMarkException(
                "where %s says what it is, nothing can be added that marks it and nothing else: set meta.broken = true by hand"
                        .formatted(attribute));
    }

    /** Not what a link in it leads to. */
    private boolean isOfTheCopy(Path file) throws IOException {
        return Files.exists(file) && file.toRealPath().startsWith(folder);
    }

    /** Empty when what was added is no Nix. */
    private SortedSet<String> refusedNow() throws IOException, InterruptedException {
        try {
            return refused(nix.picture(name, expression));
        } catch (SetNotEvaluatedException e) {
            return new TreeSet<>();
        }
    }

    private static SortedSet<String> refused(SetPicture set) {
        SortedSet<String> refused = new TreeSet<>();
        for (PicturedPackage each : set.packages()) {
            if (!each.refusal().isEmpty()) {
                refused.add(each.attribute());
            }
        }
        return refused;
    }
}
