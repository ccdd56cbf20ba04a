package dev.tidemark.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.WaveState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A wave of 40 jobs over three agents. One after the other is killed, stopped, cut off and doubled while what it builds waits at a
 * gate: every job ends in exactly one outcome, what agents build to which nothing happened is not built again, and no process is left.
 * {@code -Drounds=20} plays it that often.
 */
final class AgentDeathIT {

    /** How many jobs each stage has: they need all of the stage before, and wait at their stage's gate. With the root there are 40. */
    private static final List<Integer> STAGES = List.of(9, 9, 3, 9, 9);

    private static final int CUT_SECONDS = 10;

    @TempDir
    private Path folder;

    @BeforeEach
    void a_machine_with_a_sandbox() {
        assumeTrue(
                Stream.of("/usr/bin/bwrap", "/bin/bwrap").anyMatch(path -> Files.isExecutable(Path.of(path))),
                "there is no bubblewrap, by which the ledger tells agents apart: apt-get install bubblewrap");
    }

    @Test
    void whatever_happens_to_agents_every_job_has_one_outcome_and_no_process_is_left() throws Exception {
        int rounds = Integer.getInteger("rounds", 1);
        for (int round = 1; round <= rounds; round++) {
            long began = System.nanoTime();
            try (LedgerFarm farm = new LedgerFarm(
                    folder.resolve("round-" + round),
                    Map.of("dispatch.beat-interval", "1s", "dispatch.retry.after", "0s"))) {
                new Round(farm, folder.resolve("round-" + round)).play();
            }
            System.out.printf(
                    "round %d of %d: %d s%n", round, rounds, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        }
    }

    /** One wave and what befalls it. */
    private static final class Round {
        private final LedgerFarm farm;
        private final Path folder;
        /** How often each job may be begun, where that is not once. */
        private final Map<String, Integer> again = new TreeMap<>();

        private TidemarkProcess north;
        private TidemarkProcess south;

        @SuppressWarnings("NullAway.Init") // The agents are there once it is played.
        Round(LedgerFarm farm, Path folder) throws IOException {
            this.farm = farm;
            this.folder = folder;
        }

        void play() throws Exception {
            farm.importSet(writeSet());
            north = farm.agent("north");
            south = farm.agent("south");
            TidemarkProcess east = farm.agentBehindWire("east");
            for (String name : List.of("north", "south", "east")) {
                farm.await(
                        name + " is there",
                        () -> farm.stateOf(name).filter("FREE"::equals).isPresent());
            }
            farm.bump("waves:base", "2");

            kill();
            suspend();
            lose();
            cutAndRestart();
            doubled();

            farm.await(
                    "the wave is green",
                    () -> farm.waves().stream().allMatch(wave -> wave.getState() == WaveState.GREEN));
            judge();
            for (TidemarkProcess agent : List.of(north, south, east)) {
                agent.terminate();
                assertThat(agent.exitStatus()).as(agent.output()).isIn(0, 143);
            }
            for (String name : List.of("north", "south", "east")) {
                farm.await(
                        name + " has left",
                        () -> farm.stateOf(name).filter("LEFT"::equals).isPresent());
                assertThat(farm.processesOf(name)).isEmpty();
            }
        }

        /** SIGKILL, and a new life. */
        private void kill() throws Exception {
            List<String> lost = awaitBusy(1, "north");
            north.kill();
            farm.await("nothing of north runs", () -> farm.processesOf("north").isEmpty());
            lost.forEach(job -> again.merge(job, 1, Integer::sum));
            north = farm.agent("north");
            farm.await(
                    "what north had runs again",
                    () -> farm.begun().entrySet().stream()
                            .filter(job -> lost.contains(job.getKey()))
                            .allMatch(job -> job.getValue() == 2));
            pass(1);
        }

        /** SIGSTOP until it is missed, and SIGCONT before it is given up. */
        private void suspend() throws Exception {
            awaitBusy(2, "south");
            south.suspend();
            farm.await(
                    "south is missed",
                    () -> farm.stateOf("south").filter("SUSPECT"::equals).isPresent());
            south.resume();
            farm.await(
                    "south is back",
                    () -> farm.stateOf("south").filter("BUSY"::equals).isPresent());
            pass(2);
        }

        /** SIGSTOP until what it builds is built by others, and SIGCONT. */
        private void lose() throws Exception {
            // Three jobs for three agents: the others have a slot left.
            List<String> lost = awaitRunning(3, "south", 1);
            south.suspend();
            farm.await("another builds what south had", () -> farm.begun().getOrDefault(lost.getFirst(), 0) == 2);
            south.resume();
            farm.await(
                    "south stops what it had", () -> farm.processesOf("south").isEmpty());
            again.merge(lost.getFirst(), 1, Integer::sum);
            pass(3);
        }

        /** A broker that restarts, and ten seconds without the network: nobody is lost. */
        private void cutAndRestart() throws Exception {
            awaitBusy(4, "east");
            farm.restartBroker();
            farm.wire().cut();
            TimeUnit.SECONDS.sleep(CUT_SECONDS); // What is tried is the length of the cut.
            farm.wire().mend();
            pass(4);
        }

        /** Of two agents with one name the elder ends. */
        private void doubled() throws Exception {
            List<String> lost = awaitBusy(5, "south");
            TidemarkProcess elder = south;
            south = farm.agent("south", "-Dwork=" + folder.resolve("work-younger"));
            assertThat(elder.exitStatus()).as(elder.output()).isEqualTo(3);
            assertThat(elder.output())
                    .contains("another agent named south has started since: give each agent a name of its own");
            assertThat(farm.processesOf("south")).isEmpty();
            lost.forEach(job -> again.merge(job, 1, Integer::sum));
            pass(5);
        }

        /** @return what the agent runs of a stage, in both of its slots */
        private List<String> awaitBusy(int stage, String agent) throws InterruptedException {
            return awaitRunning(stage, agent, 2);
        }

        private List<String> awaitRunning(int stage, String agent, int builds) throws InterruptedException {
            farm.await(
                    "%s runs %d of stage %d".formatted(agent, builds, stage),
                    () -> farm.runningAt(agent).stream()
                                    .filter(job -> job.startsWith("job-" + stage))
                                    .count()
                            == builds);
            return farm.runningAt(agent);
        }

        private void pass(int stage) throws Exception {
            farm.open("stage-" + stage);
        }

        private void judge() {
            Map<String, Integer> outcomes = new TreeMap<>();
            for (Job job : farm.jobs()) {
                JobState state = job.getState();
                assertThat(state).as(job.toString()).isNotIn(JobState.REGRESSED, JobState.STUCK, JobState.CONFIRMING);
                if (state == JobState.SUCCEEDED) {
                    outcomes.merge(job.getJob().getAttribute(), 1, Integer::sum);
                }
            }
            TreeSet<String> all = new TreeSet<>(List.of("base"));
            for (int stage = 1; stage <= STAGES.size(); stage++) {
                all.addAll(stage(stage));
            }
            assertThat(all).hasSize(40);
            assertThat(outcomes.keySet()).isEqualTo(all);
            assertThat(outcomes.values()).containsOnly(1);
            farm.begun()
                    .forEach((job, times) -> assertThat(times)
                            .as("%s was begun %d times: %s", job, times, farm.lines())
                            .isBetween(1, 1 + again.getOrDefault(job, 0)));
        }

        private Path writeSet() throws IOException {
            Path set = Files.createDirectories(folder.resolve("waves"));
            Files.writeString(set.resolve("set.json"), "{\"set\": \"waves\", \"kind\": \"command\"}");
            write(set, "base", List.of(), "", "cp \"$version/word\" \"$out/word\"\n");
            for (String version : List.of("1", "2")) {
                Files.createDirectories(set.resolve("packages/base/" + version));
                Files.writeString(set.resolve("packages/base/" + version + "/word"), version);
            }
            for (int stage = 1; stage <= STAGES.size(); stage++) {
                for (String job : stage(stage)) {
                    write(
                            set,
                            job,
                            stage == 1 ? List.of("base") : stage(stage - 1),
                            farm.waitsAt("stage-" + stage),
                            "cat \"$deps\"/*/word > \"$out/word\"; echo %s >> \"$out/word\"\n".formatted(job));
                }
            }
            return set;
        }

        private static List<String> stage(int stage) {
            return IntStream.rangeClosed(1, STAGES.get(stage - 1))
                    .mapToObj(number -> "job-%d-%d".formatted(stage, number))
                    .toList();
        }

        private void write(Path set, String attribute, List<String> needs, String gate, String work)
                throws IOException {
            Path folder = set.resolve("packages").resolve(attribute);
            Files.createDirectories(folder.resolve("1"));
            Files.writeString(
                    folder.resolve("package.json"),
                    "{\"version\": \"1\", \"dependencies\": {\"build\": [%s]}}"
                            .formatted(String.join(
                                    ", ",
                                    needs.stream().map("\"%s\""::formatted).toList())));
            Files.writeString(
                    folder.resolve("build"), "set -eu\n" + farm.begins(attribute) + gate + work + farm.ends(attribute));
        }
    }
}
