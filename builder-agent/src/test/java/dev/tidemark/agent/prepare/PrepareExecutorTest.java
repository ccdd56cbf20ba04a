package dev.tidemark.agent.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.RecipeBook;
import dev.tidemark.agent.build.SetFolders;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.store.ArtifactStore;
import dev.tidemark.agent.store.FileArtifactStore;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.SetDescription;
import dev.tidemark.workspace.EvaluatedJob;
import dev.tidemark.workspace.nix.NixSettings;
import dev.tidemark.workspace.nix.SetEvaluator;
import dev.tidemark.workspace.source.SourceCache;
import dev.tidemark.workspace.source.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command sets, since they need nothing but a shell. */
class PrepareExecutorTest {

    private static final Pool POOL = new Pool("x86_64-linux", TrustDomain.FREE);
    private static final Sha256 KEY = new Sha256("1".repeat(64));

    @TempDir
    Path folder;

    private final List<EvaluatedJob> said = new ArrayList<>();
    private final List<Integer> chunks = new ArrayList<>();
    private ArtifactStore store;

    @BeforeEach
    void a_set_of_three() throws IOException {
        store = new FileArtifactStore(folder.resolve("artifacts"));
        write("set/packages/zlib/1.3/source", "one");
        write("set/packages/zlib/1.4/source", "two");
        write("set/packages/zlib/package.json", "{\"version\": \"1.3\"}");
        write("set/packages/zlib/build", "cp $version/source $out/");
        write("set/packages/png/package.json", "{\"version\": \"1.6\", \"dependencies\": {\"build\": [\"zlib\"]}}");
        write("set/packages/png/build", "");
        write("set/packages/other/package.json", "{\"version\": \"1\"}");
        write("set/packages/other/build", "");
    }

    @Test
    void versions_and_changes_are_for_recipes_and_what_is_built_on_them_is_another() throws Exception {
        apply("{\"by\": \"environment\"}");

        BuildOutcome.Prepared prepared = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.of("tidy")));

        assertThat(said)
                .extracting(job -> job.id() + " " + job.version())
                .containsExactly(
                        "png/x86_64-linux/wave 1.6",
                        "png/x86_64-linux/baseline 1.6",
                        "zlib/x86_64-linux/wave 1.4",
                        "zlib/x86_64-linux/baseline 1.3");
        assertThat(prepared.jobs()).isEqualTo(4);
        assertThat(chunks).containsExactly(0);
        RecipeBook.Found.Recipes wave = found("zlib", prepared.workspace(), Variant.WAVE);
        assertThat(wave.change()).contains("tidy");
        assertThat(found("zlib", prepared.workspace(), Variant.BASELINE).change())
                .isEmpty();
        assertThat(found("png", prepared.workspace(), Variant.WAVE).change()).isEmpty();
    }

    @Test
    void the_same_bumps_on_the_same_files_are_the_same_workspace() throws Exception {
        apply("{\"by\": \"environment\"}");
        Workspace.Bump bump = new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty());

        Sha256 first = prepared(bump).workspace();
        Sha256 again = prepared(bump).workspace();
        Sha256 other = prepared(new Workspace.Bump("zlib", "1.3", "1.5", Optional.empty()))
                .workspace();

        assertThat(again).isEqualTo(first).isNotEqualTo(other);
    }

    @Test
    void a_script_changes_a_private_copy_and_another_agent_makes_the_same_of_the_patch() throws Exception {
        write("set/update", """
                sed "s/$from/$to/" packages/$attribute/package.json >new && mv new packages/$attribute/package.json
                printf 'three' >packages/$attribute/news
                """);
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        BuildOutcome.Prepared prepared = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));

        assertThat(folder.resolve("set/packages/zlib/package.json")).content().contains("1.3");
        RecipeBook.Found.Recipes elsewhere = found("zlib", prepared.workspace(), Variant.WAVE);
        assertThat(elsewhere.set().find("zlib").orElseThrow().version()).isEqualTo("1.4");
        assertThat(elsewhere.set().packageFolder("zlib").resolve("news")).hasContent("three");
        assertThat(found("zlib", prepared.workspace(), Variant.BASELINE)
                        .set()
                        .find("zlib")
                        .orElseThrow()
                        .version())
                .isEqualTo("1.3");
        assertThat(said).extracting(job -> job.id().attribute()).doesNotContain("other");
    }

    @Test
    void a_script_that_fails_is_the_bumps_failure_with_its_last_words() throws Exception {
        write("set/update", "echo no such release: $to; exit 3");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        BuildOutcome.Failed failed = failed(new Workspace.Bump("zlib", "1.3", "9", Optional.empty()));

        assertThat(failed.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(failed.message())
                .isEqualTo("the set's update script (sh update) ended with status 3 for zlib 9: no such release: 9");
        assertThat(said).isEmpty();
        assertThat(folder.resolve("agent/preparations")).isEmptyDirectory();
    }

    @Test
    void a_script_that_does_nothing_has_applied_nothing() throws Exception {
        write("set/update", "true");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");

        assertThat(failed(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()))
                        .message())
                .isEqualTo("applying the bumps has changed no file of the set tiny");
    }

    @Test
    void files_that_are_not_those_of_the_wave_are_the_agents_fault_and_not_the_bumps() throws Exception {
        apply("{\"by\": \"environment\"}");
        String revision = base().revision();
        write("set/packages/other/build", "something else");

        BuildOutcome outcome = executor("late")
                .execute(
                        task(new Workspace.Wanted(
                                1, revision, List.of(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty())))),
                        new CancelSignal());

        assertThat(outcome).isInstanceOfSatisfying(BuildOutcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(failed.message()).contains("has the revision tree-", "import the set as it is now");
        });
    }

    @Test
    void a_workspace_that_comes_out_otherwise_is_refused() throws Exception {
        write("set/update", "echo x >packages/$attribute/news");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        BuildOutcome.Prepared prepared = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()));
        write("set/packages/other/build", "something else");

        RecipeBook.Found found = book("elsewhere").find(build("zlib", prepared.workspace(), Variant.WAVE));

        assertThat(found).isInstanceOfSatisfying(RecipeBook.Found.Missing.class, missing -> {
            assertThat(missing.kind()).isEqualTo(FailureKind.AGENT_FAULT);
            assertThat(missing.reason())
                    .startsWith("the agent cannot reproduce the workspace "
                            + prepared.workspace().brief(12));
        });
    }

    @Test
    void a_workspace_that_is_damaged_in_the_artifact_store_is_lost_and_no_agent_is_at_fault() throws Exception {
        write("set/update", "echo x >packages/$attribute/news");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        String hex = prepared(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty()))
                .workspace()
                .hex();
        write("artifacts/" + hex.substring(0, 2) + "/" + hex.substring(2), "something else");

        RecipeBook.Found found = book("elsewhere").find(build("zlib", new Sha256(hex), Variant.WAVE));

        assertThat(found)
                .isInstanceOfSatisfying(
                        RecipeBook.Found.Missing.class,
                        missing -> assertThat(missing.kind()).isEqualTo(FailureKind.INPUT_LOST));
    }

    @Test
    void a_preparation_that_is_cancelled_ends_with_its_script() throws Exception {
        write("set/update", "touch " + folder.resolve("begun") + "; while :; do sleep 1; done");
        apply("{\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        CancelSignal cancel = new CancelSignal();
        PrepareExecutor executor = executor("agent");
        BuildTask task = task(wanted(new Workspace.Bump("zlib", "1.3", "1.4", Optional.empty())));
        Thread canceller = Thread.ofVirtual().start(() -> {
            while (!Files.exists(folder.resolve("begun"))) {
                Thread.onSpinWait();
            }
            cancel.give();
        });

        assertThat(executor.execute(task, cancel)).isInstanceOf(BuildOutcome.Cancelled.class);
        canceller.join();
        assertThat(folder.resolve("agent/preparations")).isEmptyDirectory();
    }

    private BuildOutcome.Prepared prepared(Workspace.Bump bump) throws Exception {
        said.clear();
        chunks.clear();
        BuildOutcome outcome = executor("agent").execute(task(wanted(bump)), new CancelSignal());
        assertThat(outcome).isInstanceOf(BuildOutcome.Prepared.class);
        return (BuildOutcome.Prepared) outcome;
    }

    private BuildOutcome.Failed failed(Workspace.Bump bump) throws Exception {
        BuildOutcome outcome = executor("agent").execute(task(wanted(bump)), new CancelSignal());
        assertThat(outcome).isInstanceOf(BuildOutcome.Failed.class);
        return (BuildOutcome.Failed) outcome;
    }

    private RecipeBook.Found.Recipes found(String attribute, Sha256 workspace, Variant variant) throws Exception {
        RecipeBook.Found found = book("elsewhere").find(build(attribute, workspace, variant));
        assertThat(found).isInstanceOf(RecipeBook.Found.Recipes.class);
        return (RecipeBook.Found.Recipes) found;
    }

    private RecipeBook book(String agent) throws Exception {
        Workspaces workspaces = new Workspaces(
                new SourceCache(folder.resolve(agent + "/sources")), store, folder.resolve(agent + "/ws"));
        return new PreparedSets(sets(), workspaces, new SetFolders(Map.of()));
    }

    private PrepareExecutor executor(String agent) throws Exception {
        Path work = Files.createDirectories(folder.resolve(agent));
        return new PrepareExecutor(
                new PrepareExecutor.Settings(sets(), work.resolve("preparations"), store, ""),
                new SourceCache(work.resolve("sources")),
                new SetEvaluator(NixSettings.ofThisMachine()),
                (derivation, cancel) -> {
                    throw new AssertionError("a command set has no derivations");
                },
                Supervisor.in(work),
                (attempt, chunk, jobs) -> {
                    chunks.add(chunk);
                    said.addAll(jobs);
                });
    }

    private Map<String, SetDescription> sets() throws Exception {
        return Map.of("tiny", SetDescription.load(folder.resolve("description")));
    }

    private SourceTree base() throws Exception {
        return new SourceCache(folder.resolve("importer")).now(SetDescription.load(folder.resolve("description")));
    }

    private Workspace.Wanted wanted(Workspace.Bump bump) throws Exception {
        return new Workspace.Wanted(1, base().revision(), List.of(bump));
    }

    private static BuildTask task(Workspace.Wanted wanted) {
        return new BuildTask("x-1", new PackageId("tiny", PackageId.WORKSPACE), "1", POOL, KEY, List.of(), KEY, wanted);
    }

    private static BuildTask build(String attribute, Sha256 workspace, Variant variant) {
        return new BuildTask(
                "x-2",
                new PackageId("tiny", attribute),
                "1",
                POOL,
                KEY,
                List.of(),
                KEY,
                new Workspace.Published(workspace, variant));
    }

    private void apply(String by) throws IOException {
        write("description/set.json", """
                {"set": "tiny", "kind": "command", "source": {"folder": "../set"}, "apply": %s}
                """.formatted(by));
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
