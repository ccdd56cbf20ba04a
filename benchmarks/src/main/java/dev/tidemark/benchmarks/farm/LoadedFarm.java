package dev.tidemark.benchmarks.farm;

import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.farm.WaveDesk;
import dev.tidemark.cli.simulated.SimulatedAgents;
import dev.tidemark.intake.BrokerSettings;
import dev.tidemark.intake.BumpPublisher;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.SetGraph;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * A planner under load: a wave of a {@link ChainSet} in which nine hundred of a thousand agents build, and a hundred are left for
 * bumps of packages that nobody needs. Belongs to one thread.
 */
final class LoadedFarm implements AutoCloseable {

    private static final ChainSet CHAINS = new ChainSet("chains", 900, 111, 1000);
    private static final int AGENTS = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final Duration HELD_FOR = Duration.ofSeconds(60);
    private static final double FIRST_RATE = 200;
    private static final double LITTLE_LESS = 0.85;
    private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double P99 = 99;
    private static final double NANOS_PER_MILLI = 1e6;

    private final PlannerFarm farm;
    private final String distribution;
    private final PacedBuilds builds = new PacedBuilds(CHAINS.name());
    private final AgentLedger ledger = new AgentLedger();
    private final SimulatedAgents agents;
    private final BumpPublisher publisher;
    private int bumps;
    private int roots = 1;

    private LoadedFarm(PlannerFarm farm, String distribution) throws IntakeException {
        this.farm = farm;
        this.distribution = distribution;
        this.agents = SimulatedAgents.start(
                farm.settings(),
                "benchmark",
                List.of(new SimulatedAgents.Kind(
                        "agent", AGENTS, Pool.parse("x86_64-linux.free"), List.of("big-parallel"), 1)),
                builds,
                builds.beside(ledger));
        this.publisher = BumpPublisher.open(
                new BrokerSettings(farm.settings().clientSettings(), PATIENCE),
                new EventSerdes(farm.settings().registry()),
                new SecureRandom());
    }

    /**
     * Starts it and opens the wave; returns when every chain is being built.
     *
     * @param distribution a real one beside the chains
     */
    static LoadedFarm start(FarmFolder folder, SetGraph distribution, int partitions, Consumer<String> progress)
            throws InterruptedException {
        progress.accept("starting a broker and a planner");
        PlannerFarm farm = PlannerFarm.start(folder, partitions);
        try {
            farm.publish(CHAINS.graph());
            farm.publish(distribution);
            farm.startPlanner();
            LoadedFarm started = new LoadedFarm(farm, distribution.set());
            progress.accept("opening a wave of %,d jobs".formatted(CHAINS.chains() * CHAINS.length() + 1));
            started.openWave();
            return started;
        } catch (IntakeException e) {
            farm.close();
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | InterruptedException e) {
            farm.close();
            throw e;
        }
    }

    private void openWave() throws InterruptedException {
        roots++;
        publish(CHAINS.name(), ChainSet.ROOT, roots + ".0");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (builds.running() < CHAINS.chains()) {
            farm.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new ServiceException(
                        "only %,d builds were asked for: see the log file".formatted(builds.running()));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    private void publish(String set, String attribute, String to) {
        try {
            var unused = publisher.publish(PlannerFarm.release(set, attribute, to));
        } catch (IntakeException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    FarmSettings settings() {
        return farm.settings();
    }

    /** Results at a steady rate: how long each took, from when it was meant to be sent until the request that it releases. */
    Histogram times(double perSecond, Duration time) throws InterruptedException {
        int unused = Pace.keep(perSecond, time, intended -> builds.endOne(intended, CHAINS.length()));
        awaitRequests(PATIENCE);
        return builds.taken();
    }

    private boolean awaitRequests(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (builds.awaited() > 0) {
            farm.requireAlive();
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return true;
    }

    /** From a bump of a package that nobody needs to its request, in nanoseconds. */
    double bump() throws InterruptedException {
        int number = bumps++;
        String version = "9.%d".formatted(number);
        long intended = System.nanoTime();
        publish(CHAINS.name(), ChainSet.loner(number % CHAINS.loners()), version);
        return builds.await(each -> each.getVersion().equals(version)) - intended;
    }

    /** The same of a package of the distribution, whose wave is given up then. */
    double firstRequestOf(String attribute) throws InterruptedException {
        long intended = System.nanoTime();
        publish(distribution, attribute, "99");
        double took = builds.await(each -> each.getSet().equals(distribution)) - intended;
        giveUpWaves(distribution);
        return took;
    }

    private void giveUpWaves(String set) throws InterruptedException {
        WaveDesk desk = new WaveDesk(farm.settings());
        for (Wave wave : waves(set)) {
            if (wave.getState() == WaveState.OPEN) {
                var unused = desk.abandon(wave.getWave(), "benchmark", "it is measured");
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (waves(set).stream().anyMatch(wave -> wave.getState() == WaveState.OPEN)) {
            farm.requireAlive();
            if (System.nanoTime() > deadline) {
                throw new ServiceException("a wave of %s is not given up: see the log file".formatted(set));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
        }
    }

    private List<Wave> waves(String set) {
        return new FarmTopic<>(farm.settings(), Topics.WAVE, Wave.class)
                .newest(key -> true).values().stream()
                        .filter(wave -> wave.getSet().equals(set))
                        .toList();
    }

    /** The highest rate of results that is held: doubled until one is not, and then less and less until one is held for long. */
    double highestRate(Consumer<String> progress) throws InterruptedException {
        double rate = FIRST_RATE;
        while (rate < (double) mostResults() / HELD_FOR.toSeconds() && isHeld(rate, PROBE, progress)) {
            rate *= 2;
        }
        while (true) {
            giveUpWaves(CHAINS.name());
            builds.forget();
            openWave();
            rate = Math.min(rate * LITTLE_LESS, mostResults() / (double) HELD_FOR.toSeconds());
            if (isHeld(rate, HELD_FOR, progress)) {
                return rate;
            }
        }
    }

    /** How many results one wave has. */
    private static int mostResults() {
        return CHAINS.chains() * (CHAINS.length() - 1);
    }

    /** Whether 99 in 100 requests come within a second, up to the last result. */
    private boolean isHeld(double rate, Duration time, Consumer<String> progress) throws InterruptedException {
        int results = Pace.keep(rate, time, intended -> builds.endOne(intended, CHAINS.length()));
        boolean all = awaitRequests(time.plus(PROBE));
        Histogram taken = builds.taken();
        boolean held = all && taken.getValueAtPercentile(P99) <= HELD_NANOS;
        progress.accept("%.0f results a second for %d s: %s (p99 %.0f ms)"
                .formatted(
                        rate,
                        time.toSeconds(),
                        held ? "held" : "not held",
                        taken.getValueAtPercentile(P99) / NANOS_PER_MILLI));
        return held && results > 0;
    }

    /** What went otherwise than it must: nothing may be asked for twice. */
    Optional<String> problem() {
        return ledger.problems().stream().findFirst();
    }

    @Override
    public void close() {
        publisher.close();
        agents.close();
        farm.close();
    }
}
