package dev.tidemark.intake.nix;

import dev.tidemark.intake.GraphFormat;
import dev.tidemark.intake.GraphRequest;
import dev.tidemark.intake.GraphSource;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.workspace.nix.NixArgument;
import dev.tidemark.workspace.nix.NixReader;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.NixSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A Nix package set, or what nix-eval-jobs has printed of one; docs/formats/nix.md says what becomes of it. */
public final class NixFormat implements GraphFormat {

    /** What every line of nix-eval-jobs has near its beginning, but those of attributes that failed. */
    private static final String DERIVATION = "\"drvPath\"";

    private static final int LOOKED_AT = 1 << 16;
    private static final String DEFAULT = "default.nix";
    private static final Pattern ENDINGS = Pattern.compile("\\.(nix|jsonl?|ndjson)$");

    @Override
    public String name() {
        return "nix";
    }

    @Override
    public boolean recognises(GraphRequest request) {
        Path path = request.paths().getFirst();
        return isExpression(path) || isLines(path);
    }

    private static boolean isExpression(Path path) {
        return Files.isRegularFile(path.resolve(DEFAULT))
                || String.valueOf(path.getFileName()).endsWith(".nix");
    }

    private static boolean isLines(Path path) {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8).contains(DERIVATION);
        } catch (IOException e) {
            return false; // Whoever reads it in earnest says why it cannot be read.
        }
    }

    @Override
    public GraphSource open(GraphRequest request) throws IntakeException {
        Path path = request.paths().getFirst();
        int most = isExpression(path) ? 1 : 2;
        if (request.paths().size() > most) {
            throw new IntakeException(
                    "A Nix set is one folder or .nix file, or a file of nix-eval-jobs' lines and perhaps one of nix derivation show; %s is one too many."
                            .formatted(request.paths().get(most)));
        }
        String set = request.set().orElseGet(() -> nameOf(path));
        return new GraphSource(
                name(), set, new NixPackages(new NixReader(set, source(request), NixSettings.ofThisMachine())));
    }

    private static NixSource source(GraphRequest request) {
        Path path = request.paths().getFirst();
        if (isExpression(path) || Files.isDirectory(path)) {
            List<NixArgument> arguments = request.system()
                    .map(system -> List.of(NixArgument.text("system", system)))
                    .orElse(List.of());
            return new NixSource.Expression(path, arguments);
        }
        return new NixSource.Lines(path, request.paths().stream().skip(1).findFirst());
    }

    private static String nameOf(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        Optional<Path> folder = String.valueOf(whole.getFileName()).equals(DEFAULT)
                ? Optional.ofNullable(whole.getParent())
                : Optional.empty();
        return ENDINGS.matcher(String.valueOf(folder.orElse(whole).getFileName()))
                .replaceFirst("");
    }
}
