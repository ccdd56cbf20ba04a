package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.List;

/** What several events share. Every method throws {@link IllegalArgumentException} for a value that cannot be. */
public final class EventCodec {

    private EventCodec() {}

    static Bump bump(BumpRef ref) {
        return new Bump(
                ref.getAttribute(),
                ref.getFrom(),
                ref.getTo(),
                urgency(ref.getKind()),
                ref.getPublisher(),
                ref.getChange().orElse(null),
                ref.getAdvisories());
    }

    static BumpRef bumpRef(Bump bump) {
        return new BumpRef(
                bump.attribute(),
                bump.from(),
                bump.to(),
                kind(bump.urgency()),
                bump.publisher(),
                bump.change(),
                bump.advisories());
    }

    static List<BumpRef> bumpRefs(List<Bump> bumps) {
        return bumps.stream().map(EventCodec::bumpRef).toList();
    }

    static Urgency urgency(BumpKind kind) {
        return switch (kind) {
            case ROUTINE -> Urgency.ROUTINE;
            case SECURITY -> Urgency.SECURITY;
            case UNKNOWN -> throw new NewerEventException("a kind of bump");
        };
    }

    static BumpKind kind(Urgency urgency) {
        return switch (urgency) {
            case ROUTINE -> BumpKind.ROUTINE;
            case SECURITY -> BumpKind.SECURITY;
        };
    }

    static BuildFailure failure(Failure event) {
        return new BuildFailure(
                kind(event.getKind()),
                event.getMessage(),
                event.getLogTail(),
                event.getLogHash().map(Sha256::new).orElse(null),
                event.getFingerprint(),
                event.getAgent());
    }

    private static FailureKind kind(dev.tidemark.schemas.event.FailureKind kind) {
        return switch (kind) {
            case AGENT_FAULT -> FailureKind.AGENT_FAULT;
            case INPUT_LOST -> FailureKind.INPUT_LOST;
            case BUILD_FAILED -> FailureKind.BUILD_FAILED;
            case TEST_FAILED -> FailureKind.TEST_FAILED;
            case LOG_LIMIT -> FailureKind.LOG_LIMIT;
            case OUTPUT_LIMIT -> FailureKind.OUTPUT_LIMIT;
            case TIMED_OUT -> FailureKind.TIMED_OUT;
            case SILENT -> FailureKind.SILENT;
            case OUT_OF_MEMORY -> FailureKind.OUT_OF_MEMORY;
            case REFUSED -> FailureKind.REFUSED;
            case UNKNOWN -> throw new NewerEventException("a kind of failure");
        };
    }

    static Failure failure(BuildFailure failure) {
        return new Failure(
                dev.tidemark.schemas.event.FailureKind.valueOf(failure.kind().name()),
                failure.message(),
                failure.logTail(),
                failure.logHash() == null ? null : failure.logHash().hex(),
                failure.fingerprint(),
                failure.agent());
    }

    static Purpose purpose(dev.tidemark.schemas.event.Purpose purpose) {
        return switch (purpose) {
            case BUILD -> Purpose.BUILD;
            case INPUT -> Purpose.INPUT;
            case INFRA_RETRY -> Purpose.INFRA_RETRY;
            case CONFIRM -> Purpose.CONFIRM;
            case BASELINE -> Purpose.BASELINE;
            case RETRY -> Purpose.RETRY;
            case UNKNOWN -> throw new NewerEventException("a purpose of a build");
        };
    }

    static dev.tidemark.schemas.event.Purpose purpose(Purpose purpose) {
        return dev.tidemark.schemas.event.Purpose.valueOf(purpose.name());
    }

    static BuildSpec spec(dev.tidemark.schemas.event.BuildSpec event) {
        BuildSpec spec = new BuildSpec(
                new PackageId(event.getSet(), event.getAttribute()),
                event.getVersion(),
                new Pool(event.getSystem(), IdentityCodec.trust(event.getTrust())),
                new Sha256(event.getRecipeDigest()),
                event.getInputs().stream()
                        .map(input -> new BuildInput(
                                input.getAttribute(),
                                new Sha256(input.getOutputHash()),
                                IdentityCodec.trust(input.getTrust())))
                        .toList(),
                event.getFeatures());
        if (!spec.key().hex().equals(event.getBuildKey())) {
            throw new IllegalArgumentException("the build key is not the digest of what is to be built");
        }
        return spec;
    }

    static dev.tidemark.schemas.event.BuildSpec spec(BuildSpec spec) {
        return dev.tidemark.schemas.event.BuildSpec.newBuilder()
                .setSet(spec.packageId().set())
                .setAttribute(spec.packageId().attribute())
                .setVersion(spec.version())
                .setSystem(spec.pool().system())
                .setTrust(IdentityCodec.trust(spec.pool().trust()))
                .setRecipeDigest(spec.recipeDigest().hex())
                .setInputs(spec.inputs().stream()
                        .map(input -> new Input(
                                input.attribute(), input.outputHash().hex(), IdentityCodec.trust(input.trust())))
                        .toList())
                .setFeatures(spec.features())
                .setBuildKey(spec.key().hex())
                .build();
    }
}
