package dev.tidemark.set;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a set says of itself in its {@code set.json}; {@code docs/formats/set.md} has the file.
 *
 * @param name the set's name
 * @param kind how it is built
 * @param description one sentence for a person; may be empty
 * @param folder that the file lies in; absolute
 * @param source where its files are
 * @param nix what evaluates to its packages, when it is a Nix set
 * @param applied how a wave's bumps are applied; empty where each agent finds the bumped version by itself
 * @param isPublic whether its files may be handed to anybody, so that waves of it can be tried
 * @param bumps worth trying, in the author's order
 */
public record SetDescription(
        String name,
        SetKind kind,
        String description,
        Path folder,
        SetSource source,
        Optional<NixExpression> nix,
        Optional<BumpsBy> applied,
        boolean isPublic,
        List<SuggestedBump> bumps) {

    /** The name of the file. */
    public static final String FILE = "set.json";

    public SetDescription {
        bumps = List.copyOf(bumps);
    }

    /**
     * Reads and checks the description in a folder; its packages are not looked at.
     *
     * @throws InvalidSetException with every problem of it, not the first alone
     */
    public static SetDescription load(Path folder) throws InvalidSetException {
        Path whole = folder.toAbsolutePath().normalize();
        Problems problems = new Problems();
        Optional<SetDescription> description = new DescriptionReader(whole, problems).read();
        problems.throwIfAny(whole);
        return description.orElseThrow(() -> new AssertionError("a description that is missing is a problem"));
    }

    /** Whether one agent applies a wave's bumps before anything of it is built, and says what they change. */
    public boolean isPrepared() {
        return applied.isPresent();
    }
}
