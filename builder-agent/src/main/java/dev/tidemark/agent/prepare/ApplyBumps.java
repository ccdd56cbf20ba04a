package dev.tidemark.agent.prepare;

import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Interruption;
import dev.tidemark.agent.build.ScriptBounds;
import dev.tidemark.agent.build.SetScript;
import dev.tidemark.agent.build.Workspace.Bump;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.set.BumpsBy;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.nix.NixArgument;
import dev.tidemark.workspace.nix.NixBumps;
import dev.tidemark.workspace.nix.NixBumps.Overlaid;
import dev.tidemark.workspace.nix.NixSource;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.nix.SetEvaluator.Evaluated;
import dev.tidemark.workspace.source.SourceCache;
import dev.tidemark.workspace.source.SourceMissingException;
import dev.tidemark.workspace.source.SourceTree;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Applies the bumps of a wave to a set, in the way that the set's description says. */
final class ApplyBumps {

    /** A bump that is applied by an overlay may bring its source's hash along. */
    private static final Pattern HASH = Pattern.compile("sha256-[A-Za-z0-9+/]{43}=");

    private final SourceCache sources;
    private final SetEvaluator nix;
    private final SourceHashes hashes;
    private final Supervisor supervisor;
    private final Supplier<String> tags;
    private final ScriptBounds scripts;

    /**
     * @param tags makes one {@code NAME=value} after another, for scripts
     * @param scripts within what they run
     */
    ApplyBumps(
            SourceCache sources,
            SetEvaluator nix,
            SourceHashes hashes,
            Supervisor supervisor,
            Supplier<String> tags,
            ScriptBounds scripts) {
        this.sources = sources;
        this.nix = nix;
        this.hashes = hashes;
        this.supervisor = supervisor;
        this.tags = tags;
        this.scripts = scripts;
    }

    /**
     * What is to be done.
     *
     * @param set as its description says
     * @param base its files
     * @param system that it is evaluated for
     * @param bumps ordered by attribute
     * @param scratch a folder that is thrown away after the workspace was published
     * @param printed where what scripts print goes
     */
    record Work(
            SetDescription set,
            SourceTree base,
            String system,
            List<Bump> bumps,
            Path scratch,
            SetScript.Printed printed,
            CancelSignal cancel) {}

    /** @throws PreparationFailedException when the bumps cannot be applied, which is their own failure */
    AppliedBumps apply(Work work) throws IOException, InterruptedException, PreparationFailedException {
        BumpsBy by = work.set()
                .applied()
                .orElseThrow(() -> new PreparationFailedException(
                        FailureKind.AGENT_FAULT,
                        "the set %s does not say how bumps are applied to it: add \"apply\" to its set.json"
                                .formatted(work.set().name())));
        return switch (by) {
            case BumpsBy.Argument argument -> argument(argument, work);
            case BumpsBy.Environment environment ->
                new AppliedBumps(work.base(), List.of(), versions(work), changes(work));
            case BumpsBy.Overlay overlay -> overlay(overlay, work);
            case BumpsBy.Merge merge -> merge(work);
            case BumpsBy.Script script -> script(script, work);
        };
    }

    private static SortedMap<String, String> versions(Work work) {
        SortedMap<String, String> versions = new TreeMap<>();
        work.bumps().forEach(bump -> versions.put(bump.attribute(), bump.to()));
        return versions;
    }

    private static SortedMap<String, String> changes(Work work) {
        SortedMap<String, String> changes = new TreeMap<>();
        work.bumps().forEach(bump -> bump.change().ifPresent(change -> changes.put(bump.attribute(), change)));
        return changes;
    }

    private static AppliedBumps argument(BumpsBy.Argument by, Work work) throws PreparationFailedException {
        SortedMap<String, String> changes = changes(work);
        if (by.changes().isEmpty() && !changes.isEmpty()) {
            throw new PreparationFailedException(
                    FailureKind.BUILD_FAILED,
                    "the bump of %s changes more than the version (%s), and the set %s has no argument for that: name one in its set.json, as \"changes\""
                            .formatted(
                                    changes.firstKey(),
                                    changes.get(changes.firstKey()),
                                    work.set().name()));
        }
        return evaluated(work, NixBumps.arguments(by, versions(work), changes));
    }

    private static AppliedBumps evaluated(Work work, List<NixArgument> arguments) {
        return new AppliedBumps(work.base(), arguments, Collections.emptySortedMap(), Collections.emptySortedMap());
    }

    private AppliedBumps overlay(BumpsBy.Overlay by, Work work)
            throws IOException, InterruptedException, PreparationFailedException {
        List<Overlaid> packages = new ArrayList<>();
        for (Bump bump : work.bumps()) {
            Optional<String> hash =
                    bump.change().filter(change -> HASH.matcher(change).matches());
            if (bump.change().isPresent() && hash.isEmpty()) {
                throw new PreparationFailedException(
                        FailureKind.BUILD_FAILED,
                        "the change of %s (%s) is no hash of its source, and an overlay can apply no other: publish it as sha256-…, or without"
                                .formatted(bump.attribute(), bump.change().get()));
            }
            packages.add(new Overlaid(bump.attribute(), bump.from(), bump.to(), hash));
        }
        NixSource.Expression set = expression(work).with(List.of(layered(by, packages)));
        for (int i = 0; i < packages.size(); i++) {
            Overlaid each = packages.get(i);
            if (each.hash().isEmpty()
                    && source(set, each, work.cancel()) instanceof Evaluated.Derivation(String source)) {
                packages.set(
                        i,
                        new Overlaid(
                                each.attribute(),
                                each.from(),
                                each.to(),
                                Optional.of(hashes.of(source, work.cancel()))));
            }
        }
        return evaluated(work, List.of(layered(by, packages)));
    }

    private Evaluated source(NixSource.Expression set, Overlaid of, CancelSignal cancel)
            throws IOException, InterruptedException {
        try (Interruption interruption = Interruption.by(cancel)) {
            return nix.source(set, of.attribute());
        }
    }

    private static NixArgument layered(BumpsBy.Overlay by, List<Overlaid> packages) {
        return new NixArgument(by.argument(), "[ (\n%s) ]".formatted(NixBumps.overlay(packages)));
    }

    private static NixSource.Expression expression(Work work) throws PreparationFailedException {
        return expression(work.set(), work.base().folder(), work.system());
    }

    /** What evaluates to a Nix set whose files are in a folder. */
    static NixSource.Expression expression(SetDescription set, Path folder, String system)
            throws PreparationFailedException {
        return NixSource.Expression.of(
                set.nix()
                        .orElseThrow(() -> new PreparationFailedException(
                                FailureKind.AGENT_FAULT, "the set %s is no Nix set".formatted(set.name()))),
                folder,
                system);
    }

    private AppliedBumps merge(Work work) throws IOException, InterruptedException, PreparationFailedException {
        if (!(work.set().source() instanceof SetSource.Git git)) {
            throw new AssertionError("only what is in git says that it is merged");
        }
        List<String> refs = new ArrayList<>();
        for (Bump bump : work.bumps()) {
            refs.add(bump.change()
                    .orElseThrow(() -> new PreparationFailedException(
                            FailureKind.BUILD_FAILED,
                            "the bump of %s to %s names no git ref to merge: publish it with one, as its change"
                                    .formatted(bump.attribute(), bump.to()))));
        }
        Path root = work.scratch().resolve(SourceCache.SOURCE);
        try (Interruption interruption = Interruption.by(work.cancel())) {
            Optional<String> inTheWay = sources.merge(
                    git, work.base().revision(), refs.stream().distinct().toList(), root);
            if (inTheWay.isPresent()) {
                throw new PreparationFailedException(FailureKind.BUILD_FAILED, inTheWay.get());
            }
        } catch (SourceMissingException e) {
            throw new PreparationFailedException(FailureKind.BUILD_FAILED, String.valueOf(e.getMessage()), e);
        }
        return changed(work, root);
    }

    private AppliedBumps script(BumpsBy.Script by, Work work)
            throws IOException, InterruptedException, PreparationFailedException {
        Path root = work.scratch().resolve(SourceCache.SOURCE);
        TreeCopy.copy(work.base().root(), root);
        UpdateScript script = new UpdateScript(supervisor, tags, scripts, by.command());
        for (Bump bump : work.bumps()) {
            script.run(bump, work.base().at(root).folder(), work.scratch(), work.printed(), work.cancel());
        }
        return changed(work, root);
    }

    private static AppliedBumps changed(Work work, Path root) {
        return AppliedBumps.none(work.base().at(root));
    }
}
