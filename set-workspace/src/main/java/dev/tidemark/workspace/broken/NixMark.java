package dev.tidemark.workspace.broken;

import dev.tidemark.set.NixExpression;
import dev.tidemark.workspace.PicturedPackage;
import dev.tidemark.workspace.SetPicture;
import dev.tidemark.workspace.nix.MetaPosition;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.NixSource;
import dev.tidemark.workspace.nix.SetEvaluator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Marks packages of a Nix set in their {@code meta}, beside what a person has written there. What Nix says of where that is, is a
 * proposal: it stands when the set, evaluated again, refuses this package more than before and no other.
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

    void mark(SortedSet<String> attributes, String why)
            throws CannotMarkException, IOException, InterruptedException {
        SetPicture set = nix.picture(name, expression);
        SortedSet<String> refused = refused(set);
        for (String attribute : attributes) {
            if (set.find(attribute).isEmpty()) {
                throw new CannotMarkException("the set in these files has no package %s: give those that the farm builds"
                        .formatted(attribute));
            }
            if (!refused.add(attribute)) {
                throw new CannotMarkException("%s is refused already: it needs no patch".formatted(attribute));
            }
            mark(attribute, why, refused);
        }
    }

    /** @param refused what is to be refused then, this one among it */
    private void mark(String attribute, String why, SortedSet<String> refused)
            throws CannotMarkException, IOException, InterruptedException {
        int tried = 0;
        for (MetaPosition position : new LinkedHashSet<>(nix.metaPositions(expression, attribute))) {
            if (!position.file().startsWith(folder) || tried == MOST_TRIED) {
                continue;
            }
            String before = Files.readString(position.file());
            Optional<String> after = MetaText.marked(before, position.line(), position.column(), why);
            if (after.isEmpty()) {
                continue;
            }
            tried++;
            Files.writeString(position.file(), after.get());
            if (isRefusedAlone(refused)) {
                return;
            }
            Files.writeString(position.file(), before);
        }
        throw new CannotMarkException(
                "where %s says what it is, nothing can be added that marks it alone: set meta.broken = true by hand"
                        .formatted(attribute));
    }

    private boolean isRefusedAlone(SortedSet<String> wanted) throws InterruptedException {
        try {
            return refused(nix.picture(name, expression)).equals(wanted);
        } catch (IOException e) {
            return false; // What was added there is no Nix.
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
