package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The mappings that Tidemark brings along. */
final class BuiltInMappings {

    private static final String TIDEMARK = "tidemark";
    private static final String NIXPKGS_JOBS = "nixpkgs-jobs";

    private BuiltInMappings() {}

    static List<String> names() {
        return List.of(TIDEMARK, NIXPKGS_JOBS);
    }

    static Optional<Mapping> named(String name) throws IOException {
        return switch (name) {
            case TIDEMARK -> Optional.of(Mapping.NATIVE);
            case NIXPKGS_JOBS -> Optional.of(nixpkgsJobs());
            default -> Optional.empty();
        };
    }

    /** Whose line this is; empty when it is nobody's that we know. */
    static Optional<Mapping> guessed(ObjectNode line) throws IOException {
        if (line.has("attribute")) {
            return Optional.of(Mapping.NATIVE);
        }
        return Optional.of(nixpkgsJobs()).filter(mapping -> mapping.fits(line));
    }

    private static Mapping nixpkgsJobs() throws IOException {
        String file = NIXPKGS_JOBS + ".json";
        try (InputStream resource = BuiltInMappings.class.getResourceAsStream(file)) {
            return MappingDocument.read(
                    file,
                    Objects.requireNonNull(resource, "a resource beside this class")
                            .readAllBytes());
        }
    }
}
