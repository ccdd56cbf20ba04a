package dev.tidemark.agent.nix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildOutcome.Prepared;
import dev.tidemark.agent.build.BuildOutcome.Succeeded;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.build.Workspace;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.identity.Variant;
import dev.tidemark.set.BumpsBy;
import dev.tidemark.set.NixExpression;
import dev.tidemark.set.SetDescription;
import dev.tidemark.set.SetKind;
import dev.tidemark.set.SetSource;
import dev.tidemark.workspace.source.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bumps that change a Nix set's own files, with the real Nix and the set of {@code tidemark-cli/src/main/set/nix}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class NixBumpsIT {

    private static final String OLD = "strkit = package \"strkit\" \"1.0\"";
    private static final String NEW = "strkit = package \"strkit\" \"1.1\"";

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path files;

    @BeforeEach
    void nix_is_there() throws IOException {
        NixBench.missing().ifPresent(Assumptions::abort);
        folder = Files.createTempDirectory("tidemark-nix-it-").toRealPath();
        files = folder.resolve("files");
        TreeCopy.copy(NixSamples.SAMPLE, files);
    }

    @AfterEach
    void clean_up() throws IOException {
        if (folder != null) {
            TreeCopy.delete(folder);
        }
    }

    @Test
    void a_branch_that_is_merged_gives_the_set_its_new_version_which_every_agent_builds() throws Exception {
        try {
            git("init", "--quiet", "--initial-branch=main");
        } catch (IOException e) {
            Assumptions.abort("git is not on the PATH: install it");
        }
        commit("The set");
        git("checkout", "--quiet", "-b", "strkit-1.1");
        replace(OLD, NEW);
        commit("strkit: 1.0 -> 1.1");
        git("checkout", "--quiet", "main");
        replace("numkit = package \"numkit\" \"1.0\" [ ] ada;", "numkit = package \"numkit\" \"1.0\" [ ] marek;");
        commit("numkit: marek maintains it");
        SetDescription set = set(new SetSource.Git(files.toString(), "main", ""), new BumpsBy.Merge());

        assertBuilt(set, Optional.of("strkit-1.1"));

        NixBench other = agent("west", set);
        Failed nowhere = (Failed) other.prepare(bump(Optional.of("strkit-1.2")));
        assertThat(nowhere.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(nowhere.message()).contains("strkit-1.2");
    }

    @Test
    void the_sets_own_script_gives_it_the_new_version_which_every_agent_builds() throws Exception {
        Files.writeString(files.resolve("update"), """
                set -eu
                echo "$attribute from $from to $to"
                grep -q "$attribute = package \\"$attribute\\" \\"$from\\"" default.nix || { echo "error: there is no $attribute $from"; exit 1; }
                sed -i "s/$attribute = package \\"$attribute\\" \\"$from\\"/$attribute = package \\"$attribute\\" \\"$to\\"/" default.nix
                """);
        SetDescription set = set(new SetSource.Folder(files), new BumpsBy.Script(List.of("sh", "update")));

        assertBuilt(set, Optional.empty());

        Failed unknown =
                (Failed) agent("west", set).prepare(new Workspace.Bump("strkit", "0.9", "1.1", Optional.empty()));
        assertThat(unknown.kind()).isEqualTo(FailureKind.BUILD_FAILED);
        assertThat(unknown.logTail()).contains("error: there is no strkit 0.9");
    }

    /** Of the agent that prepares and of one that makes the workspace again, each in a store of its own. */
    private void assertBuilt(SetDescription set, Optional<String> change) throws Exception {
        NixBench north = agent("north", set);

        assertThat(north.prepare(bump(change))).isInstanceOf(Prepared.class);

        assertThat(north.job("strkit", Variant.WAVE).version()).isEqualTo("1.1");
        assertThat(north.job("strkit", Variant.BASELINE).version()).isEqualTo("1.0");
        assertThat(north.jobs())
                .filteredOn(job -> job.id().variant() == Variant.WAVE)
                .extracting(job -> job.id().attribute())
                .contains("lists", "portal")
                .doesNotContain("numkit");
        assertThat(north.build("strkit", Variant.WAVE)).isInstanceOf(Succeeded.class);
        assertThat(north.build("strkit", Variant.BASELINE)).isInstanceOf(Succeeded.class);
        assertThat(north.output("strkit", Variant.WAVE)).isNotEqualTo(north.output("strkit", Variant.BASELINE));
        NixBench south = new NixBench(
                folder,
                "south",
                TrustDomain.FREE,
                set,
                NixSamples.config(true, NixSamples.TOOLS),
                List.of(north.publicKey()));
        south.after(north);
        BuildOutcome dependent = south.build("lists", Variant.WAVE);
        assertThat(dependent).isInstanceOf(Succeeded.class);
    }

    private static Workspace.Bump bump(Optional<String> change) {
        return new Workspace.Bump("strkit", "1.0", "1.1", change);
    }

    private NixBench agent(String name, SetDescription set) throws Exception {
        return new NixBench(folder, name, TrustDomain.FREE, set, NixSamples.config(true, NixSamples.TOOLS), List.of());
    }

    private SetDescription set(SetSource source, BumpsBy by) {
        return new SetDescription(
                "workbench",
                SetKind.NIX,
                "",
                files,
                source,
                Optional.of(new NixExpression("default.nix", Collections.emptySortedMap())),
                Optional.of(by),
                false,
                List.of());
    }

    private void replace(String old, String by) throws IOException {
        Path expression = files.resolve("default.nix");
        String text = Files.readString(expression);
        assertThat(text).contains(old);
        Files.writeString(expression, text.replace(old, by));
    }

    private void commit(String message) throws IOException, InterruptedException {
        git("add", "--all");
        git("-c", "user.name=ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message", message);
    }

    private void git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        assertThat(new ProcessBuilder(command)
                        .directory(files.toFile())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }
}
