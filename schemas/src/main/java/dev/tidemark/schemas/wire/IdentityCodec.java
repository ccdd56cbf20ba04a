package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;

/**
 * Identities as events bear them, both ways: what is written is read back as it was. What only a newer program knows is
 * refused with a {@link NewerEventException}.
 */
public final class IdentityCodec {

    private IdentityCodec() {}

    /** @throws IllegalArgumentException when a name in it is not valid */
    public static JobId jobId(JobRef ref) {
        return new JobId(ref.getAttribute(), ref.getSystem(), variant(ref.getVariant()), ref.getProbe());
    }

    public static JobRef jobRef(JobId id) {
        return new JobRef(id.attribute(), id.system(), variant(id.variant()), id.probe());
    }

    public static Variant variant(dev.tidemark.schemas.event.Variant variant) {
        return switch (variant) {
            case WAVE -> Variant.WAVE;
            case BASELINE -> Variant.BASELINE;
            case PROBE -> Variant.PROBE;
            case UNKNOWN -> throw new NewerEventException("a variant of a job");
        };
    }

    public static dev.tidemark.schemas.event.Variant variant(Variant variant) {
        return switch (variant) {
            case WAVE -> dev.tidemark.schemas.event.Variant.WAVE;
            case BASELINE -> dev.tidemark.schemas.event.Variant.BASELINE;
            case PROBE -> dev.tidemark.schemas.event.Variant.PROBE;
        };
    }

    public static TrustDomain trust(Trust trust) {
        return switch (trust) {
            case FREE -> TrustDomain.FREE;
            case UNFREE -> TrustDomain.UNFREE;
            case UNKNOWN -> throw new NewerEventException("a trust domain");
        };
    }

    public static Trust trust(TrustDomain trust) {
        return switch (trust) {
            case FREE -> Trust.FREE;
            case UNFREE -> Trust.UNFREE;
        };
    }
}
