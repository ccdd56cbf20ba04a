package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.BuildTask.Input;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.prepare.Workspaces.Reproduced;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.workspace.JobIndex;
import dev.tidemark.workspace.WorkspaceDocument;
import dev.tidemark.workspace.source.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Jobs of a set of four packages, in a wave that has them all. */
final class TestJobs {

    private static final Sha256 DIGEST = new Sha256("1".repeat(64));

    private TestJobs() {}

    /** The job of csv, which is built on what is named. */
    static NixJob csv(Path folder, String... inputs) throws IOException {
        Path index = folder.resolve("jobs");
        StringBuilder lines = new StringBuilder();
        for (String attribute : List.of("base", "csv", "lists", "strkit")) {
            lines.append("[\"%s\",\"x86_64-linux\",\"WAVE\",\"1\",\"%s\",\"/nix/store/%s.drv\"]%n"
                    .formatted(attribute, DIGEST.hex(), attribute));
        }
        Files.writeString(index, lines);
        WorkspaceDocument document = new WorkspaceDocument(
                1,
                "tiny",
                "1",
                DIGEST.hex(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "/nix/store",
                DIGEST.hex());
        SourceTree tree = new SourceTree("1", folder, folder);
        BuildTask task = new BuildTask(
                "x-1",
                new PackageId("tiny", "csv"),
                "1",
                new Pool("x86_64-linux", TrustDomain.FREE),
                DIGEST,
                List.of(inputs).stream()
                        .map(attribute -> new Input(attribute, DIGEST, TrustDomain.FREE))
                        .toList(),
                DIGEST,
                new Workspace.Published(DIGEST, Variant.WAVE));
        return new NixJob(
                task,
                new Reproduced(document, tree, tree, JobIndex.read(index)),
                folder,
                new CancelSignal(),
                LiveLog.UNHEARD,
                System.nanoTime());
    }
}
