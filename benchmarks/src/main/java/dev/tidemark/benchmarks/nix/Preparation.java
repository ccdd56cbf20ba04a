package dev.tidemark.benchmarks.nix;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Limits;
import dev.tidemark.agent.build.ScriptBounds;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.log.LiveLogs;
import dev.tidemark.agent.nix.NixAgent;
import dev.tidemark.agent.nix.NixConfig;
import dev.tidemark.agent.prepare.PrepareExecutor;
import dev.tidemark.agent.prepare.SupervisedPrograms;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Confinement;
import dev.tidemark.agent.sandbox.Seen;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.source.SourceCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What an agent does to prepare a wave of a Nix set, in a process of its own, with an empty store. */
final class Preparation {

    private Preparation() {}

    /**
     * Prepares one, and prints how many jobs it found. Exits with 1 when it could not, or found too few, and says why.
     *
     * @param arguments folder of the set; a folder for its work; the bumped package, its version, and the one that it is bumped to; how
     *     many jobs there are at least, since the bump reaches so many packages
     */
    public static void main(String[] arguments) throws Exception {
        Path work = Path.of(arguments[1]);
        SetDescription set = SetDescription.load(Path.of(arguments[0]));
        Workspace.Bump bump = new Workspace.Bump(arguments[2], arguments[3], arguments[4], Optional.empty());
        BuildOutcome outcome = prepared(set, Files.createDirectories(work), bump);
        if (outcome instanceof BuildOutcome.Prepared prepared && prepared.jobs() >= Integer.parseInt(arguments[5])) {
            System.out.println(prepared.jobs());
        } else {
            System.err.println(outcome);
            System.exit(1);
        }
    }

    private static BuildOutcome prepared(SetDescription set, Path work, Workspace.Bump bump) throws Exception {
        Supplier<String> tags = () -> "TIDEMARK_PROGRAM=" + UUID.randomUUID();
        Supervisor supervisor = Supervisor.in(work);
        SupervisedPrograms programs =
                new SupervisedPrograms(supervisor, work.resolve("programs"), tags, NixAgent.GRACE);
        Path artifacts = work.resolve("artifacts");
        ArtifactStore store = new FileArtifactStore(artifacts.resolve(TrustDomain.FREE.label()));
        NixConfig config = new NixConfig(
                "local?root=" + work.resolve("nix"),
                NixConfig.DEFAULT.sandbox(),
                NixFarm.tools(),
                List.of(),
                List.of(),
                List.of("*"),
                "",
                NixConfig.DEFAULT.evaluation(),
                NixConfig.DEFAULT.room());
        NixAgent nix = NixAgent.open(
                new NixAgent.Setting(
                        config,
                        "bench",
                        work.resolve("keys"),
                        TrustDomain.FREE,
                        programs,
                        Map.of(TrustDomain.FREE, store),
                        artifacts,
                        tags,
                        Confinement.NONE.limiter()),
                supervisor);
        SourceCache sources = new SourceCache(work.resolve("sources"), programs);
        PrepareExecutor preparing = new PrepareExecutor(
                new PrepareExecutor.Settings(
                        Map.of(set.name(), set),
                        work.resolve("preparations"),
                        programs,
                        tags,
                        store,
                        nix.storeFolder(),
                        LiveLogs.UNHEARD,
                        new ScriptBounds(Confinement.NONE, Limits.DEFAULT, new Seen.Machine(List.of()), List.of())),
                sources,
                nix.evaluator(),
                nix::hashOf,
                supervisor,
                (attempt, chunk, found) -> {});
        return nix.keeping(preparing)
                .execute(
                        new BuildTask(
                                "bench-1",
                                new PackageId(set.name(), PackageId.WORKSPACE),
                                "1",
                                new Pool("x86_64-linux", TrustDomain.FREE),
                                new Sha256("1".repeat(64)),
                                List.of(),
                                new Sha256("2".repeat(64)),
                                new Workspace.Wanted(1, sources.now(set).revision(), List.of(bump))),
                        new CancelSignal());
    }
}
