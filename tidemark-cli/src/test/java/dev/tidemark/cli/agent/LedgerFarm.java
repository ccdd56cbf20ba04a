package dev.tidemark.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.FreePort;
import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.planner.PlannerConfig;
import dev.tidemark.planner.PlannerService;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Service;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * A farm whose agents are processes of their own. Its recipes keep a ledger of what really happens: each agent's sandbox shows its own
 * page of it alone, so that a line tells who wrote it. Recipes wait at gates, which the test opens.
 */
final class LedgerFarm implements AutoCloseable {

    static final String SYSTEM = "x86_64-linux";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int PARTITIONS = 2;

    private final Path folder;
    private final int port = FreePort.any();
    private final EmbeddedCluster.Detour detour;
    private final Wire wire;
    private final Service planner;
    private final List<TidemarkProcess> agents = new ArrayList<>();
    private EmbeddedCluster cluster;
    private Path set = Path.of("");

    /**
     * A line of the ledger.
     *
     * @param agent who wrote it
     * @param word {@code begin} or {@code end}
     * @param attribute of the package
     */
    record Line(String agent, String word, String attribute) {}

    /** @param planner settings over those of planner.conf */
    LedgerFarm(Path folder, Map<String, String> planner) throws IOException, InterruptedException {
        this.folder = folder;
        Files.createDirectories(ledger());
        Files.createDirectories(gates());
        int behind = FreePort.any();
        this.wire = new Wire(behind);
        this.detour = new EmbeddedCluster.Detour(behind, wire.port());
        this.cluster = startCluster();
        Provisioning.applyTopics(settings(), new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
        Map<String, String> all = new TreeMap<>(planner);
        all.put("farm.brokers", settings().brokers());
        all.put("status.port", "0");
        all.put("streams.replication", "1");
        all.put("streams.state-folder", folder.resolve("planner").toString());
        this.planner = PlannerService.of(new ConfigReader().read(PlannerConfig.class, "planner.conf", null, all));
        this.planner.start();
    }

    private EmbeddedCluster startCluster() throws InterruptedException {
        return EmbeddedCluster.start(folder.resolve("broker"), 1, port, Optional.of(detour));
    }

    FarmSettings settings() {
        return new FarmSettings("127.0.0.1:" + port, Map.of(), RegistrySettings.WITHOUT_SERVER);
    }

    /** The wire that agents started with {@link #agentBehindWire} are at the other end of. */
    Wire wire() {
        return wire;
    }

    void restartBroker() throws InterruptedException {
        cluster.close();
        cluster = startCluster();
    }

    /** Imports a set, which all agents started from now on build. */
    void importSet(Path written) throws Exception {
        set = written;
        new Intake(settings()).importSet(PackageSet.load(written), SYSTEM);
    }

    void bump(String packageId, String to) {
        new Intake(settings()).publishBump(PackageId.parse(packageId), to, BumpKind.ROUTINE, "watcher");
    }

    /** Starts an agent of two slots, with settings over those of agent.conf. */
    TidemarkProcess agent(String name, String... more) throws IOException, InterruptedException {
        return agent(name, settings().brokers(), more);
    }

    TidemarkProcess agentBehindWire(String name, String... more) throws IOException, InterruptedException {
        return agent(name, "127.0.0.1:" + wire.port(), more);
    }

    private TidemarkProcess agent(String name, String brokers, String... more)
            throws IOException, InterruptedException {
        Path page = ledger().resolve(name);
        if (!Files.exists(page)) {
            Files.createFile(page);
        }
        enrol(name);
        List<String> arguments = new ArrayList<>(List.of(
                "agent",
                "-Dfarm.brokers=" + brokers,
                "-Dstatus.port=0",
                "-Dname=" + name,
                "-Dsystem=" + SYSTEM,
                "-Dslots=2",
                "-Dbeat=1s",
                "-Dsets.%s=%s".formatted(setName(), set),
                "-Dartifacts=" + folder.resolve("artifacts"),
                "-Dwork=" + work(name),
                "-Dstate=" + state(),
                "-Dsandbox.mode=required",
                "-Dsandbox.read-only=[\"%s\"]".formatted(gates()),
                "-Dsandbox.writable=[\"%s\"]".formatted(page)));
        arguments.addAll(List.of(more));
        TidemarkProcess agent = TidemarkProcess.start(folder, arguments.toArray(String[]::new));
        agents.add(agent);
        return agent;
    }

    /** As it is on its own machine, which is this one. */
    private void enrol(String name) throws InterruptedException {
        AgentSettings self = new ConfigReader()
                .read(
                        AgentSettings.class,
                        "agent.conf",
                        null,
                        Map.of("name", name, "system", SYSTEM, "state", state().toString()));
        FarmEnrolments.enrolOwn(settings(), AgentSelf.of(self), "ada", Instant.EPOCH);
    }

    /** Where agents keep their keys. */
    private Path state() {
        return folder.resolve("state");
    }

    private String setName() {
        return String.valueOf(set.getFileName());
    }

    Path work(String agent) {
        return folder.resolve("work-" + agent);
    }

    private Path ledger() {
        return folder.resolve("ledger");
    }

    private Path gates() {
        return folder.resolve("gates");
    }

    /** Lets recipes that wait at a gate go on. */
    void open(String gate) throws IOException {
        Files.createFile(gates().resolve(gate));
    }

    /** What a recipe begins with. */
    String begins(String attribute) {
        return writes("begin", attribute);
    }

    /** What a recipe ends with. */
    String ends(String attribute) {
        return writes("end", attribute);
    }

    private String writes(String word, String attribute) {
        return "for page in '%s'/*; do echo '%s %s' >> \"$page\"; done\n".formatted(ledger(), word, attribute);
    }

    /** What a recipe waits with. */
    String waitsAt(String gate) {
        return "while ! test -e '%s/%s'; do sleep 0.1; done\n".formatted(gates(), gate);
    }

    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        try (var pages = Files.list(ledger())) {
            for (Path page : (Iterable<Path>) pages.sorted()::iterator) {
                for (String line : Files.readAllLines(page)) {
                    String[] words = line.split(" ", -1);
                    lines.add(new Line(String.valueOf(page.getFileName()), words[0], words[1]));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("the ledger can be read", e);
        }
        return lines;
    }

    /** What an agent has begun and not ended. */
    List<String> runningAt(String agent) {
        List<String> running = new ArrayList<>();
        for (Line line : lines()) {
            if (line.agent().equals(agent)) {
                if (line.word().equals("begin")) {
                    running.add(line.attribute());
                } else {
                    running.remove(line.attribute());
                }
            }
        }
        return running;
    }

    /** How often each package was begun, by attribute. */
    Map<String, Integer> begun() {
        Map<String, Integer> begun = new TreeMap<>();
        lines().stream()
                .filter(line -> line.word().equals("begin"))
                .forEach(line -> begun.merge(line.attribute(), 1, Integer::sum));
        return begun;
    }

    Optional<String> stateOf(String agent) {
        return Optional.ofNullable(newest(Topics.AGENT, Agent.class).get(SYSTEM + ".free/" + agent))
                .map(each -> each.getState().name());
    }

    Collection<Wave> waves() {
        return newest(Topics.WAVE, Wave.class).values();
    }

    /** Every state of every job, in order for each. */
    List<Job> jobs() {
        return new FarmTopic<>(settings(), Topics.JOB, Job.class).all();
    }

    <T extends SpecificRecord> Map<String, T> newest(Topic topic, Class<T> type) {
        return new FarmTopic<>(settings(), topic, type).newest(key -> true);
    }

    /** Waits until something is so; a broker that is just away is asked again. */
    void await(String what, BooleanSupplier condition, Supplier<?> otherwise) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "not within %s: %s; %s%n%s".formatted(PATIENCE, what, otherwise.get(), agentsSaid()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, condition, this::lines);
    }

    private String agentsSaid() {
        StringBuilder said = new StringBuilder();
        agents.forEach(agent -> said.append(agent.output()).append("\n\n"));
        return said.toString();
    }

    /** Processes of an agent's builds: they are in its control group, or in a sandbox over its work folder. */
    List<String> processesOf(String agent) {
        String work = work(agent) + "/";
        String group = "tidemark-"
                + Sha256.builder().add(work(agent).toString()).build().brief(12);
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(work) || isIn(process, group))
                .map(process ->
                        process.pid() + ": " + process.info().commandLine().orElse(""))
                .toList();
    }

    private static boolean isIn(ProcessHandle process, String group) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cgroup"))
                    .contains("/" + group + "/");
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    @Override
    public void close() throws IOException {
        agents.forEach(TidemarkProcess::close);
        planner.close();
        cluster.close();
        wire.close();
        assertThat(planner.dead()).isEmpty();
    }
}
