package dev.tidemark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ComposeContainer;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ContainerState;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The farm of {@code deploy/compose/compose.yaml}, on free ports of loopback, over images of what was built. When it is
 * stopped its containers, networks, volumes and images are gone, and their log is in {@code target/containers.log}.
 */
final class ComposeFarm {

    /** What runs for good. */
    static final List<String> SERVICES =
            List.of("kafka", "registry", "planner", "notifier", "agent-free", "agent-unfree");

    private static final List<String> AGENTS = List.of("agent-free", "agent-unfree");

    private static final Duration ENROLLED_WITHIN = Duration.ofMinutes(2);
    private static final Duration LOG_WITHIN = Duration.ofMinutes(1);
    private static final Duration UP_WITHIN = Duration.ofMinutes(5);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(100);
    private static final String REGISTRY_PATH = "/apis/ccompat/v7";

    private final String name =
            "tidemark-" + Long.toHexString(ProcessHandle.current().pid());
    private final FarmImages images = new FarmImages();
    private final Map<String, Integer> ports;
    private final ComposeContainer compose;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private ComposeFarm() throws IOException {
        this.ports = freePorts();
        Map<String, String> environment = images.environment();
        ports.forEach((variable, port) -> environment.put(variable, Integer.toString(port)));
        environment.put("PARTITIONS", "2");
        // Longer than the broker is away when it is restarted.
        environment.put("STUCK_AFTER", "30s");
        // They live for a minute: what the second compiler makes of them never pays.
        environment.put("TIDEMARK_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        environment.put("KAFKA_HEAP_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
        this.compose = new ComposeContainer(name, ComposeFile.PATH.toFile())
                .withPull(false)
                .withEnv(environment)
                .withStartupTimeout(UP_WITHIN);
        // An agent is not ready before it is enrolled.
        SERVICES.stream()
                .filter(service -> !AGENTS.contains(service))
                .forEach(service ->
                        compose.waitingFor(service, Wait.forHealthcheck().withStartupTimeout(UP_WITHIN)));
    }

    /** Builds the images and returns once every service says that it is ready. */
    static ComposeFarm start() throws IOException, InterruptedException {
        ComposeFarm farm = new ComposeFarm();
        try {
            farm.images.build();
            farm.compose.start();
            farm.enroll();
            farm.awaitHealthy();
            return farm;
        } catch (RuntimeException | Error e) {
            AssertionError failure = new AssertionError("the farm does not come up: " + farm.state(), e);
            try {
                farm.stop();
            } catch (AssertionError left) {
                failure.addSuppressed(left);
            }
            throw failure;
        } catch (InterruptedException e) {
            farm.stop();
            throw e;
        }
    }

    /** How each container is; of those that are not well, what their health checks and they themselves said last. */
    private String state() throws InterruptedException {
        StringBuilder told = new StringBuilder();
        for (String container : names("ps", "-a")) {
            String status = ContainerEngine.docker(
                            LOG_WITHIN,
                            "inspect",
                            "--format",
                            "{{.State.Status}}, exit code {{.State.ExitCode}}, {{if .State.Health}}{{.State.Health.Status}}"
                                    + "{{range .State.Health.Log}}{{if .ExitCode}}; {{.Output}}{{end}}{{end}}{{end}}",
                            container)
                    .output()
                    .strip();
            told.append(container).append(": ").append(status).append("; ");
            if (!status.endsWith("healthy") || status.endsWith("unhealthy")) {
                String log = ContainerEngine.docker(LOG_WITHIN, "logs", "--tail", "5", container)
                        .output();
                told.append("its log ends: ").append(log.strip()).append("; ");
            }
        }
        return told.toString().replace('\n', ' ');
    }

    /** As a person does it: with the script beside the compose file, once the containers run. */
    private void enroll() throws InterruptedException {
        Map<String, String> labels =
                Objects.requireNonNull(inspect("agent-free").getConfig().getLabels(), "compose labels its containers");
        String project = labels.get("com.docker.compose.project");
        Command enrolled = Command.run(
                ENROLLED_WITHIN, List.of("env", "COMPOSE_PROJECT_NAME=" + project, "deploy/compose/enroll", "ada"));
        assertThat(enrolled.succeeded()).as(enrolled.output()).isTrue();
        assertThat(enrolled.output())
                .contains("free-1 may build for x86_64-linux.free")
                .contains("unfree-1 may build for x86_64-linux.unfree");
    }

    /** Where the broker listens for programs of this machine. */
    String brokers() {
        return "127.0.0.1:" + ports.get("KAFKA_PORT");
    }

    /** Where the registry speaks Confluent's protocol. */
    String registry() {
        return "http://127.0.0.1:" + ports.get("REGISTRY_PORT") + REGISTRY_PATH;
    }

    /** Runs a command of the program in a container of the farm; returns what it printed. */
    String tidemark(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.of(
                        Stream.of("/opt/tidemark/tidemark"),
                        Stream.of(arguments),
                        Stream.of("--farm=kafka:19092", "--registry=http://registry:8080" + REGISTRY_PATH))
                .flatMap(words -> words)
                .toList();
        return execute("agent-unfree", command.toArray(String[]::new));
    }

    /** Runs a program in the container of a service; returns what it printed. */
    String execute(String service, String... command) throws IOException, InterruptedException {
        ExecResult result = container(service).execInContainer(command);
        assertThat(result.getExitCode())
                .as(result.getStdout() + result.getStderr())
                .isZero();
        return result.getStdout().strip();
    }

    /** SIGKILL to the service itself, as the kernel's out-of-memory killer would: its container dies with it. */
    void kill(String service) throws IOException, InterruptedException {
        container(service).execInContainer("sh", "-c", "kill -9 $(cat /proc/1/task/1/children)");
    }

    /** Stops a service in order and starts it again. */
    void restart(String service) {
        DockerClientFactory.lazyClient()
                .restartContainerCmd(container(service).getContainerId())
                .withTimeout(30)
                .exec();
    }

    /** How a service's container is now. */
    InspectContainerResponse inspect(String service) {
        return container(service).getCurrentContainerInfo();
    }

    /** Returns once every service says that it is ready. */
    void awaitHealthy() throws InterruptedException {
        long deadline = System.nanoTime() + UP_WITHIN.toNanos();
        for (String service : SERVICES) {
            while (!container(service).isHealthy()) {
                assertThat(System.nanoTime())
                        .as(
                                "%s is not ready in time: %s",
                                service, container(service).getLogs())
                        .isLessThan(deadline);
                Thread.sleep(LOOK_AGAIN_AFTER);
            }
        }
    }

    /** What a service answers on the port that it publishes. */
    HttpResponse<String> get(String portVariable, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(portVariable) + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private ContainerState container(String service) {
        return compose.getContainerByServiceName(service).orElseThrow();
    }

    /** Leaves nothing behind. */
    void stop() throws IOException, InterruptedException {
        try {
            keepLog();
        } finally {
            compose.stop();
            images.remove();
        }
        assertThat(List.of(names("ps", "-a"), names("volume", "ls"), names("network", "ls")))
                .as("containers, volumes and networks that are left")
                .allSatisfy(left -> assertThat(left).isEmpty());
    }

    private void keepLog() throws IOException, InterruptedException {
        StringBuilder log = new StringBuilder();
        for (String container : names("ps", "-a")) {
            log.append("==== ").append(container).append('\n');
            log.append(ContainerEngine.docker(LOG_WITHIN, "logs", "--timestamps", container)
                    .output());
        }
        Files.writeString(Path.of("target/containers.log"), log);
    }

    /** The names of what this farm has of one kind. */
    private List<String> names(String... list) throws InterruptedException {
        String[] command = Stream.concat(
                        Stream.of(list),
                        Stream.of(
                                "--filter",
                                "name=" + name,
                                "--format",
                                list[0].equals("ps") ? "{{.Names}}" : "{{.Name}}"))
                .toArray(String[]::new);
        return ContainerEngine.docker(LOG_WITHIN, command).output().lines().toList();
    }

    private static Map<String, Integer> freePorts() throws IOException {
        List<String> variables = List.of(
                "KAFKA_PORT",
                "REGISTRY_PORT",
                "PLANNER_PORT",
                "NOTIFIER_PORT",
                "PAGES_PORT",
                "AGENT_FREE_PORT",
                "AGENT_UNFREE_PORT");
        Map<String, Integer> free = new TreeMap<>();
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (String variable : variables) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                free.put(variable, socket.getLocalPort());
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return free;
    }
}
