package dev.tidemark.benchmarks.nix;

import dev.tidemark.graph.PackageGraph;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A Nix set with the packages and edges of a graph, each of them a bare derivation, and besides them attributes that cannot be evaluated.
 * It is written to a folder: {@code default.nix} is the set, {@code packages.nix} gives what can be evaluated in one flat set.
 */
final class EvaluatedSet {

    /** Attributes that throw what an expression can catch. */
    private static final int THROWING = 120;
    /** Attributes that end the evaluation of whatever is evaluated with them. */
    private static final int ABORTING = 8;

    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^0-9a-zA-Z+._?=-]");

    private final PackageGraph graph;

    EvaluatedSet(PackageGraph graph) {
        this.graph = graph;
    }

    /** @param folder that is there, and empty */
    void write(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve("set.json"), """
                {"set": "%s", "kind": "nix", "apply": {"by": "argument", "versions": "bumps"}}
                """.formatted(name));
        try (Writer packages = Files.newBufferedWriter(folder.resolve("packages.nix"))) {
            packages.write("""
                    { bumps ? { } }:
                    let
                      package = attribute: pname: own: maintainers: needs:
                        let version = bumps.${attribute} or own;
                        in derivation {
                          inherit pname version needs;
                          name = "${pname}-${version}";
                          system = "x86_64-linux";
                          builder = "/bin/sh";
                          args = [ "-c" "echo $needs >$out" ];
                        } // { meta = { inherit maintainers; }; };
                      all = {
                    """);
            for (int index = 0; index < graph.size(); index++) {
                writePackage(packages, index);
            }
            packages.write("};\nin all\n");
        }
        try (Writer set = Files.newBufferedWriter(folder.resolve("default.nix"))) {
            set.write("{ bumps ? { } }:\nlet packages = import ./packages.nix { inherit bumps; };\nin\n{\n");
            writeNames(set);
            for (int each = 0; each < THROWING; each++) {
                set.write("\"removed-%d\" = throw \"removed-%d was removed\";\n".formatted(each, each));
            }
            for (int each = 0; each < ABORTING; each++) {
                set.write("\"impossible-%d\" = abort \"impossible-%d cannot be\";\n".formatted(each, each));
            }
            set.write("}\n");
        }
    }

    private void writePackage(Writer packages, int index) throws IOException {
        String attribute = graph.attribute(index);
        packages.write("\"%s\" = package \"%s\" \"%s\" \"%s\" ["
                .formatted(
                        attribute,
                        attribute,
                        inAName(attribute.substring(attribute.indexOf('.') + 1)),
                        inAName(graph.version(index))));
        for (String maintainer : graph.maintainers(index)) {
            packages.write(" \"%s\"".formatted(maintainer));
        }
        packages.write(" ] [");
        for (int need : graph.dependenciesOf(index)) {
            packages.write(" all.\"%s\"".formatted(graph.attribute(need)));
        }
        packages.write(" ];\n");
    }

    /** Sets of packages, one below the other, as nixpkgs has them. */
    private void writeNames(Writer set) throws IOException {
        Map<String, StringBuilder> scopes = new TreeMap<>();
        for (int index = 0; index < graph.size(); index++) {
            String attribute = graph.attribute(index);
            int dot = attribute.indexOf('.');
            if (dot < 0) {
                set.write("\"%s\" = packages.\"%s\";\n".formatted(attribute, attribute));
            } else {
                scopes.computeIfAbsent(attribute.substring(0, dot), scope -> new StringBuilder())
                        .append("\"%s\" = packages.\"%s\"; ".formatted(attribute.substring(dot + 1), attribute));
            }
        }
        for (Map.Entry<String, StringBuilder> scope : scopes.entrySet()) {
            set.write("\"%s\" = { recurseForDerivations = true; %s};\n".formatted(scope.getKey(), scope.getValue()));
        }
    }

    private static String inAName(String text) {
        String cleaned = NOT_IN_A_NAME.matcher(text).replaceAll("-");
        return cleaned.startsWith(".") ? "_" + cleaned : cleaned;
    }
}
