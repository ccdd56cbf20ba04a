package dev.tidemark.agent.nix;

import dev.tidemark.set.BumpsBy;
import dev.tidemark.set.NixExpression;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sets made of that of {@code tidemark-cli/src/main/set/nix}, and how agents build them; for tests. */
final class NixSamples {

    static final Path SAMPLE =
            Path.of("../tidemark-cli/src/main/set/nix").toAbsolutePath().normalize();

    /** What a recipe of the sample needs of the machine. */
    static final List<String> TOOLS = List.of("/bin", "/usr", "/lib", "/lib64");

    private NixSamples() {}

    static SetDescription set(Path files, Map<String, String> arguments, BumpsBy by) {
        return new SetDescription(
                "workbench",
                SetKind.NIX,
                "",
                files,
                new SetSource.Folder(files),
                Optional.of(new NixExpression("default.nix", new TreeMap<>(arguments))),
                Optional.of(by),
                false,
                List.of());
    }

    /**
     * A set of its own, made of the sample.
     *
     * @param expression of {@code sample}, which is the set with its bumps, and of {@code bumps}
     */
    static SetDescription around(Path folder, String expression) throws IOException {
        Path files = Files.createTempDirectory(folder, "set");
        TreeCopy.copy(SAMPLE, files);
        Files.move(files.resolve("default.nix"), files.resolve("sample.nix"));
        Files.writeString(
                files.resolve("default.nix"),
                "{ bumps ? { } }: let sample = import ./sample.nix { inherit bumps; }; in " + expression);
        return set(files, Map.of(), new BumpsBy.Argument("bumps", Optional.empty()));
    }

    static NixConfig config(boolean sandbox, List<String> sandboxPaths) {
        return new NixConfig(
                "",
                sandbox,
                sandboxPaths,
                List.of(),
                List.of(),
                List.of(),
                "",
                NixConfig.DEFAULT.evaluation(),
                NixConfig.DEFAULT.room());
    }
}
