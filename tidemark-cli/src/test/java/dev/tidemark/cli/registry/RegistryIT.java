package dev.tidemark.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.store.Evidence;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.schemas.wire.SchemaRegistrar;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's client with a real registry server. */
final class RegistryIT {

    @TempDir
    private static Path schemas;

    private static ApicurioServer registry;

    @BeforeAll
    static void startRegistry() throws Exception {
        registry = ApicurioServer.start(schemas);
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void schemas_are_there_after_the_registry_was_started_again() throws Exception {
        new SchemaRegistrar(registry.settings()).register();
        byte[] before = write(registry.settings());

        registry.stop();
        registry.start();

        assertThat(read(registry.settings(), before)).isEqualTo(new Evidence("hash"));
        assertThat(write(registry.settings())).isEqualTo(before);
    }

    @Test
    void a_version_that_would_part_readers_from_writers_is_refused_where_the_level_says_so() throws Exception {
        assertThat(registry.put("/config/guarded", "{\"compatibility\": \"FULL_TRANSITIVE\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(register("guarded", "[]").statusCode()).isEqualTo(200);

        HttpResponse<String> refusal = register("guarded", "[{\"name\": \"added\", \"type\": \"int\"}]");

        assertThat(refusal.statusCode()).isEqualTo(409);
        assertThat(refusal.body()).contains("Incompatible");
        assertThat(register("guarded", "[{\"name\": \"added\", \"type\": \"int\", \"default\": 0}]")
                        .statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> register(String subject, String fields) throws Exception {
        String schema = "{\"type\": \"record\", \"name\": \"Guarded\", \"fields\": %s}".formatted(fields);
        return registry.post(
                "/subjects/" + subject + "/versions", "{\"schema\": \"" + schema.replace("\"", "\\\"") + "\"}");
    }

    @Test
    void a_password_opens_the_registry() throws Exception {
        try (AuthenticatingGateway gateway =
                AuthenticatingGateway.demandingPassword(registry.url(), "tide", "m:rk ü")) {
            assertOpens(gateway, password(gateway, "tide:m:rk ü"));
        }
    }

    @Test
    void a_bearer_token_opens_the_registry() throws Exception {
        try (AuthenticatingGateway gateway = AuthenticatingGateway.demandingToken(registry.url(), "abc.def")) {
            assertOpens(
                    gateway,
                    new RegistrySettings(
                            gateway.url(),
                            Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "abc.def")));
        }
    }

    private static void assertOpens(AuthenticatingGateway gateway, RegistrySettings settings) throws Exception {
        new SchemaRegistrar(settings).register();
        assertThat(read(settings, write(settings))).isEqualTo(new Evidence("hash"));
        assertThat(gateway.requests()).isNotEmpty().allMatch(AuthenticatingGateway.Request::admitted);
    }

    @Test
    void a_wrong_password_is_a_failure_that_names_the_status() throws Exception {
        try (AuthenticatingGateway gateway = AuthenticatingGateway.demandingPassword(registry.url(), "tide", "mark")) {
            RegistrySettings wrong = password(gateway, "tide:guess");
            assertThatThrownBy(() -> new SchemaRegistrar(wrong).register()).hasMessageContaining("401");
            assertThatThrownBy(() -> write(wrong)).hasStackTraceContaining("401");
            assertThat(gateway.requests()).isNotEmpty().noneMatch(AuthenticatingGateway.Request::admitted);
        }
    }

    private static RegistrySettings password(AuthenticatingGateway gateway, String userInfo) {
        return new RegistrySettings(
                gateway.url(), Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", userInfo));
    }

    /** With a client that has not yet asked for anything. */
    private static byte[] write(RegistrySettings settings) {
        try (Serde<Evidence> serde = new EventSerdes(settings).of(Evidence.class)) {
            return serde.serializer().serialize("topic", new Evidence("hash"));
        }
    }

    private static Evidence read(RegistrySettings settings, byte[] bytes) {
        try (Serde<Evidence> serde = new EventSerdes(settings).of(Evidence.class)) {
            return serde.deserializer().deserialize("topic", bytes);
        }
    }
}
