package dev.tidemark.agent;

import dev.tidemark.agent.attempt.AgentAction;
import dev.tidemark.agent.attempt.AgentEvent;
import dev.tidemark.agent.attempt.AttemptBook;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.codec.AgentIdentity;
import dev.tidemark.agent.codec.LogChunkWriter;
import dev.tidemark.agent.codec.ReportWriter;
import dev.tidemark.agent.codec.RequestReader;
import dev.tidemark.agent.kafka.Address;
import dev.tidemark.agent.kafka.LogSender;
import dev.tidemark.agent.kafka.ReportSender;
import dev.tidemark.agent.kafka.RequestListener;
import dev.tidemark.agent.machine.Gauge;
import dev.tidemark.agent.machine.Machine;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.identity.Pool;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a builder agent. Everything that happens goes through one queue to one thread, which asks the
 * {@link AttemptBook} what follows and does it; requests come from a thread of their own, each build runs on a virtual
 * one. When one of the first two dies, the agent ends and {@link #failure} says why. Started once, stopped once.
 */
public final class BuilderAgent {

    private static final Logger LOG = LoggerFactory.getLogger(BuilderAgent.class);
    private static final Duration BUILDS_END_WITHIN = Duration.ofSeconds(10);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

    private final AgentConfig config;
    private final Executor executor;
    private final Consumer<String> onFenced;
    private final InstantSource clock = InstantSource.system();
    private final AgentIdentity identity;
    private final AttemptBook book;
    private final Gauge gauge;
    private final ReportSender sender;
    private final LogSender logs;
    private final RequestListener listener;
    private final BlockingQueue<AgentEvent> events = new LinkedBlockingQueue<>();
    private final EvaluationRelay evaluations;
    private final AtomicBoolean beatPending = new AtomicBoolean();
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService beats = java.util.concurrent.Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("agent-beats").daemon().factory());
    private final Vitals vitals = new Vitals();
    private final Heed heed;
    private final Thread loop = Thread.ofPlatform().name("agent").unstarted(this::run);
    private final Thread listening =
            Thread.ofPlatform().name("agent-requests").daemon().unstarted(this::listen);
    private Optional<String> fenced = Optional.empty();
    private volatile boolean over;

    private record Running(Thread thread, CancelSignal cancel) {}

    /**
     * Contacts nobody yet.
     *
     * @param executor carries out the builds
     * @param onFenced told, on the agent's own thread and after everything has stopped, that a newer life of this agent
     *     has ended this one, and what to do
     */
    public BuilderAgent(AgentConfig config, Connections connections, Executor executor, Consumer<String> onFenced) {
        this(config, connections, executor, new Relays(), onFenced);
    }

    /** @param relays where the executor hands on what preparations find and recipes print */
    BuilderAgent(
            AgentConfig config, Connections connections, Executor executor, Relays relays, Consumer<String> onFenced) {
        this.evaluations = relays.evaluations();
        evaluations.to(events::add);
        this.config = config;
        this.executor = executor;
        this.onFenced = onFenced;
        Pool pool = config.pool();
        this.identity = new AgentIdentity(
                config.name(),
                UUID.randomUUID().toString(),
                pool,
                config.features(),
                config.slots(),
                Machine.here(),
                config.gpus(),
                config.limits().memoryBytes(),
                executor.abilities());
        this.book = new AttemptBook(config.slots(), config.hold());
        this.heed = new Heed(config.name(), config.beat());
        this.gauge = new Gauge(config.work());
        this.sender = new ReportSender(
                connections.client(),
                new Address(config.name(), Topics.agentReport(pool.trust()), pool.toString()),
                new ReportWriter(connections.serdes(), identity, connections.key()));
        this.logs = new LogSender(
                connections.client(),
                Topics.buildLog(pool.trust()),
                new LogChunkWriter(connections.serdes(), identity),
                config.limits().liveLogBytes(),
                connections.metrics());
        relays.logs().to(logs);
        this.listener = new RequestListener(
                connections.client(),
                new Address(config.name(), Topics.buildRequest(pool.trust()), pool.toString()),
                new RequestReader(connections.serdes(), identity),
                new Ears(),
                connections.metrics().counter("agent.requests.unreadable"));
    }

    /** Returns at once; the agent announces itself as soon as the brokers answer. */
    public void start() {
        LOG.atInfo()
                .addKeyValue("agent", identity.name())
                .addKeyValue("incarnation", identity.incarnation())
                .addKeyValue("pool", identity.pool())
                .addKeyValue("slots", identity.slots())
                .addKeyValue("features", identity.features())
                .log("agent started");
        logs.start();
        loop.start();
        listening.start();
    }

    /** True while it lives, the brokers take what it says, the dispatcher heeds it, and it misses nothing that is said to it. */
    public boolean ready() {
        return !over
                && sender.isHeard()
                && listener.isListening()
                && failure().isEmpty()
                && turnedAway().isEmpty();
    }

    /** Why the dispatcher does not heed what it says, with the next step; empty while it does, as far as is known. */
    public Optional<String> turnedAway() {
        return heed.turnedAway();
    }

    /**
     * What broke it, in words; empty while nothing did. An agent that broke has ended, or is ending, as if it had been
     * stopped; what it was building is for others.
     */
    public Optional<String> failure() {
        return vitals.failure();
    }

    /**
     * Takes no more requests, gives back what has not begun, and returns when all has ended: what runs has as long to finish as the
     * config says, and is then cancelled. May be called again.
     */
    public void stop() {
        if (Thread.currentThread() == loop) {
            return;
        }
        try {
            if (loop.getState() == Thread.State.NEW) {
                sender.close();
                logs.close();
                closeExecutor();
            } else if (!drains() && !stops()) {
                LOG.atWarn().addKeyValue("agent", identity.name()).log("agent did not end in time and is abandoned");
                loop.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether everything was finished in time. */
    private boolean drains() throws InterruptedException {
        if (config.drain().isZero()) {
            return false;
        }
        if (!running.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("agent", identity.name())
                    .addKeyValue("builds", running.size())
                    .addKeyValue("for", config.drain())
                    .log("draining: takes nothing new, and waits for what it builds");
        }
        events.add(new AgentEvent.DrainRequested());
        return endsWithin(config.drain());
    }

    /** Whether everything was stopped in time; nobody waits for ever for a build that does not end. */
    private boolean stops() throws InterruptedException {
        events.add(new AgentEvent.StopRequested());
        if (endsWithin(BUILDS_END_WITHIN)) {
            return true;
        }
        events.add(new AgentEvent.StopRequested());
        return endsWithin(ENDS_WITHIN);
    }

    /** True once it has ended; waits for that no longer than it is told to. */
    boolean endsWithin(Duration patience) throws InterruptedException {
        return loop.join(patience);
    }

    private void run() {
        vitals.guard("do what follows from what happened", this::work);
        over = true;
        vitals.guard("end in order", this::end);
        vitals.guard("say that it was fenced", () -> fenced.ifPresent(this::tellFenced));
    }

    private void work() {
        try {
            while (!over) {
                AgentEvent event = next();
                for (AgentAction action : book.on(event)) {
                    if (action instanceof AgentAction.EndAgent end) {
                        over = true;
                        fenced = end.fenced();
                    } else {
                        perform(action);
                    }
                }
                if (event instanceof AgentEvent.JobsEvaluated) {
                    evaluations.taken();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who hears nothing must not go on saying that it lives: it would be given builds and never know. */
    private void listen() {
        vitals.guard("hear its requests", listener);
        events.add(new AgentEvent.StopRequested());
    }

    private AgentEvent next() throws InterruptedException {
        AgentEvent event = events.take();
        if (event instanceof AgentEvent.BeatDue) {
            beatPending.set(false);
        }
        return event;
    }

    private void perform(AgentAction action) {
        switch (action) {
            case AgentAction.Report report -> sender.send(report);
            case AgentAction.StartBuild start -> startBuild(start.task());
            case AgentAction.CancelBuild cancel ->
                Optional.ofNullable(running.get(cancel.attempt()))
                        .ifPresent(build -> build.cancel().give());
            case AgentAction.EndAgent end -> throw new AssertionError("the loop ends itself");
        }
    }

    private void startBuild(BuildTask task) {
        CancelSignal cancel = new CancelSignal();
        Thread thread = Thread.ofVirtual().name("build-" + task.attempt()).unstarted(() -> {
            BuildOutcome outcome = execute(task, cancel);
            running.remove(task.attempt());
            events.add(new AgentEvent.BuildEnded(task.attempt(), outcome, clock.instant()));
        });
        running.put(task.attempt(), new Running(thread, cancel));
        thread.start();
    }

    /** The edge of a build's thread: whatever breaks here, the attempt gets an end. */
    private BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        long started = System.nanoTime();
        try {
            return executor.execute(task, cancel);
        } catch (RuntimeException | Error e) {
            LOG.atError().addKeyValue("attempt", task.attempt()).setCause(e).log("a build broke the agent");
            return BuildOutcome.Failed.withoutLog(
                    FailureKind.AGENT_FAULT,
                    "the agent broke while building (%s); its log says where".formatted(e),
                    Duration.ofNanos(System.nanoTime() - started));
        }
    }

    /** In order: nothing new comes in, nothing runs any more, what was said has gone out. */
    private void end() {
        beats.shutdownNow();
        listener.stop();
        running.values().forEach(build -> build.cancel().give());
        try {
            long deadline = System.nanoTime() + BUILDS_END_WITHIN.toNanos();
            for (Running build : running.values()) {
                var unused = build.thread().join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            sender.close();
            logs.close();
        } finally {
            closeExecutor();
        }
        LOG.atInfo()
                .addKeyValue("agent", identity.name())
                .addKeyValue("incarnation", identity.incarnation())
                .log("agent ended");
    }

    private void closeExecutor() {
        try {
            executor.close();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .log("what builds were confined by could not be given back");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellFenced(String reason) {
        LOG.atError()
                .addKeyValue("agent", identity.name())
                .addKeyValue("incarnation", identity.incarnation())
                .addKeyValue("reason", reason)
                .log("fenced: a newer life of this agent has announced itself, so this one has ended");
        onFenced.accept(reason);
    }

    final class Ears implements RequestListener.Hearing {
        @Override
        public void positioned() {
            // Only now: whoever hears the first beat may answer at once, and the answer must not be missed.
            try {
                var unused =
                        beats.scheduleAtFixedRate(this::beat, 0, config.beat().toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.atDebug().addKeyValue("agent", identity.name()).log("stopped before its first beat");
            }
        }

        /** Who cannot say any more that it lives must end, and must not be given builds until it is missed. */
        private void beat() {
            if (!vitals.guard("say that it lives", this::beatIfHeard)) {
                events.add(new AgentEvent.StopRequested());
            }
        }

        /** One at a time: an agent that was held up does not make up for the beats it missed. */
        private void beatIfHeard() {
            if (beatPending.compareAndSet(false, true)) {
                events.add(new AgentEvent.BeatDue(gauge.read()));
            }
        }

        @Override
        public void heard(AgentEvent event) {
            heed.heard(event);
            events.add(event);
        }
    }
}
