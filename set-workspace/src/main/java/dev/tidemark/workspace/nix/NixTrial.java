package dev.tidemark.workspace.nix;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A set with the bumps of a wave, such that anybody who has Nix can build of it what they want, and needs nothing else. */
public final class NixTrial {

    /** What evaluates to the set: {@code nix-build try.nix -A PACKAGE}. */
    public static final String FILE = "try.nix";

    private static final String SET = "set.nix";

    private NixTrial() {}

    /**
     * Writes what evaluates to a set.
     *
     * @param folder that has the set's files below it; both may be moved together
     * @param set as it is evaluated with the bumps
     */
    public static void write(Path folder, NixSource.Expression set) throws IOException {
        try (InputStream source = NixTrial.class.getResourceAsStream(SET)) {
            if (source == null) {
                throw new AssertionError(SET + " is part of this program");
            }
            Files.write(folder.resolve(SET), source.readAllBytes());
        }
        String file = folder.normalize().relativize(set.file()).toString().replace('\\', '/');
        Files.writeString(
                folder.resolve(FILE),
                """
                (import ./%s {
                  file = ./. + %s;
                  arguments = %s;
                }).root
                """.formatted(SET, NixArgument.quoted("/" + file), NixArgument.set(set.arguments())),
                StandardCharsets.UTF_8);
    }
}
