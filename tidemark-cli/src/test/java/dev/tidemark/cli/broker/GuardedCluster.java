package dev.tidemark.cli.broker;

import dev.tidemark.cli.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A broker whose clients log in, and may do what Kafka's own authorizer lets them: {@link #ADMIN} everything, all others nothing before they
 * are given a right. Everybody's password is their name.
 */
public final class GuardedCluster implements AutoCloseable {

    /** Who may do everything. */
    public static final String ADMIN = "admin";

    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final EmbeddedCluster cluster;
    private final int port;

    private GuardedCluster(EmbeddedCluster cluster, int port) {
        this.cluster = cluster;
        this.port = port;
    }

    /** @param users who has an account besides {@link #ADMIN} */
    public static GuardedCluster start(Path folder, List<String> users) throws IOException, InterruptedException {
        int port = FreePort.any();
        Map<String, String> settings = new TreeMap<>();
        // Nodes speak to each other by the first way, where nobody has a name.
        settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,DETOUR:SASL_PLAINTEXT");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS;User:" + ADMIN);
        settings.put("listener.name.detour.sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.detour.plain.sasl.jaas.config",
                LOGIN
                        + users.stream()
                                .map("user_%1$s=\"%1$s\" "::formatted)
                                .collect(Collectors.joining("", "user_" + ADMIN + "=\"" + ADMIN + "\" ", ";")));
        EmbeddedCluster cluster =
                EmbeddedCluster.start(folder, 1, 0, Optional.of(new EmbeddedCluster.Detour(port, port)), settings);
        return new GuardedCluster(cluster, port);
    }

    /** Where who logs in finds it. */
    public String brokers() {
        return "127.0.0.1:" + port;
    }

    /** How somebody logs in, as any Kafka client takes it. */
    public Map<String, String> login(String user) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                LOGIN + "username=\"%1$s\" password=\"%1$s\";".formatted(user));
    }

    @Override
    public void close() {
        cluster.close();
    }
}
