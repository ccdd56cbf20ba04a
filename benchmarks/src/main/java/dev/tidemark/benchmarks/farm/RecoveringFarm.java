package dev.tidemark.benchmarks.farm;

import dev.tidemark.benchmarks.stage.Stage;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.simulated.SimulatedAgents;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.service.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Planners in processes of their own, in the middle of a wave of a hundred thousand jobs, with agents that answer fifty times a
 * second, whatever befalls the planners. Belongs to one thread.
 */
final class RecoveringFarm implements AutoCloseable {

    private static final ChainSet CHAINS = new ChainSet("chains", 100, 1000, 0);
    private static final int AGENTS = 100;
    static final double RESULTS_A_SECOND = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    static final int MOST_PAUSE_MILLIS = 1500;
    private static final int MOST_TAKEOVERS_ASKED = 1000;
    static final double NANOS_PER_SECOND = 1e9;
    /** One task a stage: whoever has it has all of it. */
    private static final int PARTITIONS = 1;

    private final PlannerFarm farm;
    private final Path folder;
    private final PacedBuilds builds = new PacedBuilds(CHAINS.name());
    private final AgentLedger ledger = new AgentLedger();
    private final SimulatedAgents agents;
    private final Random random = new Random(1);
    private final Thread pace = Thread.ofPlatform().name("pace").daemon().unstarted(this::answer);
    private PlannerProcess planner;
    private Optional<PlannerProcess> second = Optional.empty();
    private volatile boolean stopping;

    private RecoveringFarm(PlannerFarm farm, Path folder) {
        this.farm = farm;
        this.folder = folder;
        this.agents = SimulatedAgents.start(
                farm.settings(),
                "benchmark",
                List.of(new SimulatedAgents.Kind("agent", AGENTS, Pool.parse("x86_64-linux.free"), List.of(), 1)),
                builds,
                builds.beside(ledger));
        this.planner = started("planner-1");
    }

    private PlannerProcess started(String instance) {
        return new PlannerProcess(farm.settings(), instance, folder, Stage.freePort(), List.of());
    }

    /** @param distribution a real set beside the chains, which every start reads */
    static RecoveringFarm start(FarmFolder folder, SetGraph distribution, Consumer<String> progress)
            throws InterruptedException {
        progress.accept("starting a broker and a planner");
        PlannerFarm farm = PlannerFarm.start(folder, PARTITIONS);
        try {
            farm.publish(CHAINS.graph());
            farm.publish(distribution);
            RecoveringFarm started = new RecoveringFarm(farm, folder.resolve("planners"));
            farm.bump(CHAINS.name(), ChainSet.ROOT, "2.0");
            started.awaitBuilds();
            started.pace.start();
            return started;
        } catch (RuntimeException | InterruptedException e) {
            farm.close();
            throw e;
        }
    }

    private void awaitBuilds() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (builds.running() < CHAINS.chains()) {
            if (System.nanoTime() > deadline) {
                throw new ServiceException(
                        "only %d builds were asked for: see the log file".formatted(builds.running()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    /** As long as there is something to answer. */
    private void answer() {
        try {
            while (!stopping) {
                int unused = Pace.keep(RESULTS_A_SECOND, Duration.ofSeconds(1), this::answerOne);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing is caught up with what could not be answered because nothing was asked for. */
    private void answerOne(long intended) throws InterruptedException {
        if (builds.running() > 0) {
            builds.endOne(System.nanoTime(), CHAINS.length());
        }
    }

    /** Gets ready for a kind of disturbance. */
    void prepare(Disturbance kind) throws InterruptedException {
        if (kind == Disturbance.TAKEOVER) {
            PlannerProcess other = started("planner-2");
            other.awaitReady();
            second = Optional.of(other);
        }
    }

    /** Returns how long it took, in seconds, from the beginning of what befell the planner until a later result was answered. */
    double disturb(Disturbance kind) throws InterruptedException {
        builds.awaitAnswered(System.nanoTime(), PATIENCE);
        TimeUnit.MILLISECONDS.sleep(random.nextInt(MOST_PAUSE_MILLIS));
        long begin = System.nanoTime();
        switch (kind) {
            case KILL -> {
                planner.process().kill();
                planner.process().startAgain();
            }
            case STOP -> {
                planner.process().stop();
                planner.process().startAgain();
            }
            case COLD -> {
                planner.process().kill();
                planner.process().forget();
                planner.process().startAgain();
            }
            case TAKEOVER -> {
                PlannerProcess other = second.orElseThrow();
                PlannerProcess victim = whoDispatches(planner, other);
                begin = System.nanoTime();
                victim.process().kill();
                double took = answered(System.nanoTime(), begin);
                victim.process().startAgain();
                victim.awaitReady();
                return took;
            }
        }
        return answered(System.nanoTime(), begin);
    }

    private PlannerProcess whoDispatches(PlannerProcess one, PlannerProcess other) throws InterruptedException {
        for (int asked = 0; asked < MOST_TAKEOVERS_ASKED; asked++) {
            if (one.has("dispatch")) {
                return one;
            }
            if (other.has("dispatch")) {
                return other;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
        throw new ServiceException("no planner dispatches: see their logs in " + folder);
    }

    private double answered(long sentAfter, long begin) throws InterruptedException {
        return (builds.awaitAnswered(sentAfter, PATIENCE) - begin) / NANOS_PER_SECOND;
    }

    /** What went otherwise than it must: nothing may be asked for twice. */
    Optional<String> problem() {
        return ledger.problems().stream().findFirst();
    }

    @Override
    public void close() {
        stopping = true;
        pace.interrupt();
        planner.close();
        second.ifPresent(PlannerProcess::close);
        agents.close();
        farm.close();
    }
}
