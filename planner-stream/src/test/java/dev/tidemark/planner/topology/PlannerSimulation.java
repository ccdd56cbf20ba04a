package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.testing.Faults;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.testing.TestKeys;
import dev.tidemark.planner.testing.TransactionalTask;
import dev.tidemark.planner.testing.TransactionalTask.End;
import dev.tidemark.planner.testing.TransactionalTask.Forwarded;
import dev.tidemark.planner.testing.TransactionalTask.Given;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.Enrolment;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobStarted;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.PauseWave;
import dev.tidemark.schemas.event.Policy;
import dev.tidemark.schemas.event.Purpose;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.ResumeWave;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveEnd;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.store.DemandEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The planner's three processors on topics in memory, with agents and people as fate has it. Where fate says so a task
 * begins anew before a record, from what its stores have: either just so, or because each of its steps failed in turn. Some of what
 * becomes of builds may be lost on its way, as what cannot be decided is.
 */
final class PlannerSimulation {

    private static final int STEPS = 400;
    private static final int QUIET_AFTER = 3000;
    private static final int QUIET_BUMPS = 8;
    private static final int MOST_ROUNDS = 60;
    /** Something is being built then. */
    private static final int REOPENED_AT = 15;

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String FREE = "x86_64-linux.free";
    private static final List<String> ATTRIBUTES = List.of("base", "left", "right", "top", "blob", "lone", "nobody");
    private static final List<String> POLICIES = List.of(
            "",
            "{waves: {haltShare: 0.1, haltAfterJobs: 2, cpuHours: 0.02}}",
            "{batching: {size: 2, window: 1d}}",
            "{holds: [{package: lone, reason: no}]}",
            "no: such: document");

    /** What becomes of a task where it begins anew. */
    enum Mode {
        UNDISTURBED,
        RESTARTED,
        BROKEN_AT_EACH_STEP
    }

    /**
     * What one came to.
     *
     * @param rows every row of every store
     * @param forwarded everything that was
     * @param failures of each store, by task and store
     * @param halts how often a wave halted by its policy: of failures, or of hours
     */
    record Outcome(
            SortedMap<String, SortedMap<String, SortedMap<String, ?>>> rows,
            List<String> forwarded,
            SortedMap<String, Failures> failures,
            int halts) {}

    /**
     * What failed about a store of a task.
     *
     * @param instead how often a change of it failed
     * @param after how often something failed when it had been changed, be it the commit
     */
    record Failures(int instead, int after) {
        static final Failures NONE = new Failures(0, 0);

        Failures and(Failures more) {
            return new Failures(instead + more.instead, after + more.after);
        }
    }

    /**
     * How it ends where agents are well and one bump comes after the other: so far nothing hangs on when things happen.
     *
     * @param built what was built, by pool and key
     */
    record Ending(
            SortedMap<String, BumpState> bumps,
            SortedMap<String, WaveState> waves,
            SortedMap<String, JobState> jobs,
            SortedMap<String, ?> built) {}

    private final Mode mode;
    private final Random script;
    private final Random fate;
    private final Random breaks;
    private final Faults faults = new Faults();
    private final PlannerMetrics metrics = new PlannerMetrics(new MetricRegistry());
    private final Map<String, TransactionalTask<SpecificRecord, SpecificRecord>> tasks = new TreeMap<>();
    /** By task, then topic. */
    private final Map<String, TreeMap<String, Deque<Record<String, SpecificRecord>>>> queues = new TreeMap<>();

    private final List<String> forwarded = new ArrayList<>();
    private final List<SimulatedBuilder> agents = new ArrayList<>();
    private final TreeMap<String, Wave> waves = new TreeMap<>();
    private final TreeMap<String, Job> jobs = new TreeMap<>();
    private PackageGraph graph;
    private Instant now = START;
    private int opened;
    private int halts;
    private final SortedMap<String, Failures> failures = new TreeMap<>();
    private final Random loss;
    private boolean loses;
    private boolean quiet;
    private Optional<Path> reopened = Optional.empty();
    private int reopenings;
    private int reopeningsInMidBuild;
    private int lost;

    PlannerSimulation(long seed, Mode mode) {
        this.mode = mode;
        this.loss = new Random(seed + 1);
        this.script = new Random(~seed ^ 1);
        this.fate = new Random(seed);
        this.breaks = new Random(~seed);
        this.graph = seed % 3 == 0 ? estimate() : graph(1);
        Feeds feeds = new Feeds(set -> Optional.of(graph), set -> Prospects.UNKNOWN);
        var serdes = PlannerBench.serdes();
        Cores cores = Cores.of(DispatchPolicy.STANDARD);
        task("admit", AdmitBumpProcessor.supplier(serdes, feeds.graphs(), cores.admit(), metrics));
        task("advance", AdvanceWaveProcessor.supplier(serdes, feeds, metrics));
        task("dispatch", DispatchJobsProcessor.supplier(serdes, cores.dispatch(), metrics));
        agents.add(agent("north", FREE, List.of("prepare")));
        agents.add(agent("south", FREE, List.of()));
        agents.add(agent("vault", "x86_64-linux.unfree", List.of()));
        enrol("north", FREE, false);
        enrol("south", FREE, false);
        enrol("vault", "x86_64-linux.unfree", false);
    }

    private void enrol(String agent, String pool, boolean revoked) {
        Enrolment enrolment = PlannerBench.enrolment(
                        agent, pool, TestKeys.of(agent).publicKey())
                .setRevoked(revoked)
                .build();
        give("dispatch", Topics.ENROLMENT.name(), pool + "/" + agent, enrolment);
    }

    private static PackageGraph graph(long sequence, PackageNode... more) {
        List<PackageNode> nodes = new ArrayList<>(List.of(
                node("base"),
                node("left", "base"),
                node("right", "base"),
                node("top", "left", "right"),
                node("blob", List.of(TestGraphs.SYSTEM), true, List.of(), "base")));
        nodes.addAll(List.of(more));
        return TestGraphs.graph(sequence, nodes);
    }

    private static PackageGraph estimate() {
        return TestGraphs.estimate(List.of(node("base"), node("left", "base"), node("top", "left"), node("lone")));
    }

    private SimulatedBuilder agent(String name, String pool, List<String> features) {
        String topic = Topics.agentReport(pool.endsWith(".free") ? TrustDomain.FREE : TrustDomain.UNFREE)
                .name();
        return new SimulatedBuilder(
                name, pool, features, fate, (AgentReport report) -> give("dispatch", topic, report.getAgent(), report));
    }

    private void task(String name, ProcessorSupplier<String, SpecificRecord, String, SpecificRecord> supplier) {
        tasks.put(name, new TransactionalTask<>(supplier, faults, this::committed));
        queues.put(name, new TreeMap<>());
    }

    Outcome run() {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        settle();
        SortedMap<String, SortedMap<String, SortedMap<String, ?>>> rows = new TreeMap<>();
        tasks.forEach((name, task) -> rows.put(name, task.rows()));
        return new Outcome(rows, forwarded, failures, halts);
    }

    /**
     * The same, and some of what becomes of builds cannot be decided; then people have every wave go on, as often as it takes.
     *
     * @return the waves that there was a plan of
     */
    SortedMap<String, WaveState> runAndLose() {
        loses = true;
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        haveAllGoOn();
        SortedMap<String, WaveState> ended = new TreeMap<>();
        planned().forEach(wave -> ended.put(wave.getWave(), wave.getState()));
        return ended;
    }

    /** How many events could not be decided. */
    int lost() {
        return lost;
    }

    private void haveAllGoOn() {
        loses = false;
        settle();
        for (int round = 0; round < MOST_ROUNDS && planned().anyMatch(PlannerSimulation::isUnderWay); round++) {
            planned()
                    .filter(wave -> wave.getState() == WaveState.HALTED || wave.getState() == WaveState.PAUSED)
                    .toList()
                    .forEach(wave -> give(
                            "advance",
                            Topics.WAVE_COMMAND.name(),
                            wave.getWave(),
                            WaveCommand.newBuilder()
                                    .setWave(wave.getWave())
                                    .setAt(now)
                                    .setResume(new ResumeWave("ada", "go on"))
                                    .build()));
            settle();
        }
    }

    private Stream<Wave> planned() {
        return waves.values().stream().filter(wave -> wave.getJobs() > 0);
    }

    private static boolean isUnderWay(Wave wave) {
        return switch (wave.getState()) {
            case PREPARING, OPEN, PAUSED, HALTED -> true;
            case RED, GREEN, ABANDONED, UNKNOWN -> false;
        };
    }

    /** As {@link #quietly}, but in the midst of each wave all stores are closed and opened again from files. */
    Ending quietlyReopened(Path folder) {
        reopened = Optional.of(folder);
        return quietly(false);
    }

    private void reopen(Path folder) {
        String number = Integer.toString(reopenings++);
        if (demands().anyMatch(DemandEntry::getAssigned)) {
            reopeningsInMidBuild++;
        }
        tasks.forEach((name, task) -> task.reopen(folder.resolve(number).resolve(name)));
    }

    /** As {@link #quietly}, but some of what becomes of builds cannot be decided; people have the wave go on before the next bump comes. */
    Ending quietlyAndLose() {
        return quietly(true);
    }

    /** One bump after the other, each when all that the one before led to is through. */
    Ending quietly() {
        return quietly(false);
    }

    private Ending quietly(boolean losing) {
        quiet = true;
        settle();
        for (int bump = 0; bump < QUIET_BUMPS; bump++) {
            String attribute = ATTRIBUTES.get(script.nextInt(ATTRIBUTES.size()));
            publish(attribute, "2." + script.nextInt(4));
            loses = losing;
            settle();
            if (losing) {
                haveAllGoOn();
            }
        }
        SortedMap<String, BumpState> bumps = new TreeMap<>();
        rows("admit", PlannerStores.BUMPS).forEach((id, bump) -> bumps.put(id, ((Bump) bump).getState()));
        SortedMap<String, WaveState> ended = new TreeMap<>();
        waves.forEach((id, wave) -> ended.put(id, wave.getState()));
        SortedMap<String, JobState> outcomes = new TreeMap<>();
        jobs.forEach((id, job) -> outcomes.put(id, job.getState()));
        return new Ending(bumps, ended, outcomes, rows("dispatch", PlannerStores.EVIDENCE));
    }

    /** How often something was being built when the stores were closed and opened again. */
    int reopeningsInMidBuild() {
        return reopeningsInMidBuild;
    }

    /** What is still to be built of waves that do not wait for anything any more: nothing, unless nobody took it back. */
    List<String> wantedForNothing() {
        return demands()
                .flatMap(demand -> demand.getWanters().stream())
                .filter(want -> waves.containsKey(want.getWave()))
                .filter(want -> switch (Objects.requireNonNull(waves.get(want.getWave()))
                        .getState()) {
                    case GREEN, ABANDONED -> true;
                    case PREPARING, OPEN, PAUSED, HALTED, RED, UNKNOWN -> false;
                })
                .map(Object::toString)
                .toList();
    }

    private Stream<DemandEntry> demands() {
        return rows("dispatch", PlannerStores.DEMANDS).values().stream().map(DemandEntry.class::cast);
    }

    private SortedMap<String, ?> rows(String task, String store) {
        return Objects.requireNonNull(tasks.get(task)).rows(store);
    }

    /** Nothing new: agents are well, and what is under way ends. */
    private void settle() {
        enrol("south", FREE, false);
        agents.forEach(SimulatedBuilder::live);
        for (int round = 0; round < QUIET_AFTER && (anyQueued() || round % 50 != 0 || round == 0); round++) {
            if (round == REOPENED_AT) {
                reopened.ifPresent(this::reopen);
            }
            agents.forEach(agent -> agent.work(true));
            if (round % 10 == 0) {
                now = now.plusSeconds(2);
                agents.forEach(SimulatedBuilder::beat);
                pass();
            }
            deliver();
        }
    }

    private boolean anyQueued() {
        return queues.values().stream()
                .anyMatch(topics -> topics.values().stream().anyMatch(queue -> !queue.isEmpty()));
    }

    private void step() {
        now = now.plusMillis(fate.nextInt(100));
        switch (fate.nextInt(32)) {
            case 0, 1 -> publish();
            case 2 -> give("admit", Topics.POLICY.name(), "demo", new Policy("demo", any(POLICIES), "ada", now));
            case 3, 4 -> order();
            case 5 -> revise();
            case 6 -> rubbish();
            case 7 -> any(agents).die();
            case 8, 9 -> any(agents).live();
            case 10, 11, 12 -> any(agents).beat();
            case 13 -> {
                now = now.plus(Duration.ofSeconds(fate.nextInt(40)));
                pass();
            }
            case 14 -> openAhead();
            case 15, 16, 17, 18, 19, 20 -> any(agents).work(false);
            default -> deliver();
        }
    }

    private void publish() {
        publish(any(ATTRIBUTES), "2." + fate.nextInt(4));
    }

    private void publish(String attribute, String to) {
        give(
                "admit",
                Topics.VERSION_BUMP.name(),
                "demo:" + attribute,
                TestGraphs.release(attribute, to, "watcher", now));
    }

    private void order() {
        if (waves.isEmpty()) {
            return;
        }
        String wave = any(List.copyOf(waves.keySet()));
        WaveCommand.Builder command = WaveCommand.newBuilder().setWave(wave).setAt(now);
        List<Job> standing = jobs.values().stream()
                .filter(job -> job.getWave().equals(wave))
                .filter(job -> job.getState() == JobState.REGRESSED || job.getState() == JobState.STUCK)
                .toList();
        switch (fate.nextInt(standing.isEmpty() ? 4 : 6)) {
            case 0 -> command.setPause(new PauseWave("ada", "a pause"));
            case 1, 2 -> command.setResume(new ResumeWave("ada", "go on"));
            case 3 -> command.setAbandon(new AbandonWave("ada", "enough"));
            default ->
                command.setAnswer(new AnswerJob(
                        any(standing).getJob(),
                        any(List.of(Resolution.RETRY, Resolution.WONT_FIX, Resolution.CANT_FIX)),
                        "ada",
                        "so be it"));
        }
        give("advance", Topics.WAVE_COMMAND.name(), wave, command.build());
    }

    private void revise() {
        if (!graph.isEstimate()) {
            graph = fate.nextBoolean() ? graph(graph.sequence() + 1, node("lone")) : graph(graph.sequence() + 1);
        }
    }

    private void openAhead() {
        String wave = "demo-ahead-" + opened++;
        BumpRef bump = new BumpRef("lone", "1.0", "9.0", BumpKind.ROUTINE, "ada", null, List.of(), null);
        OpenWave open = new OpenWave("demo", List.of(bump), graph.sequence() + fate.nextInt(3), null);
        give(
                "advance",
                Topics.WAVE_COMMAND.name(),
                wave,
                WaveCommand.newBuilder().setWave(wave).setAt(now).setOpen(open).build());
    }

    private void rubbish() {
        if (fate.nextInt(4) == 0) {
            enrol("south", FREE, fate.nextBoolean());
        }
        String wave = waves.isEmpty() || fate.nextBoolean() ? "demo-99" : any(List.copyOf(waves.keySet()));
        JobEvent event = JobEvent.newBuilder()
                .setWave(wave)
                .setJob(new JobRef("stranger", TestGraphs.SYSTEM, Variant.WAVE, ""))
                .setTries(1)
                .setStarted(new JobStarted("north", "attempt-1"))
                .build();
        give("advance", Topics.JOB_EVENT.name(), wave, event);
        give(
                "dispatch",
                Topics.agentReport(TrustDomain.FREE).name(),
                "eve",
                AgentReport.newBuilder()
                        .setAgent("eve")
                        .setIncarnation("eve-life-1")
                        .setPool(any(List.of("x86_64-linux.unfree", FREE)))
                        .build());
    }

    private <T> T any(List<T> of) {
        return of.get(fate.nextInt(of.size()));
    }

    private void give(String task, String topic, String key, SpecificRecord value) {
        Objects.requireNonNull(queues.get(task))
                .computeIfAbsent(topic, first -> new ArrayDeque<>())
                .add(new Record<>(key, value, now.toEpochMilli()));
    }

    private void deliver() {
        List<String> waiting = new ArrayList<>();
        queues.forEach((task, topics) -> topics.forEach((topic, queue) -> {
            if (!queue.isEmpty()) {
                waiting.add(task + " " + topic);
            }
        }));
        if (waiting.isEmpty()) {
            return;
        }
        String[] chosen = any(waiting).split(" ", 2);
        Record<String, SpecificRecord> record = Objects.requireNonNull(
                        Objects.requireNonNull(queues.get(chosen[0])).get(chosen[1]))
                .remove();
        Given<SpecificRecord> given = new Given<>(chosen[1], record);
        var task = Objects.requireNonNull(tasks.get(chosen[0]));
        if (begins()) {
            beginAnew(chosen[0], record.toString(), () -> task.takeInVain(given, now), task::restart);
        }
        End end = task.take(given, now);
        assertThat(end).as("%s by %s", record, chosen[0]).isNotEqualTo(End.STOPPED);
        if (end == End.DEAD_LETTER) {
            forwarded.add("dead letter " + record);
        }
    }

    private void pass() {
        for (Map.Entry<String, TransactionalTask<SpecificRecord, SpecificRecord>> task : tasks.entrySet()) {
            if (begins()) {
                beginAnew(task.getKey(), "time", () -> task.getValue().passInVain(now), task.getValue()::restart);
            }
            assertThat(task.getValue().pass(now))
                    .as("time for " + task.getKey())
                    .isEqualTo(End.DECIDED);
        }
    }

    private boolean begins() {
        return breaks.nextInt(5) == 0 && mode != Mode.UNDISTURBED;
    }

    private void beginAnew(String task, String what, Supplier<End> inVain, Runnable justSo) {
        if (mode == Mode.RESTARTED) {
            justSo.run();
            return;
        }
        for (Faults.Kind kind : Faults.Kind.values()) {
            int step = 0;
            do {
                faults.arm(kind, step++);
                End end = inVain.get();
                noteFailure(task);
                if (!faults.struck().isEmpty()) {
                    assertThat(end)
                            .as("%s: half a decision would be kept when this fails: %s", what, faults.struck())
                            .isEqualTo(End.STOPPED);
                }
            } while (!faults.struck().isEmpty());
        }
    }

    /** Whatever was broken: a step, or at last the commit. */
    private void noteFailure(String task) {
        Set<String> stores = Objects.requireNonNull(tasks.get(task)).rows().keySet();
        if (faults.isChangeStruck()) {
            note(task, stores, faults.struck(), new Failures(1, 0));
        }
        faults.changed().stream()
                .map(PlannerSimulation::whatIsChanged)
                .distinct()
                .forEach(store -> note(task, stores, store, new Failures(0, 1)));
    }

    private void note(String task, Set<String> stores, String step, Failures more) {
        String store = whatIsChanged(step);
        if (stores.contains(store)) {
            failures.merge(task + " " + store, more, Failures::and);
        }
    }

    /** A store, or where something is forwarded to: no store is called as such. */
    private static String whatIsChanged(String step) {
        return step.substring(0, step.contains(" ") ? step.indexOf(' ') : step.length());
    }

    private void committed(Forwarded<SpecificRecord> said) {
        Record<String, SpecificRecord> record = said.record();
        forwarded.add("%s %s %s".formatted(said.to(), record.key(), record.value()));
        switch (record.value()) {
            case WaveCommand command -> give("advance", Topics.WAVE_COMMAND.name(), record.key(), command);
            case JobDemand demand -> give("dispatch", Topics.JOB_DEMAND.name(), record.key(), demand);
            case JobEvent event -> give("advance", Topics.JOB_EVENT.name(), record.key(), perhapsLost(event));
            case WaveEnd end -> give("admit", Topics.WAVE_END.name(), record.key(), end);
            case BuildRequest request -> {
                request.getBuild().ifPresent(this::assertNotBuilt);
                agents.forEach(agent -> agent.hear(request));
            }
            case Wave wave -> {
                waves.put(wave.getWave(), wave);
                halts += wave.getReason().filter(why -> why.contains("policy")).isPresent() ? 1 : 0;
            }
            case Job job -> jobs.put(record.key(), job);
            default -> {}
        }
    }

    /** What was built once is built again only because a person says so, or since it was lost. */
    private void assertNotBuilt(Build build) {
        if (quiet && build.getPurpose() != Purpose.RETRY && build.getPurpose() != Purpose.RESTORE) {
            String key = build.getSpec().getBuildKey();
            assertThat(rows("dispatch", PlannerStores.EVIDENCE).keySet())
                    .as("%s of %s", build.getPurpose(), build.getSpec().getAttribute())
                    .noneMatch(built -> built.endsWith("/" + key));
        }
    }

    private JobEvent perhapsLost(JobEvent event) {
        if (!loses || loss.nextInt(6) > 0) {
            return event;
        }
        lost++;
        return JobEvent.newBuilder()
                .setWave(event.getWave())
                .setJob(event.getJob())
                .setTries(event.getTries())
                .build();
    }
}
