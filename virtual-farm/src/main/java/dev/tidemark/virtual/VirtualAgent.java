package dev.tidemark.virtual;

import dev.tidemark.planner.build.BuildFailure;
import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.BuildSpec;
import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Workspace;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.planner.dispatch.DispatchEvent.Result;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An agent that takes as long as the world has it, without building anything. It keeps to the rules of a real one. */
final class VirtualAgent {

    /** How long a part of an evaluation takes to be said, in milliseconds. */
    private static final long PART_MILLIS = 500;

    private static final double BUMPS_THAT_DO_NOT_APPLY = 0.1;
    /** How likely it is that what an agent says is lost is lost, and not only not found by it. */
    private static final double LOST_INDEED = 0.9;
    /** How likely it is that what an agent does not find is the workspace, where it has one. */
    private static final double WORKSPACE_LOST = 0.25;

    private static final Sha256 NO_LOG = Sha256.builder().add("no log").build();

    private final AgentSpec spec;
    private final World world;
    private final VirtualFarm farm;
    /** By attempt, in order of arrival. */
    private final Map<String, Held> attempts = new LinkedHashMap<>();

    private int life = 1;
    private boolean alive = true;
    private int running;

    private enum Progress {
        WAITING,
        RUNNING,
        FINISHED
    }

    /** @param said how many parts of its evaluation were said */
    private record Held(Effect.RequestBuild build, Progress progress, long since, int said) {}

    VirtualAgent(AgentSpec spec, World world, VirtualFarm farm) {
        this.spec = spec;
        this.world = world;
        this.farm = farm;
    }

    AgentSpec spec() {
        return spec;
    }

    String incarnation() {
        return spec.name() + "-" + life;
    }

    boolean isAlive() {
        return alive;
    }

    /** Says that it lives. */
    void beat() {
        if (alive) {
            List<KnownAttempt> known = attempts.entrySet().stream()
                    .map(held -> new KnownAttempt(held.getKey(), held.getValue().progress() == Progress.FINISHED))
                    .toList();
            say(new DispatchEvent.Beat(
                    spec.name(), incarnation(), Instant.ofEpochMilli(farm.now()), spec.offer(), known));
        }
    }

    /** Ends without a word; what it was building is gone. */
    void die() {
        alive = false;
        attempts.clear();
        running = 0;
    }

    /** Begins another life. */
    void revive() {
        if (!alive) {
            alive = true;
            life++;
            beat();
        }
    }

    void hear(Effect effect) {
        switch (effect) {
            case Effect.RequestBuild build -> {
                if (alive
                        && build.attempt().incarnation().equals(incarnation())
                        && !attempts.containsKey(build.attempt().id())) {
                    attempts.put(build.attempt().id(), new Held(build, Progress.WAITING, farm.now(), 0));
                    startNext();
                }
            }
            case Effect.SettleAttempt settled -> {
                if (settled.incarnation().equals(incarnation())) {
                    settle(settled.attempt());
                }
            }
            case Effect.FenceAgent fenced -> {
                if (fenced.incarnation().equals(incarnation())) {
                    die();
                }
            }
            case Effect.TurnAway turned -> throw new AssertionError("it is enrolled");
            case Effect.PutAside aside -> throw new AssertionError("that is for people");
            case Effect.TellWave wave -> throw new AssertionError("that is for a wave");
            case Effect.PublishHistory history -> throw new AssertionError("that is for whoever plans");
            case Effect.PublishAgent agent -> throw new AssertionError("that is for people");
            case Effect.TellOperators operators -> throw new AssertionError("that is for people");
        }
    }

    /** It may forget an attempt, and stops it where it runs. */
    private void settle(String attempt) {
        Held held = attempts.remove(attempt);
        if (held != null && held.progress() == Progress.RUNNING) {
            running--;
            farm.worked(this, held.build(), farm.now() - held.since());
            startNext();
        }
    }

    private void startNext() {
        for (Map.Entry<String, Held> entry : attempts.entrySet()) {
            if (running == spec.slots()) {
                return;
            }
            Held held = entry.getValue();
            if (held.progress() == Progress.WAITING) {
                running++;
                entry.setValue(new Held(held.build(), Progress.RUNNING, farm.now(), 0));
                say(new DispatchEvent.Started(spec.name(), incarnation(), entry.getKey()));
                farm.send(
                        new Message.BuildEnds(spec.name(), incarnation(), entry.getKey()),
                        world.millis(held.build().spec(), entry.getKey()));
            }
        }
    }

    /** A build is through, unless it was stopped or the life in which it began is over. */
    void end(String incarnation, String attempt) {
        Held held = attempts.get(attempt);
        if (held == null || !incarnation.equals(incarnation()) || held.progress() != Progress.RUNNING) {
            return;
        }
        BuildSpec built = held.build().spec();
        if (built.workspace() instanceof Workspace.Wanted wanted
                && fate(built, attempt).isEmpty()) {
            List<List<EvaluatedJob>> parts = farm.evaluation(wanted).parts();
            if (held.said() < parts.size()) {
                sayPart(attempt, held, parts.get(held.said()));
                return;
            }
        }
        attempts.put(attempt, new Held(held.build(), Progress.FINISHED, held.since(), held.said()));
        running--;
        Result result = result(built, attempt);
        if (result instanceof Result.Built(Sha256 output)) {
            farm.keep(output);
        }
        long took = farm.now() - held.since();
        farm.worked(this, held.build(), took);
        say(new DispatchEvent.Finished(
                spec.name(), incarnation(), attempt, built.key(), result, Duration.ofMillis(took)));
        startNext();
    }

    /** It goes on for as long as there are parts to say. */
    private void sayPart(String attempt, Held held, List<EvaluatedJob> part) {
        attempts.put(attempt, new Held(held.build(), Progress.RUNNING, held.since(), held.said() + 1));
        say(new DispatchEvent.Evaluated(spec.name(), incarnation(), attempt, held.said(), part));
        farm.send(new Message.BuildEnds(spec.name(), incarnation(), attempt), PART_MILLIS);
    }

    private Result result(BuildSpec built, String attempt) {
        return fate(built, attempt)
                .<Result>map(failed -> new Result.Failed(failure(failed, built, attempt)))
                .orElseGet(() -> built.workspace() instanceof Workspace.Wanted wanted
                        ? prepared(built, wanted)
                        : new Result.Built(world.output(built)));
    }

    private Optional<World.Failed> fate(BuildSpec built, String attempt) {
        if (!missing(built).isEmpty()) {
            return Optional.of(
                    new World.Failed(FailureKind.INPUT_LOST, built.packageId().attribute()));
        }
        boolean doesNotApply =
                built.isPreparation() && world.happens("bumps", built.key().hex(), BUMPS_THAT_DO_NOT_APPLY);
        return doesNotApply
                ? Optional.of(new World.Failed(
                        FailureKind.BUILD_FAILED, built.packageId().attribute()))
                : world.failure(built, attempt);
    }

    private BuildFailure failure(World.Failed failed, BuildSpec built, String attempt) {
        return new BuildFailure(
                failed.kind(),
                "it fails in this simulation",
                List.of("error: it fails in this simulation"),
                NO_LOG,
                failed.fingerprint(),
                spec.name(),
                "",
                List.of(),
                failed.kind() == FailureKind.INPUT_LOST ? lost(built, attempt) : List.of());
    }

    /** Its inputs that the artifact store has lost. */
    private List<String> missing(BuildSpec built) {
        return built.inputs().stream()
                .filter(input -> farm.hasLost(input.outputHash()))
                .map(BuildInput::attribute)
                .toList();
    }

    /** What it says that the artifact store has lost: where there is nothing, the store loses it now, or this agent does not find it. */
    private List<String> lost(BuildSpec built, String attempt) {
        List<String> missing = missing(built);
        if (!missing.isEmpty()) {
            return missing;
        }
        if (built.isInPublishedWorkspace() && world.happens("workspace lost", attempt, WORKSPACE_LOST)) {
            return List.of(PackageId.WORKSPACE);
        }
        List<String> said = world.lost(built, attempt);
        if (world.happens("lost indeed", attempt, LOST_INDEED)) {
            built.inputs().stream()
                    .filter(input -> said.contains(input.attribute()))
                    .forEach(input -> farm.lose(input.outputHash()));
        }
        return said;
    }

    private Result prepared(BuildSpec built, Workspace.Wanted wanted) {
        int rows = farm.evaluation(wanted).parts().stream().mapToInt(List::size).sum();
        return new Result.Prepared(world.output(built), rows);
    }

    private void say(DispatchEvent event) {
        farm.send(new Message.ToPool(spec.pool(), event));
    }
}
