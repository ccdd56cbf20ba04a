package dev.tidemark.workspace;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import java.util.Comparator;

/**
 * What is fetched for a package, and known by what is in it: a fixed-output derivation that is no package of its own. Equal sources have
 * equal digests, whatever fetches them. Ordered by what they are called in place of an attribute.
 *
 * @param name of the file or folder
 * @param hash what is in it, as the derivation has it: {@code sha256:} or {@code r:sha256:} and hexadecimal digits
 * @param derivation path of the {@code .drv} that fetches it
 * @param digest over name and hash
 */
public record PicturedSource(String name, String hash, String derivation, Sha256 digest)
        implements Comparable<PicturedSource> {

    private static final Comparator<PicturedSource> ORDER =
            Comparator.comparing(PicturedSource::attribute).thenComparing(PicturedSource::derivation);

    /** What it is called in place of an attribute. */
    public String attribute() {
        return PackageId.source(digest, name);
    }

    /** The job that fetches it; it is the same with the bumps and without. */
    public JobId job(String system) {
        return new JobId(attribute(), system, Variant.BASELINE);
    }

    @Override
    public int compareTo(PicturedSource other) {
        return ORDER.compare(this, other);
    }
}
