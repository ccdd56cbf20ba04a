package dev.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.signature.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What an agent attests of a build, whichever way it ended: an in-toto Statement v1 whose predicate is laid out as SLSA's
 * provenance is. docs/formats/signatures.md has its form.
 *
 * @param by who built
 * @param built what it was built from
 * @param endedAt when, by the agent's clock
 * @param finished how it ended: attempt, build key, and what came of it
 */
public record BuildStatement(Attestor by, Built built, Instant endedAt, Finished finished) {

    /** Of the envelope that holds one. */
    public static final String TYPE = "application/vnd.in-toto+json";

    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://tidemark.dev/build-result/v1";
    private static final String BUILD = "https://tidemark.dev/build/v1";

    /** What a failed build's statement is about: there is no output to name. */
    private static final String BUILD_KEY = "tidemarkBuildKey";

    private static final String SHA256 = "sha256";

    /**
     * What was built, as the request had it.
     *
     * @param of the package, or the set's workspace
     * @param version whose sources were built
     * @param recipeDigest of the recipe
     * @param workspace that it was built in; empty for the set as it lies with the agent
     * @param variant which of the workspace's two: with the bumps (WAVE) or without (BASELINE); empty where there is no workspace, in
     *     what was signed before agents said so, and where it is neither
     * @param inputs in the order of the request
     * @param derivation path of the Nix derivation that was built; empty where there is none, of what failed, and in what was signed
     *     before agents said so
     */
    public record Built(
            PackageId of,
            String version,
            Sha256 recipeDigest,
            Optional<Sha256> workspace,
            Optional<Variant> variant,
            List<Input> inputs,
            Optional<String> derivation) {
        public Built {
            inputs = List.copyOf(inputs);
        }

        /** What no derivation says how to build. */
        public Built(
                PackageId of,
                String version,
                Sha256 recipeDigest,
                Optional<Sha256> workspace,
                Optional<Variant> variant,
                List<Input> inputs) {
            this(of, version, recipeDigest, workspace, variant, inputs, Optional.empty());
        }
    }

    /** The output of a direct dependency, and the domain whose store holds it. */
    public record Input(String attribute, Sha256 outputHash, TrustDomain trust) {}

    /** As it travels. */
    public Envelope signed(SigningKey key) {
        return Envelopes.close(TYPE, SignedJson.write(this::write), key);
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStringField("_type", STATEMENT);
        json.writeArrayFieldStart("subject");
        json.writeStartObject();
        json.writeStringField("name", built.of() + " " + built.version());
        digest(json, subject(finished).label(), subject(finished).hex());
        json.writeEndObject();
        json.writeEndArray();
        json.writeStringField("predicateType", PREDICATE);
        json.writeObjectFieldStart("predicate");
        json.writeObjectFieldStart("buildDefinition");
        writeDefinition(json);
        json.writeEndObject();
        json.writeObjectFieldStart("runDetails");
        writeRun(json);
        json.writeEndObject();
        json.writeFieldName("result");
        PlainJson.write(json, finished);
        json.writeEndObject();
    }

    private void writeDefinition(JsonGenerator json) throws IOException {
        json.writeStringField("buildType", BUILD);
        json.writeObjectFieldStart("externalParameters");
        json.writeStringField("package", built.of().toString());
        json.writeStringField("version", built.version());
        json.writeStringField("system", by.pool().system());
        json.writeStringField("trust", by.pool().trust().label());
        json.writeStringField("recipeDigest", built.recipeDigest().hex());
        if (built.workspace().isPresent()) {
            json.writeStringField("workspace", built.workspace().get().hex());
        }
        if (built.variant().isPresent()) {
            json.writeStringField("variant", label(built.variant().get()));
        }
        json.writeStringField("buildKey", finished.getBuildKey());
        json.writeEndObject();
        if (built.derivation().isPresent()) {
            json.writeObjectFieldStart("internalParameters");
            json.writeStringField("derivation", built.derivation().get());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("resolvedDependencies");
        for (Input input : built.inputs()) {
            json.writeStartObject();
            json.writeStringField("name", input.attribute());
            digest(json, SHA256, input.outputHash().hex());
            json.writeObjectFieldStart("annotations");
            json.writeStringField("trust", input.trust().label());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeRun(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("builder");
        json.writeStringField("id", by.pool() + "/" + by.agent());
        json.writeStringField("incarnation", by.incarnation());
        json.writeEndObject();
        json.writeObjectFieldStart("metadata");
        json.writeStringField("invocationId", finished.getAttempt());
        json.writeStringField(
                "startedOn",
                endedAt.minus(Duration.ofMillis(Math.max(0, finished.getDurationMillis())))
                        .toString());
        json.writeStringField("finishedOn", endedAt.toString());
        json.writeEndObject();
        json.writeArrayFieldStart("byproducts");
        Optional<String> log = finished.getFailure().flatMap(failure -> failure.getLogHash());
        if (log.isPresent()) {
            json.writeStartObject();
            json.writeStringField("name", "log");
            digest(json, SHA256, log.get());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void digest(JsonGenerator json, String algorithm, String hex) throws IOException {
        json.writeObjectFieldStart("digest");
        json.writeStringField(algorithm, hex);
        json.writeEndObject();
    }

    /** What the statement is about: the output or workspace that was made, else the build. */
    private static Subject subject(Finished finished) {
        return finished.getSuccess()
                .map(success -> new Subject(SHA256, success.getOutputHash()))
                .or(() -> finished.getPrepared().map(prepared -> new Subject(SHA256, prepared.getWorkspace())))
                .orElseGet(() -> new Subject(BUILD_KEY, finished.getBuildKey()));
    }

    private record Subject(String label, String hex) {}

    /**
     * Reads one.
     *
     * @param payload of an envelope that was opened
     * @throws IllegalArgumentException when it cannot be understood, or says one thing here and another there
     */
    public static BuildStatement read(ByteBuffer payload) {
        JsonNode statement = SignedJson.read(payload);
        requireText(STATEMENT, statement, "_type");
        requireText(PREDICATE, statement, "predicateType");
        JsonNode predicate = statement.path("predicate");
        Finished finished = PlainJson.read(predicate.path("result"), Finished.getClassSchema(), Finished.class);
        BuildStatement read = new BuildStatement(
                attestor(predicate),
                built(predicate.path("buildDefinition")),
                time(SignedJson.text(predicate.path("runDetails").path("metadata"), "finishedOn")),
                finished);
        requireOneStory(statement, read);
        return read;
    }

    private static Attestor attestor(JsonNode predicate) {
        JsonNode parameters = predicate.path("buildDefinition").path("externalParameters");
        JsonNode builder = predicate.path("runDetails").path("builder");
        Pool pool = new Pool(
                SignedJson.text(parameters, "system"), TrustDomain.ofLabel(SignedJson.text(parameters, "trust")));
        String id = SignedJson.text(builder, "id");
        if (!id.startsWith(pool + "/")) {
            throw new IllegalArgumentException("what is signed is of a builder of another pool than it was built for");
        }
        return new Attestor(pool, id.substring(pool.toString().length() + 1), SignedJson.text(builder, "incarnation"));
    }

    private static Built built(JsonNode definition) {
        JsonNode parameters = definition.path("externalParameters");
        List<Input> inputs = new ArrayList<>();
        definition
                .path("resolvedDependencies")
                .forEach(input -> inputs.add(new Input(
                        SignedJson.text(input, "name"),
                        new Sha256(SignedJson.text(input.path("digest"), SHA256)),
                        TrustDomain.ofLabel(SignedJson.text(input.path("annotations"), "trust")))));
        return new Built(
                PackageId.parse(SignedJson.text(parameters, "package")),
                SignedJson.text(parameters, "version"),
                new Sha256(SignedJson.text(parameters, "recipeDigest")),
                Optional.ofNullable(parameters.get("workspace")).map(digest -> new Sha256(digest.asText())),
                Optional.ofNullable(parameters.get("variant")).flatMap(variant -> variant(variant.asText())),
                inputs,
                Optional.ofNullable(definition.path("internalParameters").get("derivation"))
                        .map(JsonNode::asText));
    }

    private static String label(Variant variant) {
        return variant.name().toLowerCase(Locale.ROOT);
    }

    /** Nothing hangs on it: who reads a label that is not known here reads the rest all the same. */
    private static Optional<Variant> variant(String label) {
        return Arrays.stream(Variant.values())
                .filter(variant -> label(variant).equals(label))
                .findFirst();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("what is signed ended at \"%s\", which is no time".formatted(text), e);
        }
    }

    /** Strangers read the statement's own parts, we the result: they must be told the same. */
    private static void requireOneStory(JsonNode statement, BuildStatement read) {
        Subject subject = subject(read.finished());
        JsonNode predicate = statement.path("predicate");
        JsonNode definition = predicate.path("buildDefinition");
        boolean one = statement.path("subject").size() == 1
                && subject.hex()
                        .equals(statement
                                .path("subject")
                                .path(0)
                                .path("digest")
                                .path(subject.label())
                                .textValue())
                && BUILD.equals(definition.path("buildType").textValue())
                && Objects.equals(
                        definition.path("externalParameters").path("buildKey").textValue(),
                        read.finished().getBuildKey())
                && Objects.equals(
                        predicate
                                .path("runDetails")
                                .path("metadata")
                                .path("invocationId")
                                .textValue(),
                        read.finished().getAttempt());
        if (!one) {
            throw new IllegalArgumentException("what is signed contradicts itself");
        }
    }

    private static void requireText(String expected, JsonNode object, String name) {
        if (!SignedJson.text(object, name).equals(expected)) {
            throw new IllegalArgumentException("what is signed has another %s than %s".formatted(name, expected));
        }
    }
}
