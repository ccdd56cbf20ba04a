package dev.tidemark.virtual;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchPolicy;
import dev.tidemark.planner.dispatch.JobHistory;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.planner.wave.Prospects;
import dev.tidemark.planner.wave.WaveState;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * A farm in one thread: its clock jumps from one message to the next. The same settings give the same story. Belongs to one
 * thread.
 */
final class VirtualFarm {

    private final Setting setting;
    private final FarmObserver observer;
    private final PriorityQueue<Delivery> underWay = new PriorityQueue<>(Delivery.FIRST);
    private final SetStage set;
    private final WaveStage waves = new WaveStage(this);
    private final TreeMap<Pool, PoolStage> pools = new TreeMap<>(Comparator.comparing(Pool::toString));
    private final Map<String, VirtualAgent> agents = new LinkedHashMap<>();
    private final TreeSet<WaveId> open = new TreeSet<>();
    private final TreeMap<String, String> wentGreen = new TreeMap<>();
    private final Cores cores;
    private final World world;
    private final LearntBuilds learnt = new LearntBuilds();
    /** Outputs that the artifact store has lost, until they are built again. */
    private final Set<Sha256> lost = new HashSet<>();
    /** By sequence: every revision that there was. */
    private final Map<Long, PackageGraph> revisions = new HashMap<>();

    private PackageGraph graph;
    private PackageGraph feed;
    private long now;
    private long sent;
    /** When something last happened but that time passed. */
    private long lastNews;
    /** Messages under way that are more than the passing of time. */
    private long events;

    /**
     * What there is.
     *
     * @param graph the set at the beginning
     * @param isBuilt whether all of it has been built before
     * @param agents all of them
     * @param dispatch the dispatchers' patience
     * @param policy the set's
     * @param tick how often the dispatchers look at the clock
     * @param importEvery how often a graph with what went green is imported
     * @param faults what goes wrong; empty when nothing does
     * @param learnt by package: what its dispatchers have learnt before, whichever they are
     */
    record Setting(
            PackageGraph graph,
            boolean isBuilt,
            List<AgentSpec> agents,
            DispatchPolicy dispatch,
            Policy policy,
            Duration tick,
            Duration importEvery,
            Optional<Faults> faults,
            SortedMap<String, JobHistory> learnt) {

        Setting {
            agents = List.copyOf(agents);
            learnt = new TreeMap<>(learnt);
        }
    }

    private record Delivery(long at, long number, Message message) {
        static final Comparator<Delivery> FIRST =
                Comparator.comparingLong(Delivery::at).thenComparingLong(Delivery::number);
    }

    VirtualFarm(Setting setting, Cores cores, World world, FarmObserver observer, long beginsAt) {
        this.setting = setting;
        this.observer = observer;
        this.cores = cores;
        this.world = world;
        this.graph = setting.graph();
        this.feed = graph;
        revisions.put(graph.sequence(), graph);
        this.set = new SetStage(this);
        this.now = beginsAt;
        if (setting.isBuilt()) {
            BuiltSet.of(graph, world, (spec, output) -> pool(spec.pool()).know(spec.key(), output));
        }
        setting.learnt().forEach(this::know);
        for (AgentSpec spec : setting.agents()) {
            VirtualAgent agent = new VirtualAgent(spec, world, this);
            agents.put(spec.name(), agent);
            agent.beat();
        }
        schedule(new Message.Tick(), setting.tick().toMillis());
        schedule(new Message.Import(), setting.importEvery().toMillis());
        if (setting.faults().isPresent()) {
            schedule(new Message.Beats(), setting.dispatch().beatInterval().toMillis());
        }
    }

    private void know(String attribute, JobHistory history) {
        learnt.take(history);
        int index = graph.indexOf(attribute).orElseThrow();
        graph.systems(index)
                .forEach(system -> pool(new Pool(system, graph.trust(index))).know(history));
    }

    private PoolStage pool(Pool pool) {
        return pools.computeIfAbsent(pool, this::opened);
    }

    /** Its agents are enrolled before anything happens. */
    private PoolStage opened(Pool pool) {
        PoolStage stage = new PoolStage(this, pool, setting.dispatch());
        for (AgentSpec agent : setting.agents()) {
            if (agent.pool().equals(pool)) {
                stage.enrol(agent.name());
            }
        }
        return stage;
    }

    private VirtualAgent agent(String name) {
        VirtualAgent agent = agents.get(name);
        if (agent == null) {
            throw new AssertionError("there is no agent " + name);
        }
        return agent;
    }

    /** Milliseconds since 1970. */
    long now() {
        return now;
    }

    PackageGraph graph() {
        return graph;
    }

    /** The set's. */
    Policy policy() {
        return setting.policy();
    }

    /** What decides. */
    Cores cores() {
        return cores;
    }

    /** What is expected of builds: how long they take as the world has it, and how they fail as dispatchers learnt it. */
    Prospects expected() {
        return Prospects.of(world.times())
                .withFlakeScores((attribute, system) -> learnt.score(attribute))
                .withFailureChances((attribute, system) -> learnt.failureChance(attribute));
    }

    /** A dispatcher says how a package's builds go. */
    void learn(JobHistory history) {
        learnt.take(history);
    }

    /** The graph as far as whoever advances waves has read it. */
    PackageGraph feed() {
        return feed;
    }

    /** What the set evaluates to with bumps applied. */
    Evaluation evaluation(Workspace.Wanted wanted) {
        PackageGraph base = revisions.get(wanted.sequence());
        if (base == null) {
            throw new AssertionError("there never was a revision " + wanted.sequence());
        }
        return new Evaluation(base, wanted, world);
    }

    /** The artifact store loses an output. */
    void lose(Sha256 output) {
        lost.add(output);
    }

    /** An output is put into the artifact store. */
    void keep(Sha256 output) {
        lost.remove(output);
    }

    /** Whether the artifact store has lost an output. */
    boolean hasLost(Sha256 output) {
        return lost.contains(output);
    }

    /** Whether anything goes wrong in it. */
    boolean isFaulty() {
        return setting.faults().isPresent();
    }

    FarmObserver observer() {
        return observer;
    }

    /** A bump is published then, or now where that is past. */
    void publish(SetEvent.BumpPublished bump, long at) {
        send(new Message.ToSet(bump), Math.max(0, at - now));
    }

    /** A wave is opened, whatever the policy says. */
    void open(WaveId wave, List<Bump> bumps) {
        send(new Message.OpenWave(wave, bumps, graph.sequence(), WaveTerms.NONE));
    }

    void send(Message message) {
        send(message, 0);
    }

    /** Between stages and agents a message may be struck by a fault; what an agent says to itself is not. */
    void send(Message message, long delay) {
        List<Long> delays = message instanceof Message.BuildEnds
                ? List.of(0L)
                : setting.faults().map(faults -> faults.delays(now)).orElse(List.of(0L));
        for (long more : delays) {
            events++;
            schedule(message, delay + more);
        }
    }

    private void schedule(Message message, long delay) {
        underWay.add(new Delivery(now + delay, sent++, message));
    }

    void worked(VirtualAgent agent, Effect.RequestBuild build, long millis) {
        observer.worked(now, agent, build, millis);
    }

    /** A wave has something left to do, or waits for a person. */
    void isOpen(WaveView wave) {
        open.add(wave.plan().wave());
    }

    /** A wave has nothing left to do, at least for now. */
    void ended(WaveView wave) {
        open.remove(wave.plan().wave());
        if (wave.state() == WaveState.GREEN) {
            wave.plan().bumps().forEach(bump -> wentGreen.put(bump.attribute(), bump.to()));
        }
    }

    /**
     * Lets everything happen that is to happen. Waves that wait for something that never comes are left open after so long a
     * time in which nothing happens but that it passes.
     */
    void run(Duration patience) {
        run(() -> !open.isEmpty(), patience);
    }

    /** The same, and goes on until no bump waits for time alone any more; for one far away no longer than that. */
    void runUntilTakenUp(Duration patience) {
        run(() -> !open.isEmpty() || set.due().isPresent(), patience);
    }

    private void run(BooleanSupplier isMoreToCome, Duration patience) {
        lastNews = now;
        while (events > 0 || (isMoreToCome.getAsBoolean() && now - lastNews < patience.toMillis())) {
            Delivery next = underWay.remove();
            now = next.at();
            deliver(next.message());
            if (!isPassing(next.message())) {
                lastNews = now;
            }
        }
    }

    /** Whether it only says that time passes, and that nothing else has happened. */
    private static boolean isPassing(Message message) {
        return switch (message) {
            case Message.Tick tick -> true;
            case Message.Import imports -> true;
            case Message.Beats beats -> true;
            case Message.ToPool(Pool pool, DispatchEvent event) -> event instanceof DispatchEvent.Beat;
            case Message.ToSet set -> false;
            case Message.OpenWave open -> false;
            case Message.Fed fed -> false;
            case Message.Ordered ordered -> false;
            case Message.ToWave told -> false;
            case Message.ToAgent told -> false;
            case Message.BuildEnds ends -> false;
            case Message.Revival revival -> false;
        };
    }

    /** Waves that have not ended. */
    List<WaveId> open() {
        return List.copyOf(open);
    }

    private void deliver(Message message) {
        switch (message) {
            case Message.Tick() -> {
                if (!open.isEmpty() || isFaulty()) {
                    pools.values().forEach(pool -> pool.hear(new DispatchEvent.Ticked()));
                }
                if (set.isDue()) {
                    set.hear(new SetEvent.Ticked());
                }
                schedule(message, setting.tick().toMillis());
                return;
            }
            case Message.Import() -> {
                importGreen();
                schedule(message, setting.importEvery().toMillis());
                return;
            }
            case Message.Beats() -> {
                agents.values().forEach(VirtualAgent::beat);
                schedule(message, setting.dispatch().beatInterval().toMillis());
                return;
            }
            case Message.Revival(String agent) -> agent(agent).revive();
            case Message.ToSet(SetEvent event) -> set.hear(event);
            case Message.Fed(PackageGraph newer) -> {
                feed = newer.sequence() > feed.sequence() ? newer : feed;
                waves.openParked();
            }
            case Message.OpenWave opened -> waves.open(opened);
            case Message.Ordered ordered -> waves.hear(ordered);
            case Message.ToWave told -> waves.hear(told);
            case Message.ToPool(Pool pool, DispatchEvent event) -> pool(pool).hear(event);
            case Message.ToAgent told -> agent(told.agent()).hear(told.effect());
            case Message.BuildEnds ends -> agent(ends.agent()).end(ends.incarnation(), ends.attempt());
        }
        events--;
        if (!isPassing(message)) {
            setting.faults().ifPresent(this::strike);
        }
    }

    private void strike(Faults faults) {
        if (faults.strikes(Faults.Kind.DEATH, now)) {
            List<VirtualAgent> all = List.copyOf(agents.values());
            VirtualAgent dying = all.get(faults.oneOf(all.size()));
            if (dying.isAlive()) {
                dying.die();
                send(new Message.Revival(dying.spec().name()), faults.away().toMillis());
            }
        }
        if (faults.strikes(Faults.Kind.RESTART, now)) {
            set.restart();
            waves.restart();
            pools.values().forEach(PoolStage::restart);
        }
    }

    private void importGreen() {
        if (!wentGreen.isEmpty()) {
            graph = Bumped.next(graph, wentGreen);
            revisions.put(graph.sequence(), graph);
            wentGreen.clear();
            send(new Message.ToSet(new SetEvent.GraphRevised()));
            send(
                    new Message.Fed(graph),
                    setting.faults().map(faults -> faults.away().toMillis()).orElse(0L));
        }
    }
}
