package dev.tidemark.workspace.nix;

import dev.tidemark.schemas.wire.TrustedEvents;
import dev.tidemark.workspace.nix.EvaluatedAttribute.DerivationOutline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a Nix package set: evaluates it, or takes what an evaluation has written; then reads the derivations and
 * contracts them to packages. Of {@code nix-eval-jobs} and {@code nix-instantiate} it takes the first that is on the
 * {@code PATH}. Packages come in the order of their attributes, each once. Edges lead to packages of the set only.
 *
 * <p>Behind the people whom a package names come those whom the set's owners file names for it. It is looked for in the
 * folder of the expression, or of the lines.
 *
 * <p>Held in memory is what was evaluated and, of each derivation, its outputs and what it leads to; no text of one. An
 * interrupt ends every program that was started.
 */
public final class NixReader {

    static {
        TrustedEvents.declare();
    }

    private final String set;
    private final NixSource source;
    private final NixSettings settings;

    /** @param set the name that the packages' set gets */
    public NixReader(String set, NixSource source, NixSettings settings) {
        this.set = set;
        this.source = source;
        this.settings = settings;
    }

    /**
     * Hands on every package, one after the other; what cannot be read as one is a problem, and does not end the reading.
     *
     * @throws IOException when the source cannot be read, when no program of Nix is installed, when the set as a whole
     *     cannot be evaluated, when the store that it was evaluated in cannot be read from here, or when there is an
     *     owners file that cannot; the message says what to do
     * @throws InterruptedException when the thread is interrupted while it waits for a program
     */
    public void read(SetSink sink) throws IOException, InterruptedException {
        switch (source) {
            case NixSource.Expression expression -> {
                List<EvaluatedAttribute> evaluated = new SetProgram(settings, expression).evaluate(sink);
                requireReadable(evaluated);
                assemble(
                        SetOwners.added(folder(expression.file()), evaluated, sink),
                        new StoreFolder(settings.store()),
                        "",
                        sink);
            }
            case NixSource.Lines lines -> {
                List<EvaluatedAttribute> evaluated = LinesFile.read(lines.file(), sink);
                DerivationSource store = new StoreFolder(settings.store());
                if (lines.derivations().isPresent()) {
                    store = store.or(ShownDerivations.read(lines.derivations().get()));
                }
                assemble(
                        SetOwners.added(folder(lines.file()), evaluated, sink),
                        store,
                        String.valueOf(lines.file().getFileName()),
                        sink);
            }
        }
    }

    /** That a file lies in, or a folder itself. */
    private static Path folder(Path path) {
        Path whole = path.toAbsolutePath();
        return Files.isDirectory(whole)
                ? whole
                : Optional.ofNullable(whole.getParent()).orElse(whole);
    }

    private void assemble(List<EvaluatedAttribute> evaluated, DerivationSource store, String file, SetSink sink) {
        Map<String, DerivationOutline> outlines = new HashMap<>();
        evaluated.forEach(one -> one.derivation().ifPresent(outline -> outlines.put(outline.path(), outline)));
        DerivationSource all =
                store.or(path -> Optional.ofNullable(outlines.get(path)).flatMap(NixReader::outlined));
        NodeIndex nodes = new NodeIndex(evaluated);
        new PackageAssembly(set, nodes, new Contraction(nodes, all), sink).assemble(nodes.sentinels(evaluated), file);
    }

    /** A derivation of which only a line is known. */
    private static Optional<Derivation> outlined(DerivationOutline outline) {
        if (outline.inputs().isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, List<String>> inputs = new TreeMap<>();
        outline.inputs().forEach(input -> inputs.put(input.path(), input.outputs()));
        return Optional.of(new Derivation(
                outline.outputs().entrySet().stream()
                        .map(output -> new Derivation.Output(output.getKey(), output.getValue(), "", ""))
                        .toList(),
                inputs,
                List.of(),
                new Derivation.Recipe("", "", List.of()),
                new TreeMap<>(Map.of("name", StorePath.name(outline.path())))));
    }

    private void requireReadable(List<EvaluatedAttribute> evaluated) throws IOException {
        List<Path> derivations = evaluated.stream()
                .flatMap(one -> one.derivation().stream())
                .map(outline -> settings.store()
                        .map(folder -> folder.resolve(StorePath.baseName(outline.path())))
                        .orElse(Path.of(outline.path())))
                .toList();
        if (!derivations.isEmpty() && derivations.stream().noneMatch(Files::isReadable)) {
            throw new IOException(
                    ("None of the %d derivations can be read, such as %s: give two files instead of the set, what"
                                    + " \"nix-eval-jobs --meta --show-input-drvs\" prints and what \"nix derivation show -r\" prints.")
                            .formatted(derivations.size(), derivations.getFirst()));
        }
    }
}
