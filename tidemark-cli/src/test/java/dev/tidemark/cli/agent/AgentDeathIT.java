package dev.tidemark.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.WaveState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A wave of 40 jobs over three agents. One after the other is killed, stopped, cut off and doubled while what it builds waits at a
 * gate: every job ends in exactly one outcome, what agents build to which nothing happened is not built again, and no process is left.
 * {@code -Ddeath.rounds=20} plays it that often.
 */
final class AgentDeathIT {

    /** How many jobs each stage has: they need all of the stage before, and wait at their stage's gate. With the root there are 40. */
    private static final List<Integer> STAGES = List.of(9, 9, 3, 9, 9);

    private static final int CUT_SECONDS = 10;

    @TempDir
    private Path folder;

    @BeforeEach
    void a_machine_with_a_sandbox() {
        LedgerFarm.assumeSandbox();
    }

    @Test
    void whatever_happens_to_agents_every_job_has_one_outcome_and_no_process_is_left() throws Exception {
        int rounds = Integer.getInteger("death.rounds", 3);
        for (int round = 1; round <= rounds; round++) {
            long began = System.nanoTime();
            try (LedgerFarm farm = new LedgerFarm(
                    folder.resolve("round-" + round),
                    Map.of("dispatch.beat-interval", "1s", "dispatch.retry.after", "0s"))) {
                boolean unheard = round % 2 == 0;
                new Round(farm, folder.resolve("round-" + round), unheard).play();
            }
            System.out.printf(
                    "round %d of %d: %d s%n", round, rounds, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        }
    }

    /** One wave and what befalls it. */
    private static final class Round {
        private final LedgerFarm farm;
        private final Ledger ledger;
        private final Path folder;
        /** Whether nobody hears of it when the network goes. */
        private final boolean unheard;
        /** What was taken from each agent while it built that: begun there, never ended, and begun once more. */
        private final Map<String, List<String>> taken = new TreeMap<>();

        private TidemarkProcess north;
        private TidemarkProcess south;

        @SuppressWarnings("NullAway.Init") // The agents are there once it is played.
        Round(LedgerFarm farm, Path folder, boolean unheard) throws IOException {
            this.farm = farm;
            this.unheard = unheard;
            this.ledger = farm.ledger();
            this.folder = folder;
        }

        void play() throws Exception {
            farm.importSet(writeSet());
            north = farm.agent("north");
            south = farm.agent("south");
            TidemarkProcess east = farm.agentBehindWire("east");
            for (String name : List.of("north", "south", "east")) {
                farm.awaitState(name, AgentState.FREE);
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
                farm.awaitState(name, AgentState.LEFT);
                assertThat(farm.processesOf(name)).isEmpty();
            }
            assertThat(farm.processesOfYounger("south")).isEmpty();
        }

        /** SIGKILL, and a new life. */
        private void kill() throws Exception {
            List<String> lost = awaitBusy(1, "north");
            north.kill();
            farm.await("nothing of north runs", () -> farm.processesOf("north").isEmpty());
            take("north", lost);
            north = farm.agent("north");
            awaitBusy(1, "north"); // With what it had, or with what waited beside that.
            pass(1);
            farm.await(
                    "what north had ran again",
                    () -> lost.stream().allMatch(job -> ledger.begun().getOrDefault(job, 0) == 2));
        }

        /** SIGSTOP until it is missed, and SIGCONT before it is given up. */
        private void suspend() throws Exception {
            awaitBusy(2, "south");
            south.suspend();
            farm.awaitState("south", AgentState.SUSPECT);
            south.resume();
            farm.awaitState("south", AgentState.BUSY);
            pass(2);
        }

        /** SIGSTOP until what it builds is built by others, and SIGCONT. */
        private void lose() throws Exception {
            // Three jobs for three agents: the others have a slot left.
            List<String> lost = awaitRunning(3, "south", 1);
            south.suspend();
            farm.await("another builds what south had", () -> ledger.begun().getOrDefault(lost.getFirst(), 0) == 2);
            south.resume();
            farm.await(
                    "south stops what it had", () -> farm.processesOf("south").isEmpty());
            take("south", lost);
            pass(3);
        }

        /** A broker that restarts, and ten seconds without the network, whose connections end or just fall silent: nobody is lost. */
        private void cutAndRestart() throws Exception {
            awaitBusy(4, "east");
            farm.restartBroker();
            if (unheard) {
                farm.wire().hold();
            } else {
                farm.wire().cut();
            }
            TimeUnit.SECONDS.sleep(CUT_SECONDS); // What is tried is the length of the cut.
            farm.wire().mend();
            pass(4);
        }

        /** Of two agents with one name the elder ends. */
        private void doubled() throws Exception {
            List<String> lost = awaitBusy(5, "south");
            TidemarkProcess elder = south;
            south = farm.younger("south");
            assertThat(elder.exitStatus()).as(elder.output()).isEqualTo(3);
            assertThat(elder.output())
                    .contains("another agent named south has started since: give each agent a name of its own");
            assertThat(farm.processesOf("south")).isEmpty();
            take("south", lost);
            farm.await(
                    "the younger one builds",
                    () -> !farm.processesOfYounger("south").isEmpty());
            pass(5);
        }

        /** @return what the agent runs of a stage, in both of its slots */
        private List<String> awaitBusy(int stage, String agent) throws InterruptedException {
            return awaitRunning(stage, agent, 2);
        }

        private List<String> awaitRunning(int stage, String agent, int builds) throws InterruptedException {
            farm.await(
                    "%s runs %d of stage %d".formatted(agent, builds, stage),
                    () -> running(stage, agent).size() == builds);
            // What is to be gone in the end can be seen now.
            assertThat(farm.processesOf(agent)).isNotEmpty();
            return running(stage, agent);
        }

        /** What was taken from it is begun and not ended too. */
        private List<String> running(int stage, String agent) {
            List<String> running = ledger.runningAt(agent);
            taken.getOrDefault(agent, List.of()).forEach(running::remove);
            running.removeIf(job -> !job.startsWith("job-%d-".formatted(stage)));
            return running;
        }

        private void take(String agent, List<String> jobs) {
            taken.computeIfAbsent(agent, unused -> new ArrayList<>()).addAll(jobs);
        }

        private void pass(int stage) throws Exception {
            ledger.open("stage-" + stage);
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
            judgeByLedger(all);
        }

        /** Each job came to its end in one build, and what was begun besides was begun at an agent that it was taken from. */
        private void judgeByLedger(Set<String> all) {
            String lines = ledger.lines().toString();
            assertThat(ledger.ended().keySet()).isEqualTo(all);
            assertThat(ledger.ended())
                    .as(lines)
                    .allSatisfy((job, times) -> assertThat(times).as(job).isEqualTo(1));
            for (String name : List.of("north", "south", "east")) {
                assertThat(ledger.runningAt(name))
                        .as("begun at %s and not ended: %s", name, lines)
                        .hasSameElementsAs(taken.getOrDefault(name, List.of()))
                        .doesNotHaveDuplicates();
            }
        }

        private Path writeSet() throws IOException {
            LedgerSet set = new LedgerSet(ledger, folder.resolve("waves"));
            set.bumped("base", List.of(), "1", "2");
            for (int stage = 1; stage <= STAGES.size(); stage++) {
                for (String job : stage(stage)) {
                    set.add(
                            job,
                            stage == 1 ? List.of("base") : stage(stage - 1),
                            List.of(),
                            ledger.waitsAt("stage-" + stage)
                                    + "cat \"$deps\"/*/word > \"$out/word\"; echo %s >> \"$out/word\"\n"
                                            .formatted(job));
                }
            }
            return set.folder();
        }

        private static List<String> stage(int stage) {
            return IntStream.rangeClosed(1, STAGES.get(stage - 1))
                    .mapToObj(number -> "job-%d-%d".formatted(stage, number))
                    .toList();
        }
    }
}
