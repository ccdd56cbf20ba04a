package dev.tidemark.planner.codec;

import dev.tidemark.planner.build.AttemptLog;
import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Mirror;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.Gpu;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Hold;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.event.WantedWorkspace;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.NewerEventException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
                ref.getAdvisories(),
                ref.getGroup().orElse(null));
    }

    static BumpRef bumpRef(Bump bump) {
        return new BumpRef(
                bump.attribute(),
                bump.from(),
                bump.to(),
                kind(bump.urgency()),
                bump.publisher(),
                bump.change(),
                bump.advisories(),
                bump.group());
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
                event.getAgent(),
                event.getPhase(),
                event.getCauseLines(),
                event.getLostInputs());
    }

    static FailureKind kind(dev.tidemark.schemas.event.FailureKind kind) {
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
            case PIN_CONFLICT -> FailureKind.PIN_CONFLICT;
            case EVALUATION_FAILED -> FailureKind.EVALUATION_FAILED;
            case FETCH_FAILED -> FailureKind.FETCH_FAILED;
            case HASH_MISMATCH -> FailureKind.HASH_MISMATCH;
            case UNKNOWN -> throw new NewerEventException("a kind of failure");
        };
    }

    static dev.tidemark.schemas.event.FailureKind kind(FailureKind kind) {
        return dev.tidemark.schemas.event.FailureKind.valueOf(kind.name());
    }

    static dev.tidemark.schemas.event.AttemptLog log(AttemptLog log) {
        return new dev.tidemark.schemas.event.AttemptLog(
                kind(log.kind()), log.agent(), log.logHash().hex());
    }

    static AttemptLog log(dev.tidemark.schemas.event.AttemptLog log) {
        return new AttemptLog(kind(log.getKind()), log.getAgent(), new Sha256(log.getLogHash()));
    }

    static Failure failure(BuildFailure failure) {
        return new Failure(
                kind(failure.kind()),
                failure.message(),
                failure.logTail(),
                failure.logHash() == null ? null : failure.logHash().hex(),
                failure.fingerprint(),
                failure.agent(),
                failure.phase(),
                failure.causeLines(),
                failure.lostInputs());
    }

    static Offer.Wish wish(boolean draining, Hold hold) {
        if (draining) {
            return Offer.Wish.DRAINING;
        }
        return switch (hold) {
            case NONE -> Offer.Wish.MORE;
            case MEMORY -> Offer.Wish.NO_MEMORY;
            case DISK -> Offer.Wish.NO_DISK;
            case UNKNOWN -> throw new NewerEventException("a reason for which an agent wants nothing new");
        };
    }

    static List<Gpu> gpus(List<dev.tidemark.schemas.event.Gpu> events) {
        return events.stream()
                .map(gpu -> new Gpu(gpu.getName(), gpu.getArchitecture(), gpu.getMemoryBytes(), gpu.getDriver()))
                .toList();
    }

    static List<dev.tidemark.schemas.event.Gpu> gpuEvents(List<Gpu> gpus) {
        return gpus.stream()
                .map(gpu -> new dev.tidemark.schemas.event.Gpu(
                        gpu.name(), gpu.architecture(), gpu.memoryBytes(), gpu.driver()))
                .toList();
    }

    static Hold hold(Offer.Wish wish) {
        return switch (wish) {
            case MORE, DRAINING -> Hold.NONE;
            case NO_MEMORY -> Hold.MEMORY;
            case NO_DISK -> Hold.DISK;
        };
    }

    static Purpose purpose(dev.tidemark.schemas.event.Purpose purpose) {
        return switch (purpose) {
            case BUILD -> Purpose.BUILD;
            case INPUT -> Purpose.INPUT;
            case INFRA_RETRY -> Purpose.INFRA_RETRY;
            case CONFIRM -> Purpose.CONFIRM;
            case BASELINE -> Purpose.BASELINE;
            case RETRY -> Purpose.RETRY;
            case PREPARE -> Purpose.PREPARE;
            case PROBE -> Purpose.PROBE;
            case RESTORE -> Purpose.RESTORE;
            case FETCH -> Purpose.FETCH;
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
                inputs(event.getInputs()),
                FeatureCodec.features(event.getFeatures(), event.getGpus()),
                workspace(event),
                inputs(event.getSources()),
                mirrors(event.getMirrors()));
        if (spec.workspace() instanceof Workspace.Wanted wanted
                && !(spec.packageId().isWorkspace() && spec.recipeDigest().equals(wanted.digest()))) {
            throw new IllegalArgumentException("a preparation that is not of the workspace that it names");
        }
        if (!spec.key().hex().equals(event.getBuildKey())) {
            throw new IllegalArgumentException("the build key is not the digest of what is to be built");
        }
        return spec;
    }

    private static List<BuildInput> inputs(List<Input> events) {
        return events.stream()
                .map(input -> new BuildInput(
                        input.getAttribute(), new Sha256(input.getOutputHash()), IdentityCodec.trust(input.getTrust())))
                .toList();
    }

    static List<Mirror> mirrors(List<dev.tidemark.schemas.event.Mirror> events) {
        return events.stream()
                .map(mirror -> new Mirror(mirror.getBeginning(), mirror.getPlaces()))
                .toList();
    }

    static List<dev.tidemark.schemas.event.Mirror> mirrorEvents(List<Mirror> mirrors) {
        return mirrors.stream()
                .map(mirror -> new dev.tidemark.schemas.event.Mirror(mirror.beginning(), mirror.places()))
                .toList();
    }

    private static List<Input> inputEvents(List<BuildInput> inputs) {
        return inputs.stream()
                .map(input ->
                        new Input(input.attribute(), input.outputHash().hex(), IdentityCodec.trust(input.trust())))
                .toList();
    }

    private static Workspace workspace(dev.tidemark.schemas.event.BuildSpec event) {
        Optional<WantedWorkspace> wanted = event.getPrepare();
        if (wanted.isPresent() && !event.getWorkspace().isEmpty()) {
            throw new IllegalArgumentException("a build in a workspace that is still to be made");
        }
        return wanted.<Workspace>map(EventCodec::wanted).orElseGet(() -> {
            Workspace workspace = workspace(event.getWorkspace());
            return workspace.equals(Workspace.NONE) || IdentityCodec.variant(event.getVariant()) == Variant.WAVE
                    ? workspace
                    : workspace.base();
        });
    }

    private static Workspace.Wanted wanted(WantedWorkspace event) {
        return new Workspace.Wanted(
                event.getSequence(),
                event.getRevision(),
                event.getBumps().stream().map(EventCodec::bump).toList());
    }

    /** A workspace by its digest; none where that is empty. */
    static Workspace workspace(String digest) {
        return digest.isEmpty() ? Workspace.NONE : new Workspace.Published(new Sha256(digest));
    }

    /** The digest of a workspace that is published, with its bumps or without; empty where there is none. */
    static String workspace(Workspace workspace) {
        return switch (workspace) {
            case Workspace.Published(Sha256 digest) -> digest.hex();
            case Workspace.Base(Sha256 digest) -> digest.hex();
            case Workspace.None none -> "";
            case Workspace.Wanted wanted -> "";
        };
    }

    private static dev.tidemark.schemas.event.Variant variant(Workspace workspace) {
        return switch (workspace) {
            case Workspace.Published published -> dev.tidemark.schemas.event.Variant.WAVE;
            case Workspace.Base base -> dev.tidemark.schemas.event.Variant.BASELINE;
            case Workspace.None none -> dev.tidemark.schemas.event.Variant.UNKNOWN;
            case Workspace.Wanted wanted -> dev.tidemark.schemas.event.Variant.UNKNOWN;
        };
    }

    private static @Nullable WantedWorkspace wanted(Workspace workspace) {
        return workspace instanceof Workspace.Wanted(long sequence, String revision, var bumps)
                ? new WantedWorkspace(sequence, revision, bumpRefs(bumps))
                : null;
    }

    static List<EvaluatedJob> rows(List<dev.tidemark.schemas.event.EvaluatedJob> events) {
        return events.stream().map(EventCodec::row).toList();
    }

    private static EvaluatedJob row(dev.tidemark.schemas.event.EvaluatedJob event) {
        return new EvaluatedJob(
                IdentityCodec.jobId(event.getJob()),
                event.getVersion(),
                IdentityCodec.trust(event.getTrust()),
                new Sha256(event.getRecipeDigest()),
                FeatureCodec.features(event.getFeatures(), event.getGpus()),
                event.getMaintainers(),
                event.getSentinel(),
                event.getRefusal(),
                event.getNeeds().stream().map(IdentityCodec::jobId).toList());
    }

    static List<dev.tidemark.schemas.event.EvaluatedJob> rowEvents(List<EvaluatedJob> rows) {
        return rows.stream().map(EventCodec::rowEvent).toList();
    }

    private static dev.tidemark.schemas.event.EvaluatedJob rowEvent(EvaluatedJob row) {
        return dev.tidemark.schemas.event.EvaluatedJob.newBuilder()
                .setJob(IdentityCodec.jobRef(row.id()))
                .setVersion(row.version())
                .setTrust(IdentityCodec.trust(row.trust()))
                .setRecipeDigest(row.recipeDigest().hex())
                .setFeatures(FeatureCodec.named(row.features()))
                .setGpus(FeatureCodec.gpus(row.features()))
                .setMaintainers(row.maintainers())
                .setSentinel(row.sentinel())
                .setRefusal(row.refusal())
                .setNeeds(row.needs().stream().map(IdentityCodec::jobRef).toList())
                .build();
    }

    static dev.tidemark.schemas.event.BuildSpec spec(BuildSpec spec) {
        return dev.tidemark.schemas.event.BuildSpec.newBuilder()
                .setSet(spec.packageId().set())
                .setAttribute(spec.packageId().attribute())
                .setVersion(spec.version())
                .setSystem(spec.pool().system())
                .setTrust(IdentityCodec.trust(spec.pool().trust()))
                .setRecipeDigest(spec.recipeDigest().hex())
                .setInputs(inputEvents(spec.inputs()))
                .setFeatures(FeatureCodec.named(spec.features()))
                .setGpus(FeatureCodec.gpus(spec.features()))
                .setBuildKey(spec.key().hex())
                .setWorkspace(workspace(spec.workspace()))
                .setVariant(variant(spec.workspace()))
                .setPrepare(wanted(spec.workspace()))
                .setSources(inputEvents(spec.sources()))
                .setMirrors(mirrorEvents(spec.mirrors()))
                .build();
    }
}
