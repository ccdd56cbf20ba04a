package dev.tidemark.agent.codec;

import dev.tidemark.agent.attempt.AgentEvent;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.Devices;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.event.Mirror;
import dev.tidemark.schemas.event.Purpose;
import dev.tidemark.schemas.event.WantedWorkspace;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.Alternatives;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.FeatureCodec;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.RegistryFailure;
import dev.tidemark.schemas.wire.Trace;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads what an agent is told. Thread-safe as the serdes are. */
public final class RequestReader {

    private final Deserializer<BuildRequest> requests;
    private final AgentIdentity self;

    public RequestReader(EventSerdes serdes, AgentIdentity self) {
        this.requests = serdes.of(BuildRequest.class).deserializer();
        this.self = self;
    }

    /**
     * @return what happened; empty when another agent or another life of this one is meant
     * @throws UnreadableRequestException when it cannot be understood
     * @throws KafkaException while the registry is away: to be tried again
     */
    public Optional<AgentEvent> read(String topic, Headers headers, byte[] value) throws UnreadableRequestException {
        try {
            BuildRequest request = requests.deserialize(topic, headers, value);
            boolean forUs = request != null
                    && request.getPool().equals(self.pool().toString())
                    && request.getAgent().equals(self.name())
                    && request.getIncarnation().equals(self.incarnation());
            return forUs ? Optional.of(event(request, headers)) : Optional.empty();
        } catch (SerializationException | IllegalArgumentException e) {
            if (RegistryFailure.isOutage(e)) {
                throw e;
            }
            throw new UnreadableRequestException(e);
        }
    }

    private AgentEvent event(BuildRequest request, Headers headers) {
        return Alternatives.exactlyOne(
                "a kind of request",
                request.getBuild()
                        .map(build -> new AgentEvent.BuildRequested(
                                task(build), Trace.from(headers).map(Trace::traceparent))),
                request.getSettled().map(settled -> new AgentEvent.AttemptSettled(settled.getAttempt())),
                request.getFenced().map(fenced -> new AgentEvent.AgentFenced(fenced.getReason())),
                request.getTurnedAway().map(turned -> new AgentEvent.TurnedAway(turned.getReason())));
    }

    private BuildTask task(Build build) {
        BuildSpec spec = build.getSpec();
        Pool pool = new Pool(spec.getSystem(), IdentityCodec.trust(spec.getTrust()));
        if (!pool.equals(self.pool())) {
            throw new IllegalArgumentException(
                    "a build for the pool %s reached an agent of %s".formatted(pool, self.pool()));
        }
        return new BuildTask(
                build.getAttempt(),
                new PackageId(spec.getSet(), spec.getAttribute()),
                spec.getVersion(),
                pool,
                new Sha256(spec.getRecipeDigest()),
                inputs(spec.getInputs()),
                new Sha256(spec.getBuildKey()),
                workspace(spec),
                FeatureCodec.features(spec.getFeatures(), spec.getGpus()),
                Devices.NONE,
                before(build.getPurpose()),
                inputs(spec.getSources()),
                mirrors(spec.getMirrors()));
    }

    private static SortedMap<String, List<String>> mirrors(List<Mirror> mirrors) {
        SortedMap<String, List<String>> places = new TreeMap<>();
        mirrors.forEach(mirror -> places.put(mirror.getBeginning(), mirror.getPlaces()));
        return places;
    }

    private static List<BuildTask.Input> inputs(List<Input> inputs) {
        return inputs.stream()
                .map(input -> new BuildTask.Input(
                        input.getAttribute(), new Sha256(input.getOutputHash()), IdentityCodec.trust(input.getTrust())))
                .toList();
    }

    /** A purpose that is newer than this agent is taken for one of those that cost more and miss nothing. */
    private static BuildTask.Before before(Purpose purpose) {
        return switch (purpose) {
            case BUILD, INPUT, BASELINE, PROBE, PREPARE, FETCH -> BuildTask.Before.HARDLY;
            case RESTORE, RETRY, CONFIRM, INFRA_RETRY, UNKNOWN -> BuildTask.Before.PERHAPS;
        };
    }

    private static Workspace workspace(BuildSpec spec) {
        if (spec.getPrepare().isPresent()) {
            WantedWorkspace wanted = spec.getPrepare().get();
            return new Workspace.Wanted(
                    wanted.getSequence(),
                    wanted.getRevision(),
                    wanted.getBumps().stream()
                            .map(bump -> new Workspace.Bump(
                                    new PackageId(spec.getSet(), bump.getAttribute()).attribute(),
                                    bump.getFrom(),
                                    bump.getTo(),
                                    bump.getChange()))
                            .toList());
        }
        return spec.getWorkspace().isEmpty()
                ? Workspace.NONE
                : new Workspace.Published(new Sha256(spec.getWorkspace()), IdentityCodec.variant(spec.getVariant()));
    }
}
