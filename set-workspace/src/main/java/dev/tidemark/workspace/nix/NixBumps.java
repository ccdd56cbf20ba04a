package dev.tidemark.workspace.nix;

import dev.tidemark.set.BumpsBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Bumps in the language of Nix. */
public final class NixBumps {

    private static final String FILE = "overlay.nix";

    /** A hash that nothing has: who fetches with it is told the true one. */
    private static final String UNKNOWN = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private NixBumps() {}

    /**
     * What the expression of a set gets that takes bumps as an argument.
     *
     * @param versions by attribute path
     * @param changes what changes besides the version, by attribute path
     */
    public static List<NixArgument> arguments(
            BumpsBy.Argument by, SortedMap<String, String> versions, SortedMap<String, String> changes) {
        List<NixArgument> arguments = new ArrayList<>();
        arguments.add(new NixArgument(by.versions(), texts(versions)));
        by.changes().ifPresent(name -> arguments.add(new NixArgument(name, texts(changes))));
        return arguments;
    }

    private static String texts(SortedMap<String, String> texts) {
        StringBuilder code = new StringBuilder("{ ");
        texts.forEach((name, text) -> code.append(NixArgument.quoted(name))
                .append(" = ")
                .append(NixArgument.quoted(text))
                .append("; "));
        return code.append('}').toString();
    }

    /**
     * A package whose version changes by an overlay.
     *
     * @param attribute its attribute path
     * @param from the version that stands in its source's address
     * @param to the version that shall stand there
     * @param hash of the source then, as {@code sha256-…}; empty while nobody knows it
     */
    public record Overlaid(String attribute, String from, String to, Optional<String> hash) {}

    /** An overlay that gives packages their version, and their sources the address and the hash that belong to it. */
    public static String overlay(List<Overlaid> packages) {
        StringBuilder bumps = new StringBuilder();
        for (Overlaid each : packages) {
            StringBuilder path = new StringBuilder();
            for (String name : each.attribute().split("\\.", -1)) {
                path.append(NixArgument.quoted(name)).append(' ');
            }
            bumps.append("    { path = [ %s]; from = %s; to = %s; hash = %s; }\n"
                    .formatted(
                            path,
                            NixArgument.quoted(each.from()),
                            NixArgument.quoted(each.to()),
                            NixArgument.quoted(each.hash().orElse(UNKNOWN))));
        }
        return template().replace("@bumps@", bumps.toString().stripTrailing());
    }

    private static String template() {
        try (InputStream in = NixBumps.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new AssertionError(FILE + " is part of this program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
