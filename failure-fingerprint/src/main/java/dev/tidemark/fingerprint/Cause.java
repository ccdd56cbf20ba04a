package dev.tidemark.fingerprint;

import dev.tidemark.schemas.identity.Sha256;
import java.util.List;

/**
 * What a build failed of.
 *
 * @param family the kind of tool that says so
 * @param lines of the log, as they were, without terminal escapes, in order; empty where a message is the cause
 * @param fingerprint equal for equal causes
 */
public record Cause(Family family, List<String> lines, Sha256 fingerprint) {

    public Cause {
        lines = List.copyOf(lines);
    }

    /** Where nothing was logged, or the end of the log is an accident of when the build was stopped. */
    public static Cause ofMessage(String message) {
        return new Cause(Family.UNKNOWN, List.of(), fingerprint(Family.UNKNOWN, List.of(Normalised.of(message))));
    }

    static Sha256 fingerprint(Family family, List<String> normalised) {
        Sha256.Builder digest = Sha256.builder().add(family.name());
        normalised.forEach(digest::add);
        return digest.build();
    }
}
