package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.workspace.nix.Derivation.Output;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A derivation's text in which a token stands for each path that changes with what it is built from: its own outputs,
 * its inputs and their outputs. Of a package that is an input the token is the attribute, of any other input its own
 * recipe. So the digest changes with the recipe, also with that of a step which belongs to no package, and with what
 * the package needs; not with the recipe or the version of another package.
 *
 * <p>A dependency's version that a recipe repeats in words (in its name, in a flag) is its own text and counts. The
 * digest of one recipe differs between stores in different folders, since the names of local files in the store do.
 */
final class MaskedRecipe {

    private static final int PLACEHOLDER = 53;

    private final Derivation derivation;
    private final String folder;
    /** By the start of what is masked: the store's folder and the hash, or the whole placeholder. */
    private final Map<String, Mask> masks = new HashMap<>();

    private final SortedSet<String> needed = new TreeSet<>();

    private record Mask(String text, String token) {}

    /**
     * @param path the derivation's
     * @param inputs those of the derivation that are known, by path
     */
    MaskedRecipe(String path, Derivation derivation, Map<String, Folded> inputs) {
        this.derivation = derivation;
        this.folder = StorePath.folder(path);
        for (Output output : derivation.outputs()) {
            mask(output.path(), "@self." + output.name() + "@");
        }
        for (Map.Entry<String, List<String>> input : derivation.inputs().entrySet()) {
            Folded folded = inputs.get(input.getKey());
            if (folded != null) {
                needed.add(folded.token() + " " + input.getValue());
                mask(input.getKey(), "@" + folded.token() + "@");
                folded.marks().forEach((name, mark) -> mask(mark, "@" + folded.token() + "." + name + "@"));
            }
        }
    }

    private void mask(String text, String token) {
        int start = text.startsWith(folder) ? folder.length() + StorePath.HASH : PLACEHOLDER;
        if (!text.isEmpty() && text.length() >= start) {
            masks.put(text.substring(0, start), new Mask(text, token));
        }
    }

    /** The digest of what stays. */
    Sha256 digest() {
        Sha256.Builder digest = Sha256.builder();
        digest.add(derivation.recipe().system()).add(masked(derivation.recipe().builder()));
        addAll(
                digest,
                derivation.recipe().arguments().stream().map(this::masked).toList());
        SortedMap<String, String> environment = derivation.environment();
        digest.add(environment.size());
        environment.forEach((name, value) -> digest.add(name).add(masked(value)));
        digest.add(derivation.outputs().size());
        derivation.outputs().forEach(output -> digest.add(output.name()).add(output.algorithm()));
        addAll(
                digest,
                derivation.sources().stream().map(StorePath::baseName).sorted().toList());
        addAll(digest, List.copyOf(needed));
        return digest.build();
    }

    private static void addAll(Sha256.Builder digest, List<String> fields) {
        digest.add(fields.size());
        fields.forEach(digest::add);
    }

    private String masked(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || text.length() < Math.min(PLACEHOLDER, folder.length() + StorePath.HASH)) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int kept = 0;
        while (slash >= 0) {
            Mask mask = at(text, slash);
            if (mask != null) {
                masked.append(text, kept, slash).append(mask.token());
                kept = slash + mask.text().length();
            }
            slash = text.indexOf('/', Math.max(slash + 1, kept));
        }
        return masked.append(text, kept, text.length()).toString();
    }

    private @Nullable Mask at(String text, int slash) {
        Mask mask = text.startsWith(folder, slash) ? startingAt(text, slash, folder.length() + StorePath.HASH) : null;
        return mask == null ? startingAt(text, slash, PLACEHOLDER) : mask;
    }

    private @Nullable Mask startingAt(String text, int slash, int length) {
        if (slash + length > text.length()) {
            return null;
        }
        Mask mask = masks.get(text.substring(slash, slash + length));
        return mask != null && text.startsWith(mask.text(), slash) ? mask : null;
    }
}
