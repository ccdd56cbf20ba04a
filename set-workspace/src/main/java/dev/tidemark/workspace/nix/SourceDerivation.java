package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.nix.Derivation.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a fixed-output derivation says of what it fetches.
 *
 * @param name of the file or folder in the store
 * @param path that it has in the store
 * @param algorithm of the hash, as Nix names it: {@code sha256}
 * @param hash what is in it, hexadecimal
 * @param isFile whether the hash is that of a file's bytes; otherwise of an archive of Nix
 * @param asItIs whether what lies there is what it becomes; otherwise the recipe changes what has come, or asks for it in a way of its own
 * @param urls where it can be had, as the recipe says, in its order; empty where it does not say so in the way that nixpkgs' fetchers do
 */
public record SourceDerivation(
        String name, String path, String algorithm, String hash, boolean isFile, boolean asItIs, List<String> urls) {

    private static final String OF_ARCHIVE = "r:";

    /** What nixpkgs' fetchers are told, besides where to fetch from, that makes a difference to what comes of it. */
    private static final List<String> CHANGES =
            List.of("postFetch", "downloadToTemp", "unpack", "executable", "curlOpts", "curlOptsList", "netrcPhase");

    public SourceDerivation {
        urls = List.copyOf(urls);
    }

    /**
     * Reads one.
     *
     * @param store where the store's files really lie; empty when that is where their paths say
     * @param path of the {@code .drv} file
     * @return empty when it is not there, or its output is not fixed
     * @throws IOException when it is no derivation
     */
    public static Optional<SourceDerivation> read(Optional<Path> store, String path) throws IOException {
        return new StoreFolder(store).find(path).flatMap(derivation -> of(path, derivation));
    }

    static Optional<SourceDerivation> of(String path, Derivation derivation) {
        return derivation.outputs().stream()
                .filter(output -> !output.hash().isEmpty())
                .findFirst()
                .map(output -> of(path, derivation, output));
    }

    private static SourceDerivation of(String path, Derivation derivation, Output output) {
        boolean archive = output.algorithm().startsWith(OF_ARCHIVE);
        Map<String, String> variables = Variables.of(derivation);
        return new SourceDerivation(
                StorePath.name(path),
                output.path(),
                archive ? output.algorithm().substring(OF_ARCHIVE.length()) : output.algorithm(),
                output.hash(),
                !archive,
                CHANGES.stream().noneMatch(name -> isSaid(variables.getOrDefault(name, ""))),
                urls(variables));
    }

    /** In a list with spaces between, in one that is JSON, or alone. */
    private static List<String> urls(Map<String, String> variables) {
        String all = variables.getOrDefault("urls", variables.getOrDefault("url", ""));
        List<String> urls = new ArrayList<>();
        for (String word : all.split("[\\[\\]\",\\s]+", -1)) {
            if (word.contains("://") && !urls.contains(word)) {
                urls.add(word);
            }
        }
        return urls;
    }

    private static boolean isSaid(String value) {
        return !List.of("", "[]", "false", "0").contains(value.strip());
    }
}
