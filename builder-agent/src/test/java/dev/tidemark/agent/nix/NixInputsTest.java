package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.BuildTask.Input;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NixInputsTest {

    private static final Sha256 DIGEST = new Sha256("1".repeat(64));

    @TempDir
    private Path folder;

    @Test
    void all_inputs_that_nobody_has_built_are_named_as_lost() throws Exception {
        Optional<Failed> unbuilt = NixInputs.unbuilt(
                job("lists", "strkit"),
                "/nix/store/csv.drv",
                List.of(
                        "/nix/store/hook.drv",
                        "/nix/store/base.drv",
                        "/nix/store/lists.drv",
                        "/nix/store/strkit.drv",
                        "/nix/store/csv.drv"));

        assertThat(unbuilt).hasValueSatisfying(lost -> {
            assertThat(lost.kind()).isEqualTo(FailureKind.INPUT_LOST);
            assertThat(lost.lostInputs()).containsExactly("lists", "strkit");
            assertThat(lost.message())
                    .isEqualTo(
                            "the input lists is lost: /nix/store/lists.drv is not in this agent's store, and in no cache that it reads");
        });
    }

    @Test
    void what_is_no_package_of_its_own_may_be_built_on_the_way() throws Exception {
        assertThat(NixInputs.unbuilt(
                        job("lists"), "/nix/store/csv.drv", List.of("/nix/store/hook.drv", "/nix/store/csv.drv")))
                .isEmpty();
    }

    @Test
    void a_package_that_the_request_does_not_know_of_is_named_too() throws Exception {
        assertThat(NixInputs.unbuilt(job("lists"), "/nix/store/csv.drv", List.of("/nix/store/base.drv")))
                .hasValueSatisfying(lost -> assertThat(lost.lostInputs()).containsExactly("base"));
    }

    private NixJob job(String... inputs) throws Exception {
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
