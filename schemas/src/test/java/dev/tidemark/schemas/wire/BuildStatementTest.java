package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Envelope;
import dev.tidemark.schemas.event.EnvelopeSignature;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.event.WorkspacePrepared;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.schemas.signature.SigningKey;
import dev.tidemark.schemas.wire.BuildStatement.Built;
import dev.tidemark.schemas.wire.BuildStatement.Input;
import dev.tidemark.schemas.wire.Envelopes.Flaw;
import dev.tidemark.schemas.wire.Envelopes.Opened;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BuildStatementTest {

    static {
        TrustedEvents.declare();
    }

    private static final SigningKey KEY = SigningKey.generate();
    private static final Attestor BY = new Attestor(new Pool("x86_64-linux", TrustDomain.FREE), "builder-7", "life-1");
    private static final Instant ENDED = Instant.parse("2026-01-01T12:00:01.500Z");

    @Test
    void whatever_came_of_a_build_is_read_as_it_was_signed() {
        for (BuildStatement statement :
                List.of(statement(succeeded()), statement(failed("tests failed")), prepared())) {
            assertThat(read(statement.signed(KEY))).isEqualTo(statement);
        }
    }

    @Test
    void a_success_names_its_output_its_inputs_and_its_times_for_strangers() {
        assertThat(text(statement(succeeded()).signed(KEY)))
                .isEqualTo("""
                        {"_type":"https://in-toto.io/Statement/v1",\
                        "subject":[{"name":"demo:textkit 2.0","digest":{"sha256":"%1$s"}}],\
                        "predicateType":"https://tidemark.dev/build-result/v1",\
                        "predicate":{"buildDefinition":{"buildType":"https://tidemark.dev/build/v1",\
                        "externalParameters":{"package":"demo:textkit","version":"2.0","system":"x86_64-linux",\
                        "trust":"free","recipeDigest":"%2$s","buildKey":"%3$s"},\
                        "resolvedDependencies":[{"name":"json","digest":{"sha256":"%4$s"},\
                        "annotations":{"trust":"free"}}]},\
                        "runDetails":{"builder":{"id":"x86_64-linux.free/builder-7","incarnation":"life-1"},\
                        "metadata":{"invocationId":"attempt-1","startedOn":"2026-01-01T12:00:00Z",\
                        "finishedOn":"2026-01-01T12:00:01.500Z"},"byproducts":[]},\
                        "result":{"attempt":"attempt-1","buildKey":"%3$s",\
                        "success":{"outputHash":"%1$s","outputBytes":17},"durationMillis":1500}}}""".formatted(hash("output"), hash("recipe"), hash("key"), hash("json")));
    }

    @Test
    void what_was_built_in_a_workspace_says_whether_it_was_with_the_bumps() {
        for (Variant variant : List.of(Variant.WAVE, Variant.BASELINE)) {
            Built built = new Built(
                    new PackageId("demo", "textkit"),
                    "2.0",
                    hash("recipe"),
                    Optional.of(hash("w")),
                    Optional.of(variant),
                    List.of());
            BuildStatement statement = new BuildStatement(BY, built, ENDED, succeeded());

            assertThat(read(statement.signed(KEY))).isEqualTo(statement);
            assertThat(text(statement.signed(KEY)))
                    .contains("\"workspace\":\"%s\",\"variant\":\"%s\""
                            .formatted(hash("w"), variant.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Test
    void one_key_with_two_derivations_is_signed_as_such() {
        String derivation = "/nix/store/0c0p4hvdd9k1ibmg9xs6m0fnkj9yr3bd-strkit-1.0.drv";
        Built built = new Built(
                new PackageId("demo", "textkit"),
                "2.0",
                hash("recipe"),
                Optional.of(hash("w")),
                Optional.of(Variant.WAVE),
                List.of(),
                Optional.of(derivation));
        BuildStatement statement = new BuildStatement(BY, built, ENDED, succeeded());

        assertThat(read(statement.signed(KEY))).isEqualTo(statement);
        assertThat(text(statement.signed(KEY)))
                .contains("\"internalParameters\":{\"derivation\":\"%s\"},\"resolvedDependencies\""
                        .formatted(derivation));
        assertThat(text(statement(succeeded()).signed(KEY))).doesNotContain("internalParameters");
    }

    @Test
    void a_variant_that_is_not_known_makes_the_rest_no_less_readable() {
        String signed = text(statement(succeeded()).signed(KEY));

        BuildStatement read = BuildStatement.read(utf8(
                signed.replace("\"trust\":\"free\",\"recipe", "\"trust\":\"free\",\"variant\":\"WAVE\",\"recipe")));

        assertThat(read.built().variant()).isEmpty();
    }

    @Test
    void a_failure_names_its_log_and_is_about_the_build() {
        assertThat(text(statement(failed("x")).signed(KEY)))
                .contains("\"subject\":[{\"name\":\"demo:textkit 2.0\",\"digest\":{\"tidemarkBuildKey\":\"%s\"}}]"
                        .formatted(hash("key")))
                .contains("\"byproducts\":[{\"name\":\"log\",\"digest\":{\"sha256\":\"%s\"}}]".formatted(hash("log")));
    }

    @Test
    void what_is_no_character_is_a_question_mark_and_nothing_else_of_a_log_is_lost() {
        String wild = "\u0000 \" \\ \ud83d\ude80 \u2028 \u001b[31m";
        assertThat(message(statement(failed(wild)))).isEqualTo(wild);
        assertThat(message(statement(failed("cut \ud83d")))).isEqualTo("cut ?");
    }

    private static String message(BuildStatement statement) {
        return read(statement.signed(KEY)).finished().getFailure().orElseThrow().getMessage();
    }

    @Test
    void what_a_newer_agent_says_more_is_passed_over_and_a_newer_symbol_is_unknown() {
        String newer = text(statement(failed("x")).signed(KEY))
                .replace("\"BUILD_FAILED\"", "\"STRUCK_BY_LIGHTNING\"")
                .replace("\"durationMillis\":1500", "\"durationMillis\":1500,\"carbon\":{\"grams\":[1.5,null]}");

        Finished read = BuildStatement.read(utf8(newer)).finished();

        assertThat(read.getFailure().orElseThrow().getKind()).isEqualTo(FailureKind.UNKNOWN);
        assertThat(read.getDurationMillis()).isEqualTo(1500);
    }

    @Test
    void a_statement_that_contradicts_itself_or_is_none_is_refused() {
        String good = text(statement(succeeded()).signed(KEY));
        String other = hash("other").hex();
        for (String bad : Stream.of(
                        good.replaceFirst(hash("output").hex(), other),
                        good.replaceFirst(hash("key").hex(), other),
                        good.replaceFirst("attempt-1", "attempt-2"),
                        good.replace("x86_64-linux.free/builder-7", "x86_64-linux.unfree/builder-7"),
                        good.replace("build-result/v1", "build-result/v2"),
                        good.replace("in-toto.io/Statement/v1", "in-toto.io/Statement/v2"),
                        good.replace("\"attempt\":\"attempt-1\",", ""),
                        good.replace("\"outputBytes\":17", "\"outputBytes\":\"17\""),
                        good.replace("\"outputBytes\":17", "\"outputBytes\":1e40"),
                        good.replace("12:00:01.500Z", "half past twelve"),
                        good.replace("{\"_type\"", "{\"_type\":\"x\",\"_type\""),
                        good + "{}",
                        good.substring(0, good.length() - 1),
                        "[]",
                        "",
                        "7",
                        "[".repeat(100_000))
                .toList()) {
            assertThat(bad).isNotEqualTo(good);
            assertThatIllegalArgumentException()
                    .as(bad.length() < 9 ? bad : bad.substring(0, 9))
                    .isThrownBy(() -> BuildStatement.read(utf8(bad)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuildStatement.read(ByteBuffer.wrap(new byte[] {'{', '"', (byte) 0xff, '"'})))
                .withMessageContaining("UTF-8");
    }

    @Test
    void an_envelope_opens_for_the_key_that_signed_it_and_as_what_it_is_alone() {
        Envelope envelope = statement(succeeded()).signed(KEY);
        SigningKey other = SigningKey.generate();
        EnvelopeSignature own = envelope.getSignatures().getFirst();
        EnvelopeSignature foreign =
                statement(succeeded()).signed(other).getSignatures().getFirst();
        EnvelopeSignature claimed = new EnvelopeSignature(own.getKeyId(), foreign.getSignature());

        assertThat(open(envelope, other)).isEqualTo(new Opened.Refused(Flaw.OTHER_KEY));
        assertThat(open(with(envelope), KEY)).isEqualTo(new Opened.Refused(Flaw.UNSIGNED));
        assertThat(open(with(envelope, claimed), KEY)).isEqualTo(new Opened.Refused(Flaw.FORGED));
        assertThat(open(with(envelope, foreign, own), KEY)).isInstanceOf(Opened.Genuine.class);
        assertThat(open(with(envelope, Stream.generate(() -> claimed).limit(9).toArray(EnvelopeSignature[]::new)), KEY))
                .isEqualTo(new Opened.Refused(Flaw.MALFORMED));
        assertThat(Envelopes.open(envelope, LifeAnnouncement.TYPE, KEY.publicKey()))
                .isEqualTo(new Opened.Refused(Flaw.MALFORMED));
        assertThat(open(Envelopes.close(BuildStatement.TYPE, new byte[Envelopes.MOST_BYTES], KEY), KEY))
                .isInstanceOf(Opened.Genuine.class);
        assertThat(open(Envelopes.close(BuildStatement.TYPE, new byte[Envelopes.MOST_BYTES + 1], KEY), KEY))
                .isEqualTo(new Opened.Refused(Flaw.MALFORMED));
    }

    @Test
    void a_life_is_announced_by_who_holds_the_key() {
        Envelope announced = LifeAnnouncement.signed(BY, KEY);

        assertThat(Envelopes.open(announced, LifeAnnouncement.TYPE, KEY.publicKey()))
                .isInstanceOfSatisfying(
                        Opened.Genuine.class,
                        genuine -> assertThat(LifeAnnouncement.read(genuine.payload()))
                                .isEqualTo(BY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LifeAnnouncement.read(utf8("{\"pool\":\"x86_64-linux.free\"}")))
                .withMessageContaining("lacks the text agent");
    }

    private static Opened open(Envelope envelope, SigningKey key) {
        return Envelopes.open(envelope, BuildStatement.TYPE, key.publicKey());
    }

    private static Envelope with(Envelope envelope, EnvelopeSignature... signatures) {
        return new Envelope(envelope.getPayloadType(), envelope.getPayload(), List.of(signatures));
    }

    private static BuildStatement read(Envelope envelope) {
        if (open(envelope, KEY) instanceof Opened.Genuine(ByteBuffer payload)) {
            return BuildStatement.read(payload);
        }
        throw new AssertionError("it does not open");
    }

    private static String text(Envelope envelope) {
        return StandardCharsets.UTF_8.decode(envelope.getPayload().duplicate()).toString();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BuildStatement statement(Finished finished) {
        Built built = new Built(
                new PackageId("demo", "textkit"),
                "2.0",
                hash("recipe"),
                Optional.empty(),
                Optional.empty(),
                List.of(new Input("json", hash("json"), TrustDomain.FREE)));
        return new BuildStatement(BY, built, ENDED, finished);
    }

    private static BuildStatement prepared() {
        Built built = new Built(
                new PackageId("demo", PackageId.WORKSPACE),
                "2.0",
                hash("recipe"),
                Optional.of(hash("w")),
                Optional.empty(),
                List.of());
        return new BuildStatement(
                BY,
                built,
                ENDED,
                finished()
                        .setPrepared(new WorkspacePrepared(hash("workspace").hex(), 3))
                        .build());
    }

    private static Finished succeeded() {
        return finished()
                .setSuccess(new BuildSucceeded(hash("output").hex(), 17L))
                .build();
    }

    private static Finished failed(String message) {
        return finished()
                .setFailure(Failure.newBuilder()
                        .setKind(FailureKind.BUILD_FAILED)
                        .setMessage(message)
                        .setLogTail(List.of("one", "two"))
                        .setLogHash(hash("log").hex())
                        .setFingerprint(hash("fingerprint").hex())
                        .setAgent("builder-7")
                        .build())
                .build();
    }

    private static Finished.Builder finished() {
        return Finished.newBuilder()
                .setAttempt("attempt-1")
                .setBuildKey(hash("key").hex())
                .setDurationMillis(1500L);
    }

    private static Sha256 hash(String of) {
        return Sha256.builder().add(of).build();
    }
}
