package dev.tidemark.cli.artifact;

import dev.tidemark.agent.store.StoreContents.Item;
import dev.tidemark.schemas.event.BaselineResult;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.ProbeResult;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a farm's topics refer to in its artifact stores, and so what becomes of each thing there. Whatever cannot be told for sure counts as
 * referred to: a wave that nobody has told of is not over. Waves and breakages come first, then every record of a job, older ones too. For
 * one thread; no I/O, no clock.
 */
public final class References {

    private final Rules rules;
    private final Map<Sha256, Fate> artifacts = new HashMap<>();
    private final Map<Sha256, Fate> recipes = new HashMap<>();
    private final Map<String, WaveState> waves = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private final SortedMap<Sha256, Fate> workspaces = new TreeMap<>();

    /**
     * What stays though nobody refers to it.
     *
     * @param since what was stored then or later, and what a breakage that was mended then or later refers to
     * @param outputsOfAbandoned whether outputs of abandoned waves stay
     */
    public record Rules(Instant since, boolean outputsOfAbandoned) {}

    /** @param known waves as they are */
    public References(Rules rules, Collection<Wave> known, Collection<Breakage> breakages) {
        this.rules = rules;
        known.forEach(this::add);
        breakages.forEach(this::add);
    }

    private void add(Wave wave) {
        waves.put(wave.getWave(), wave.getState());
        if (wave.getState() != WaveState.ABANDONED) {
            digest(wave.getWorkspace()).ifPresent(workspace -> {
                workspaces.merge(workspace, of(wave.getState()), References::first);
                if (wave.getState() != WaveState.GREEN) {
                    // What it takes to try it lies where recipes do. Of what is over there is nothing to try.
                    recipes.merge(workspace, Fate.WAVE, References::first);
                }
            });
        }
    }

    private static Fate of(WaveState state) {
        return state == WaveState.GREEN ? Fate.TAG : Fate.WAVE;
    }

    private void add(Breakage breakage) {
        boolean over = breakage.getState() == BreakageState.RESOLVED
                && breakage.getChangedAt().orElse(Instant.MAX).isBefore(rules.since());
        if (over) {
            return;
        }
        broken.addAll(breakage.getWaves());
        broken.add(breakage.getWave());
        breakage.getRegressed().stream().map(RegressedJob::getFailure).forEach(failure -> log(failure, Fate.BREAKAGE));
    }

    /** A job as it is, or was. */
    public void add(Job job) {
        WaveState state = waves.get(job.getWave());
        if (state != WaveState.GREEN && state != WaveState.ABANDONED) {
            output(job, Fate.WAVE);
            proof(job, Fate.WAVE);
            return;
        }
        if (broken.contains(job.getWave())) {
            proof(job, Fate.BREAKAGE); // Of one that somebody answered too, which is EXCLUDED by now.
        }
        if (state == WaveState.GREEN) {
            output(job, Fate.TAG);
        } else if (rules.outputsOfAbandoned() || job.getJob().getVariant() == Variant.BASELINE) {
            output(job, Fate.BUILT);
        }
    }

    private void output(Job job, Fate fate) {
        artifact(job.getOutputHash().orElse(null), fate);
    }

    /** Logs of its failures, and what it takes to see for oneself. */
    private void proof(Job job, Fate fate) {
        failures(job).forEach(failure -> log(failure, fate));
        job.getOtherLogs().forEach(log -> artifact(log.getLogHash(), fate));
        artifact(job.getBaselineOutputHash().orElse(null), fate);
        job.getBaseline().flatMap(BaselineResult::getOutputHash).ifPresent(output -> artifact(output, fate));
        job.getProbes().forEach(probe -> artifact(probe.getOutputHash().orElse(null), fate));
        job.getSpec().ifPresent(spec -> spec(spec, fate));
    }

    private static Stream<Failure> failures(Job job) {
        return Stream.of(
                        job.getFailure().stream(),
                        job.getEarlierFailures().stream(),
                        job.getBaseline().stream().flatMap(baseline -> baseline.getFailures().stream()),
                        job.getProbes().stream().map(ProbeResult::getFailure).flatMap(Optional::stream))
                .flatMap(some -> some);
    }

    private void spec(BuildSpec spec, Fate fate) {
        spec.getInputs().stream().map(Input::getOutputHash).forEach(input -> artifact(input, fate));
        digest(spec.getRecipeDigest()).ifPresent(recipe -> recipes.merge(recipe, fate, References::first));
    }

    private void log(Failure failure, Fate fate) {
        artifact(failure.getLogHash().orElse(null), fate);
    }

    private void artifact(@Nullable String hash, Fate fate) {
        digest(hash).ifPresent(digest -> add(digest, fate));
    }

    /** What something that is referred to refers to itself. */
    public void add(Sha256 artifact, Fate fate) {
        artifacts.merge(artifact, fate, References::first);
    }

    private static Fate first(Fate one, Fate other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** What nobody can read names nothing that could be in a store. */
    private static Optional<Sha256> digest(@Nullable String hex) {
        try {
            return hex == null ? Optional.empty() : Optional.of(new Sha256(hex));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Workspaces that are referred to, each with the reason. */
    public SortedMap<Sha256, Fate> workspaces() {
        return workspaces;
    }

    /** What becomes of something. */
    public Fate of(Item item) {
        Fate referred = switch (item) {
            case Item.Artifact artifact -> artifacts.get(artifact.digest());
            case Item.Recipe recipe -> recipes.get(recipe.digest());
            case Item.Unfinished unfinished -> null;
        };
        if (referred != null) {
            return referred;
        }
        return item.storedAt().isBefore(rules.since()) ? Fate.GOES : Fate.YOUNG;
    }
}
