package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import org.junit.jupiter.api.Test;

final class IdentityCodecTest {

    @Test
    void a_job_is_read_back_as_it_was_written_in_every_variant() {
        for (Variant variant : Variant.values()) {
            String probe = variant == Variant.PROBE ? "5" : "";
            JobId id = new JobId("python3Packages.torch", "x86_64-linux", variant, probe);

            JobRef ref = IdentityCodec.jobRef(id);

            assertThat(ref.getVariant().name()).isEqualTo(variant.name());
            assertThat(IdentityCodec.jobId(ref)).isEqualTo(id);
        }
    }

    @Test
    void a_trust_domain_is_read_back_as_it_was_written() {
        for (TrustDomain trust : TrustDomain.values()) {
            assertThat(IdentityCodec.trust(trust).name()).isEqualTo(trust.name());
            assertThat(IdentityCodec.trust(IdentityCodec.trust(trust))).isEqualTo(trust);
        }
    }

    @Test
    void a_name_that_cannot_be_is_refused() {
        assertThatThrownBy(() -> IdentityCodec.jobId(
                        new JobRef("a/b", "x86_64-linux", dev.tidemark.schemas.event.Variant.WAVE, "")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bumps_are_those_of_a_probe_and_of_nothing_else() {
        assertThatThrownBy(() -> new JobId("a", "x86_64-linux", Variant.PROBE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JobId("a", "x86_64-linux", Variant.PROBE, "05"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new JobId("a", "x86_64-linux", Variant.WAVE, "5"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new JobId("a", "x86_64-linux", Variant.PROBE, "5")).hasToString("a/x86_64-linux/probe@5");
    }

    @Test
    void what_only_a_newer_program_knows_is_refused() {
        assertThatThrownBy(() -> IdentityCodec.variant(dev.tidemark.schemas.event.Variant.UNKNOWN))
                .isInstanceOf(NewerEventException.class)
                .hasMessage("a variant of a job that is newer than this program: upgrade it");
        assertThatThrownBy(() -> IdentityCodec.trust(Trust.UNKNOWN)).isInstanceOf(NewerEventException.class);
    }
}
