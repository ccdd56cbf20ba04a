package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;

/**
 * What failures have in common that are one breakage: the bumped packages to blame, whatever their versions, and the fingerprint.
 *
 * @param packages attributes, in alphabetical order
 * @param fingerprint of the failures
 */
public record Cause(List<String> packages, String fingerprint) {

    public Cause {
        packages = List.copyOf(packages);
    }

    /**
     * The identity of the breakage that a job begins: the same in every wave and whenever it is raised again. The first job is a part of
     * it, since in another wave the same words about another job may well be another trouble.
     */
    String breakage(String set, JobId first) {
        Sha256.Builder digest = Sha256.builder().add(set).add(packages.size());
        packages.forEach(digest::add);
        return "b-" + digest.add(fingerprint).add(first.toString()).build().brief(16);
    }
}
