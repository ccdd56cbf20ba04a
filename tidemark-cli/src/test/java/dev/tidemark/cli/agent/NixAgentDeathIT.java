package dev.tidemark.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.WaveState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agents that are killed while the real Nix builds for them. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class NixAgentDeathIT {

    private static final Set<JobState> DOUBTED =
            EnumSet.of(JobState.CONFIRMING, JobState.JUDGING, JobState.REGRESSED, JobState.STUCK, JobState.PREEXISTING);

    @TempDir
    private Path temporary;

    private final Map<String, TidemarkProcess> agents = new TreeMap<>();

    @SuppressWarnings("NullAway.Init") // Made before each test.
    private Path folder;

    @BeforeEach
    void nix_is_there() throws IOException {
        LedgerFarm.assumeSandbox();
        assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "nix-store"))),
                "nix-store is not on the PATH: install Nix (on Debian the package nix-bin)");
        folder = temporary.toRealPath();
    }

    @Test
    void what_a_killed_agent_built_another_builds_nothing_of_it_is_left_and_its_next_life_builds_in_the_same_store()
            throws Exception {
        try (LedgerFarm farm =
                new LedgerFarm(folder, Map.of("dispatch.beat-interval", "1s", "dispatch.retry.after", "0s"))) {
            farm.importSet(set());
            for (String name : List.of("north", "south")) {
                start(farm, name);
                farm.awaitState(name, AgentState.FREE);
            }
            String killed = killWhileItBuilds(farm);
            String other = killed.equals("north") ? "south" : "north";
            farm.await("another builds it", () -> farm.ledger().runningAt(other).equals(List.of("slow")));
            start(farm, killed);
            farm.awaitState(killed, AgentState.FREE);
            assertThat(left(killed)).as("folders of builds").isEmpty();
            farm.ledger().open("2");
            assertWentWell(farm, "2", 1);
            assertThat(farm.ledger().begun()).containsEntry("slow", 2).containsEntry("last", 1);
            assertThat(farm.ledger().runningAt(killed)).containsExactly("slow"); // Begun, and never ended.

            agent(other).terminate();
            farm.awaitState(other, AgentState.LEFT);
            if (farm.limitsOf(killed).equals(Optional.of("cgroup"))) {
                loseAllBut(farm, killed);
            } else {
                System.out.println(
                        "no agent is killed with its Nix: without control groups nobody would end the builders");
                farm.ledger().open("3");
                farm.bump("gated:root", "3");
            }
            assertWentWell(farm, "3", 2);
            assertThat(farm.ledger().ended()).containsEntry("root", 2).containsEntry("last", 2);
        }
    }

    /** SIGKILL for the agent alone. @return its name */
    private String killWhileItBuilds(LedgerFarm farm) throws Exception {
        farm.bump("gated:root", "2");
        farm.await("it builds", () -> farm.ledger().begun().containsKey("slow"));
        String killed = farm.ledger().begunAt("slow").getFirst();
        List<ProcessHandle> builders = builders();
        assertThat(builders).isNotEmpty();

        agent(killed).kill();

        farm.await("no builder of it runs", () -> builders.stream().noneMatch(ProcessHandle::isAlive), () -> builders);
        farm.await("nothing of it runs", () -> farm.processesOf(killed).isEmpty(), () -> farm.processesOf(killed));
        return killed;
    }

    /** SIGKILL for the agent, its supervisor and its Nix, so that nobody is left who could end the builders; and a new life. */
    private void loseAllBut(LedgerFarm farm, String name) throws Exception {
        farm.bump("gated:root", "3");
        farm.await("it builds again", () -> farm.ledger().begun().getOrDefault("slow", 0) == 3);
        List<ProcessHandle> builders = builders();
        assertThat(builders).isNotEmpty();
        agent(name).suspend();
        ProcessHandle.allProcesses()
                .filter(process -> command(process).contains(work(name) + "/") && !builders.contains(process))
                .forEach(ProcessHandle::destroyForcibly);
        agent(name).kill();

        start(farm, name);

        farm.await("no builder of it runs", () -> builders.stream().noneMatch(ProcessHandle::isAlive), () -> builders);
        farm.await("it builds once more", () -> farm.ledger().begun().getOrDefault("slow", 0) == 4);
        assertThat(left(name)).as("folders of builds").hasSize(1);
        farm.ledger().open("3");
    }

    /** Each job has one outcome, which is good, and nobody has doubted that. */
    private static void assertWentWell(LedgerFarm farm, String version, int times) throws Exception {
        farm.await(
                "the wave of root %s is green".formatted(version),
                () -> farm.waves().stream()
                        .anyMatch(wave -> wave.getState() == WaveState.GREEN
                                && wave.getBumps().getFirst().getTo().equals(version)),
                () -> farm.waves() + " " + farm.ledger().lines());
        List<Job> states = farm.jobs();
        assertThat(states).extracting(Job::getState).doesNotContainAnyElementsOf(DOUBTED);
        for (String attribute : List.of("root", "slow", "last")) {
            assertThat(states)
                    .filteredOn(job -> job.getJob().getAttribute().equals(attribute)
                            && job.getJob().getVariant() == Variant.WAVE
                            && job.getState() == JobState.SUCCEEDED)
                    .as(attribute)
                    .hasSize(times);
        }
        assertThat(farm.ledger().ended()).containsEntry("slow", times);
    }

    private void start(LedgerFarm farm, String name) throws Exception {
        agents.put(
                name,
                farm.agent(
                        name,
                        "-Dfeatures=[prepare]",
                        "-Dnix.trusted-sets=[\"*\"]",
                        "-Dnix.store=local?root=" + folder.resolve("nix-" + name),
                        "-Dnix.secret-key=" + key(),
                        "-Dnix.sandbox-paths=[\"/bin\", \"/usr\", \"/lib\", \"/lib64\", \"/page=%s\", \"/gates=%s\"]"
                                .formatted(
                                        farm.ledger().page(name), farm.ledger().gates())));
    }

    private TidemarkProcess agent(String name) {
        TidemarkProcess agent = agents.get(name);
        if (agent == null) {
            throw new AssertionError(name + " was started");
        }
        return agent;
    }

    /** Processes in which the slow package is built, whatever they have left behind. */
    private List<ProcessHandle> builders() {
        return ProcessHandle.allProcesses()
                .filter(process -> command(process).contains(mark()))
                .toList();
    }

    private static String command(ProcessHandle process) {
        return process.info().commandLine().orElse("");
    }

    private String mark() {
        return "of " + folder.getFileName();
    }

    private Path work(String agent) {
        return folder.resolve("work-" + agent);
    }

    /** Folders of an agent's builds. */
    private List<Path> left(String agent) throws IOException {
        try (Stream<Path> all = Files.list(work(agent).resolve("nix"))) {
            return all.filter(path -> Files.isDirectory(path)
                            && String.valueOf(path.getFileName()).startsWith("nix-"))
                    .toList();
        }
    }

    private Path key() throws Exception {
        Path secret = folder.resolve("key.secret");
        if (Files.notExists(secret)) {
            ProcessBuilder maker = new ProcessBuilder(
                    "nix-store",
                    "--generate-binary-cache-key",
                    "test-1",
                    secret.toString(),
                    folder.resolve("key.public").toString());
            assertThat(maker.inheritIO().start().waitFor()).isZero();
        }
        return secret;
    }

    /** A Nix set of three packages in a row. The second waits, with a child that does not listen, until its gate is open. */
    private Path set() throws IOException {
        Path set = Files.createDirectories(folder.resolve("gated"));
        Files.writeString(
                set.resolve("set.json"),
                "{\"set\": \"gated\", \"kind\": \"nix\", \"nix\": {\"file\": \"default.nix\"},"
                        + " \"apply\": {\"by\": \"argument\", \"versions\": \"bumps\"}}");
        Files.writeString(set.resolve("default.nix"), """
            { bumps ? { } }:
            let
              package = pname: needs: work:
                let version = bumps.${pname} or "1";
                in derivation {
                  inherit pname version needs;
                  name = "${pname}-${version}";
                  system = "x86_64-linux";
                  builder = "/bin/sh";
                  PATH = "/usr/bin:/bin";
                  args = [ "-ec" ''
                    echo "begin $pname" >> /page
                    ${work}
                    mkdir $out
                    echo $version > $out/word
                    echo "end $pname" >> /page
                  '' ];
                };
            in
            rec {
              root = package "root" [ ] "";
              slow = package "slow" [ root ] ''
                : of %s
                head -c 5000000 /dev/zero > large
                sh -c 'trap "" TERM; while :; do sleep 1; done' 'of %s' &
                while ! test -e /gates/$(cat ${root}/word); do sleep 0.1; done
              '';
              last = package "last" [ slow ] "";
            }
            """.formatted(folder.getFileName(), folder.getFileName()));
        return set;
    }
}
