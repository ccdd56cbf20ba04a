package dev.tidemark.cli.broker;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster in this process, in KRaft mode, each node both broker and controller, listening on loopback only. What
 * it keeps lies in one folder and outlives it. Start and close from one thread.
 */
public final class EmbeddedCluster implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final List<Node> nodes;
    private final Optional<Detour> detour;
    private final Map<String, String> more;
    private final List<KafkaRaftServer> servers = new ArrayList<>();

    private record Node(int id, Path folder, int brokerPort, int controllerPort) {}

    /**
     * A second way to the first node, for those who reach it through something in between.
     *
     * @param port that the node listens on
     * @param advertisedPort that clients are told
     */
    public record Detour(int port, int advertisedPort) {}

    private EmbeddedCluster(List<Node> nodes, Optional<Detour> detour, Map<String, String> more) {
        this.nodes = nodes;
        this.detour = detour;
        this.more = Map.copyOf(more);
    }

    /**
     * Starts a cluster and returns once every node serves.
     *
     * @param folder where the nodes keep their data; made when it is not there
     * @param size how many nodes, 1 or more
     * @param port of the first node's broker; 0 takes a free one
     * @throws ServiceException when a port is in use or the folder cannot be written, with the next step
     */
    public static EmbeddedCluster start(Path folder, int size, int port) throws InterruptedException {
        return start(folder, size, port, Optional.empty());
    }

    /** The same, with a second way to its first node. */
    public static EmbeddedCluster start(Path folder, int size, int port, Optional<Detour> detour)
            throws InterruptedException {
        return start(folder, size, port, detour, Map.of());
    }

    /**
     * The same, with settings of the brokers' own.
     *
     * @param more by their names; they go before what the nodes are set to otherwise
     */
    static EmbeddedCluster start(Path folder, int size, int port, Optional<Detour> detour, Map<String, String> more)
            throws InterruptedException {
        List<Integer> ports = freePorts(2 * size, port);
        List<Node> nodes = IntStream.range(0, size)
                .mapToObj(i ->
                        new Node(i + 1, folder.resolve("broker-" + (i + 1)), ports.get(2 * i), ports.get(2 * i + 1)))
                .toList();
        EmbeddedCluster cluster = new EmbeddedCluster(nodes, detour, more);
        try {
            cluster.startAll(folder);
            return cluster;
        } catch (InterruptedException e) {
            cluster.close();
            throw e;
        } catch (IOException e) {
            cluster.close();
            throw new ServiceException(
                    "the broker's data folder %s cannot be written (%s): free space there, or choose another with --data"
                            .formatted(folder, e.getMessage()),
                    e);
        } catch (ExecutionException e) {
            cluster.close();
            throw didNotStart(folder, e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException e) { // What Kafka's own classes throw at data that they cannot use.
            cluster.close();
            throw didNotStart(folder, e);
        }
    }

    private static ServiceException didNotStart(Path folder, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new ServiceException(
                "the embedded broker did not start (%s): see the log file, or remove the data folder %s to start afresh"
                        .formatted(reason, folder),
                cause);
    }

    /**
     * A broker that cannot go on halts the whole process; with this it says so first. To be called once, by a program that
     * is the farm.
     */
    public static void explainHalt(Path folder) {
        Exit.setHaltProcedure((status, message) -> {
            System.err.printf("%ntidemark: %s%n", halted(folder, message));
            Runtime.getRuntime().halt(3);
        });
    }

    /** Kafka seldom says why; most often it cannot write. */
    static String halted(Path folder, @Nullable String message) {
        return "the broker stopped (%s): see the log file and the space left for %s, then start again; what was acknowledged is kept"
                .formatted(
                        message == null || message.isBlank() ? "it does not say why: a full disk?" : message, folder);
    }

    /** All at once: the first would wait for the others' votes. */
    private void startAll(Path folder) throws IOException, InterruptedException, ExecutionException {
        String clusterId = clusterId(folder);
        for (Node node : nodes) {
            format(node, clusterId);
        }
        for (Node node : nodes) {
            servers.add(new KafkaRaftServer(config(node), Time.SYSTEM));
        }
        try (ExecutorService starters = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("broker-start-", 0).factory())) {
            List<Future<?>> starting = new ArrayList<>();
            for (KafkaRaftServer server : servers) {
                starting.add(starters.submit(server::startup));
            }
            for (Future<?> started : starting) {
                started.get();
            }
        }
    }

    /** The same for every node and after a restart; never half written. */
    private static String clusterId(Path folder) throws IOException {
        Path file = folder.resolve("cluster-id");
        Files.createDirectories(folder);
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        String id = Uuid.randomUuid().toString();
        Path written = folder.resolve("cluster-id.new");
        Files.writeString(written, id + "\n");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        return id;
    }

    private void format(Node node, String clusterId) throws IOException {
        if (Files.exists(node.folder().resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(node.folder());
        Formatter formatter = new Formatter()
                .setNodeId(node.id())
                .setClusterId(clusterId)
                .addDirectory(node.folder().toString())
                .setMetadataLogDirectory(node.folder().toString())
                .setControllerListenerName("CONTROLLER")
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            formatter.run();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) { // The formatter declares nothing narrower.
            throw new IOException("cannot be formatted: " + e.getMessage(), e);
        }
    }

    private KafkaConfig config(Node node) {
        short replicas = replication();
        Map<String, Object> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", node.id());
        settings.put("log.dirs", node.folder().toString());
        settings.put(
                "controller.quorum.voters",
                nodes.stream()
                        .map(voter -> voter.id() + "@" + HOST + ":" + voter.controllerPort())
                        .collect(Collectors.joining(",")));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "BROKER");
        settings.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,DETOUR:PLAINTEXT");
        Optional<Detour> second = detour.filter(way -> node.equals(nodes.getFirst()));
        settings.put(
                "listeners",
                "BROKER://%s:%d,CONTROLLER://%s:%d".formatted(HOST, node.brokerPort(), HOST, node.controllerPort())
                        + second.map(way -> ",DETOUR://%s:%d".formatted(HOST, way.port()))
                                .orElse(""));
        settings.put(
                "advertised.listeners",
                "BROKER://%s:%d".formatted(HOST, node.brokerPort())
                        + second.map(way -> ",DETOUR://%s:%d".formatted(HOST, way.advertisedPort()))
                                .orElse(""));
        settings.put("auto.create.topics.enable", false);
        settings.put("min.insync.replicas", Math.max(1, replicas - 1));
        settings.put("offsets.topic.replication.factor", replicas);
        settings.put("offsets.topic.num.partitions", 4);
        settings.put("transaction.state.log.replication.factor", replicas);
        settings.put("transaction.state.log.min.isr", Math.max(1, replicas - 1));
        settings.put("transaction.state.log.num.partitions", 4);
        settings.put("share.coordinator.state.topic.replication.factor", replicas);
        settings.put("share.coordinator.state.topic.min.isr", Math.max(1, replicas - 1));
        settings.put("share.coordinator.state.topic.num.partitions", 4);
        settings.put("group.initial.rebalance.delay.ms", 0);
        // Sized for a laptop: the defaults set aside 128 MB for the cleaner and 10 MB a segment for indices.
        settings.put("log.cleaner.dedupe.buffer.size", 4 * 1024 * 1024);
        settings.put("log.index.size.max.bytes", 1024 * 1024);
        settings.put("num.network.threads", 2);
        settings.put("num.io.threads", 4);
        // Nor does it want four threads to look after its groups, or a record twice a second that says that there is no
        // news.
        settings.put("group.coordinator.threads", 1);
        settings.put("share.coordinator.threads", 1);
        settings.put("metadata.max.idle.interval.ms", 5_000);
        settings.putAll(more);
        Properties properties = new Properties();
        settings.forEach((key, value) -> properties.put(key, value.toString()));
        return KafkaConfig.fromProps(properties);
    }

    /** Where clients find it: {@code host:port} of every node, separated by commas. */
    public String bootstrapServers() {
        return nodes.stream().map(node -> HOST + ":" + node.brokerPort()).collect(Collectors.joining(","));
    }

    /** How many brokers should keep each record. */
    public short replication() {
        return (short) Math.min(3, nodes.size());
    }

    /** Stops every node and waits until it has. */
    @Override
    public void close() {
        try (ExecutorService stoppers = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("broker-stop-", 0).factory())) {
            servers.forEach(server -> stoppers.execute(() -> {
                server.shutdown();
                server.awaitShutdown();
            }));
        }
        servers.clear();
    }

    /** Ports that are free now: the wanted one first when it is not 0. */
    private static List<Integer> freePorts(int count, int wanted) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(i == 0 ? wanted : 0, 1, InetAddress.getLoopbackAddress()));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new ServiceException(
                    "port %d on %s is in use: stop what listens there (another farm?), or choose another with --port"
                            .formatted(wanted, HOST),
                    e);
        } finally {
            for (ServerSocket socket : held) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It was only held to be counted; what it leaves behind goes with the process.
                }
            }
        }
    }
}
