package dev.tidemark.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.agent.AgentSelf;
import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.FreePort;
import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.cli.farm.FarmEnrolments;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.cli.farm.Provisioning;
import dev.tidemark.intake.ImportProgress;
import dev.tidemark.notifier.NotifierConfig;
import dev.tidemark.notifier.NotifierService;
import dev.tidemark.planner.PlannerConfig;
import dev.tidemark.planner.PlannerService;
import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Agent;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.Service;
import dev.tidemark.set.SetDescription;
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
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** A farm whose agents are processes of their own, and whose recipes keep a {@link Ledger} of what really happens. */
final class LedgerFarm implements AutoCloseable {

    static final String SYSTEM = "x86_64-linux";

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final int PARTITIONS = 2;
    private static final String YOUNGER = "younger-";

    private final Path folder;
    private final Ledger ledger;
    private final int port = FreePort.any();
    private final EmbeddedCluster.Detour detour;
    private final Wire wire;
    private final List<Service> services = new ArrayList<>();
    private final List<TidemarkProcess> agents = new ArrayList<>();
    private final Map<String, Path> sets = new TreeMap<>();
    private EmbeddedCluster cluster;

    /** Ends a test before it has begun where agents cannot be told apart. */
    static void assumeSandbox() {
        assumeTrue(
                Stream.of("/usr/bin/bwrap", "/bin/bwrap").anyMatch(path -> Files.isExecutable(Path.of(path))),
                "there is no bubblewrap, by which the ledger tells agents apart: apt-get install bubblewrap");
    }

    /** @param planner settings over those of planner.conf */
    LedgerFarm(Path folder, Map<String, String> planner) throws IOException, InterruptedException {
        this.folder = folder;
        this.ledger = new Ledger(folder);
        int behind = FreePort.any();
        this.wire = new Wire(behind);
        this.detour = new EmbeddedCluster.Detour(behind, wire.port());
        this.cluster = startCluster();
        Provisioning.applyTopics(settings(), new Provisioning.Width(OptionalInt.of(PARTITIONS), OptionalInt.of(1)));
        Map<String, String> all = streams("planner");
        all.putAll(planner);
        start(PlannerService.of(new ConfigReader().read(PlannerConfig.class, "planner.conf", null, all)));
    }

    /** Breakages are told by a notifier, which not every test needs. */
    void startNotifier() throws InterruptedException {
        Map<String, String> all = streams("notifier");
        all.put("http.port", "0");
        all.put("http.artifacts", artifacts().toString());
        start(NotifierService.of(new ConfigReader().read(NotifierConfig.class, "notifier.conf", null, all)));
    }

    private Map<String, String> streams(String service) {
        Map<String, String> all = new TreeMap<>();
        all.put("farm.brokers", settings().brokers());
        all.put("status.port", "0");
        all.put("streams.replication", "1");
        all.put("streams.state-folder", folder.resolve(service).toString());
        return all;
    }

    private void start(Service service) throws InterruptedException {
        services.add(service);
        service.start();
    }

    private EmbeddedCluster startCluster() throws InterruptedException {
        return EmbeddedCluster.start(folder.resolve("broker"), 1, port, Optional.of(detour));
    }

    Ledger ledger() {
        return ledger;
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

    /** Imports a set, which all agents started from now on build too. */
    void importSet(Path written) throws Exception {
        sets.put(SetDescription.load(written).name(), written);
        new Intake(settings()).importFolder(written, SYSTEM, ImportProgress.SILENT);
    }

    void bump(String packageId, String to) {
        new Intake(settings()).publishBump(PackageId.parse(packageId), to, BumpKind.ROUTINE, "watcher");
    }

    /** Starts an agent of two slots, with settings over those of agent.conf. */
    TidemarkProcess agent(String name, String... more) throws IOException, InterruptedException {
        return agent(name, settings().brokers(), work(name), more);
    }

    /** The same in a process group of its own. */
    TidemarkProcess agentInGroup(String name, String... more) throws IOException, InterruptedException {
        return started(
                TidemarkProcess.startInGroup(folder, arguments(name, settings().brokers(), work(name), more)));
    }

    TidemarkProcess agentBehindWire(String name, String... more) throws IOException, InterruptedException {
        return agent(name, "127.0.0.1:" + wire.port(), work(name), more);
    }

    /** Another one of the same name, in a folder of its own. */
    TidemarkProcess younger(String name) throws IOException, InterruptedException {
        return agent(name, settings().brokers(), work(YOUNGER + name));
    }

    private TidemarkProcess agent(String name, String brokers, Path work, String... more)
            throws IOException, InterruptedException {
        return started(TidemarkProcess.start(folder, arguments(name, brokers, work, more)));
    }

    private TidemarkProcess started(TidemarkProcess agent) {
        agents.add(agent);
        return agent;
    }

    /** What an agent is started with, whose key is enrolled. */
    private String[] arguments(String name, String brokers, Path work, String... more)
            throws IOException, InterruptedException {
        Path page = ledger.page(name);
        enrol(name);
        List<String> arguments = new ArrayList<>(List.of(
                "agent",
                "-Dfarm.brokers=" + brokers,
                "-Dstatus.port=0",
                "-Dname=" + name,
                "-Dsystem=" + SYSTEM,
                "-Dslots=2",
                "-Dbeat=1s",
                "-Dartifacts=" + artifacts(),
                "-Dwork=" + work,
                "-Dstate=" + state(),
                "-Dsandbox.mode=required",
                "-Dsandbox.read-only=[\"%s\"]".formatted(ledger.gates()),
                "-Dsandbox.writable=[\"%s\"]".formatted(page)));
        sets.forEach((set, written) -> arguments.add("-Dsets.%s=%s".formatted(set, written)));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    void awaitState(String agent, AgentState state) throws InterruptedException {
        await("%s is %s".formatted(agent, state), () -> stateOf(agent).equals(Optional.of(state)));
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

    private Path work(String agent) {
        return folder.resolve("work-" + agent);
    }

    private Path artifacts() {
        return folder.resolve("artifacts");
    }

    /** Where the artifact store has what has a hash. */
    Path artifact(String hash) {
        return artifacts().resolve("free").resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    }

    Optional<AgentState> stateOf(String agent) {
        return known(agent).map(Agent::getState);
    }

    /** What holds an agent's builds to their limits; empty while it is not known. */
    Optional<String> limitsOf(String agent) {
        return known(agent).map(Agent::getLimits);
    }

    private Optional<Agent> known(String agent) {
        return Optional.ofNullable(newest(Topics.AGENT, Agent.class).get(SYSTEM + ".free/" + agent));
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
        await(what, condition, ledger::lines);
    }

    private String agentsSaid() {
        StringBuilder said = new StringBuilder();
        agents.forEach(agent -> said.append(agent.output()).append("\n\n"));
        return said.toString();
    }

    /** Processes of an agent's builds: they are in its control group, or in a sandbox over its work folder. */
    List<String> processesOf(String agent) {
        return processesIn(work(agent));
    }

    /** The same of the younger one of the name. */
    List<String> processesOfYounger(String agent) {
        return processesIn(work(YOUNGER + agent));
    }

    private static List<String> processesIn(Path work) {
        String group =
                "tidemark-" + Sha256.builder().add(work.toString()).build().brief(12);
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(work + "/") || isIn(process, group))
                .map(process ->
                        process.pid() + ": " + process.info().commandLine().orElse(""))
                .toList();
    }

    /** Processes that have a text in their command line. */
    static List<String> processesWith(String text) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(text))
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
        List<String> dead =
                services.stream().flatMap(service -> service.dead().stream()).toList();
        services.reversed().forEach(Service::close);
        cluster.close();
        wire.close();
        assertThat(dead).isEmpty();
    }
}
