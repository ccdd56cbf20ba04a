package dev.tidemark.benchmarks.plan;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.service.ServiceException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A graph as Nix keeps it: a store of its own, in which every package is a derivation whose inputs are what it needs. */
final class NixStore {

    private final Path folder;

    private NixStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Fills a store, which takes a while.
     *
     * @param folder is made
     */
    static NixStore fill(PackageGraph graph, Path folder) throws IOException, InterruptedException {
        NixStore store = new NixStore(folder);
        for (String part : List.of("store", "state", "log", "conf")) {
            Files.createDirectories(folder.resolve(part));
        }
        Path expression = folder.resolve("set.nix");
        write(graph, expression);
        store.command("nix-instantiate", expression.toString()).turn();
        return store;
    }

    /** Cut edges are left out: derivations have no cycles. Packages are named by their numbers, which Nix takes as names. */
    private static void write(PackageGraph graph, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("let d = name: needs: derivation { inherit name needs; system = \"x86_64-linux\";"
                    + " builder = \"/bin/sh\"; }; in rec {\n");
            for (int index = 0; index < graph.size(); index++) {
                out.write("p%d = d \"p%d\" [".formatted(index, index));
                for (int needed : graph.dependenciesOf(index)) {
                    out.write(" p" + needed);
                }
                out.write(" ];\n");
            }
            out.write("}\n");
        }
    }

    /**
     * Everything that needs a package, as Nix answers it.
     *
     * @throws ServiceException when the store has no such package
     */
    ChildProcess referrers(int index) throws IOException {
        try (var derivations = Files.newDirectoryStream(folder.resolve("store"), "*-p%d.drv".formatted(index))) {
            for (Path derivation : derivations) {
                return command("nix-store", "--query", "--referrers-closure", derivation.toString());
            }
        }
        throw new ServiceException("nix-instantiate made no derivation of package %d in %s: see what it says there"
                .formatted(index, folder));
    }

    private ChildProcess command(String... words) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("NIX_STORE_DIR", folder.resolve("store").toString());
        environment.put("NIX_STATE_DIR", folder.resolve("state").toString());
        environment.put("NIX_LOG_DIR", folder.resolve("log").toString());
        environment.put("NIX_CONF_DIR", folder.resolve("conf").toString());
        environment.put("NIX_REMOTE", "");
        return new ChildProcess(folder, List.of(words), environment);
    }
}
