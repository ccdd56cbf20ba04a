package dev.tidemark.cli.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.cli.TidemarkProcess;
import dev.tidemark.cli.agent.FailingRecipes.Fate;
import dev.tidemark.cli.farm.WaveDesk;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of what recipes do, at a farm of four agents that are started once: each test bumps a package of its own. What is built,
 * and how often, the recipes' own ledger says.
 */
final class RecipesIT {

    /** Agents have it that may wait at a gate for as long as it takes. */
    private static final String PATIENT = "patient";

    /** Agents have it on which a build may neither take long nor be silent. */
    private static final String STRICT = "strict";

    private static final List<String> VAULTS =
            List.of("vault-a", "vault-b", "vault-c", "vault-d", "vault-e", "vault-f");

    private static final int LOG_BYTES = 100_000;

    private static final String[] LIMITS = {
        "-Dlimits.log-bytes=" + LOG_BYTES, "-Dlimits.output-bytes=100000", "-Dlimits.memory-bytes=" + (64 << 20)
    };

    private static final Set<JobState> DOUBTED =
            EnumSet.of(JobState.CONFIRMING, JobState.JUDGING, JobState.REGRESSED, JobState.STUCK, JobState.PREEXISTING);

    @TempDir
    private static Path folder;

    private static LedgerFarm farm;
    private static Mirror mirror;
    private static Ledger ledger;

    /** Where a recipe of the test waits. */
    private Optional<String> gate = Optional.empty();

    @BeforeAll
    static void startFarm() throws Exception {
        LedgerFarm.assumeSandbox();
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/curl")),
                "there is no curl in /usr/bin, which recipes download with: apt-get install curl");
        mirror = new Mirror();
        farm = new LedgerFarm(
                folder,
                Map.of(
                        "dispatch.beat-interval", "1s",
                        "dispatch.retry.after", "0s",
                        "dispatch.retry.same-agent-after", "20s",
                        "dispatch.stuck-after", "5s"));
        ledger = farm.ledger();
        farm.startNotifier();
        farm.importSet(recipes());
        farm.importSet(scripted());
        startAgent("north", "-Dfeatures=[%s,prepare]".formatted(PATIENT));
        startAgent("south", "-Dfeatures=[%s,workshop]".formatted(PATIENT));
        startStrict("east", "-Dgpu.nvidia-smi=" + smi());
        startStrict("weir");
        for (String name : List.of("north", "south", "east", "weir")) {
            farm.awaitState(name, AgentState.FREE);
        }
    }

    /** Stands in for nvidia-smi on a machine with two GPUs. */
    private static Path smi() throws IOException {
        Path program = folder.resolve("fake-nvidia-smi");
        Files.writeString(program, """
                #!/bin/sh
                echo '0, GPU-5f6d1c2e-0000-4a4b-9c1d-aaaaaaaaaaaa, NVIDIA H200, 9.0, 143771, 550.54.15'
                echo '1, GPU-5f6d1c2e-1111-4a4b-9c1d-bbbbbbbbbbbb, NVIDIA H200, 9.0, 143771, 550.54.15'
                """);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private static void startStrict(String name, String... more) throws Exception {
        List<String> settings = new ArrayList<>(
                List.of("-Dfeatures=[%s]".formatted(STRICT), "-Dlimits.time=8s", "-Dlimits.silence=5s"));
        settings.addAll(List.of(more));
        startAgent(name, settings.toArray(String[]::new));
    }

    private static void startAgent(String name, String... more) throws Exception {
        List<String> settings = new ArrayList<>(List.of(LIMITS));
        settings.addAll(List.of(more));
        var unused = farm.agent(name, settings.toArray(String[]::new));
    }

    /** What a test that failed left waiting would hold up the others. */
    @AfterEach
    void openGate() throws IOException {
        if (gate.isPresent()) {
            ledger.open(gate.get());
        }
    }

    @AfterAll
    static void closeFarm() throws IOException {
        try {
            if (farm != null) {
                farm.close();
            }
        } finally {
            if (mirror != null) {
                mirror.close();
            }
        }
    }

    @Test
    void each_way_to_fail_is_told_apart_tried_as_often_as_it_deserves_and_blamed_on_the_bump() throws Exception {
        farm.bump("recipes:" + FailingRecipes.ROOT, "2");
        String wave = awaitEnd(FailingRecipes.ROOT, "2", WaveState.RED);

        SortedMap<String, Fate> fates = new TreeMap<>(FailingRecipes.FATES);
        if (farm.limitsOf("north").equals(Optional.of("none"))) {
            System.out.println("no failure for want of memory: this machine has neither control groups nor prlimit");
            fates.remove(FailingRecipes.OUT_OF_MEMORY);
        }
        fates.forEach((attribute, fate) -> {
            Job job = job(wave, attribute);
            assertThat(job.getState()).as("%s", job).isEqualTo(JobState.REGRESSED);
            assertThat(job.getFailure().orElseThrow().getKind()).as("%s", job).isEqualTo(fate.kind());
            assertThat(ledger.begun()).containsEntry(attribute, fate.begun());
            assertThat(ledger.ended()).containsEntry(attribute, fate.ended());
            assertThat(job.getBlamed())
                    .as("%s", job)
                    .extracting(BumpRef::getAttribute, BumpRef::getTo)
                    .containsExactly(tuple(FailingRecipes.ROOT, "2"));
            assertThat(job.getFailure().orElseThrow().getLogHash())
                    .as("%s", job)
                    .hasValueSatisfying(log -> assertThat(farm.artifact(log)).isNotEmptyFile());
        });
        for (String elsewhere : FailingRecipes.ELSEWHERE) {
            assertThat(new TreeSet<>(ledger.begunAt(elsewhere)))
                    .as("%s: %s", elsewhere, ledger.begunAt(elsewhere))
                    .hasSize(2);
        }
        assertWentOnWithout(wave);
        Failure tooLoud = job(wave, FailingRecipes.LOG_LIMIT).getFailure().orElseThrow();
        assertThat(farm.artifact(tooLoud.getLogHash().orElseThrow())).hasSize(LOG_BYTES);
        // Of the recipe that does not want to end, and forks, least of all.
        assertThat(farm.processesOf("east")).isEmpty();
        assertThat(farm.processesOf("weir")).isEmpty();
        assertThat(LedgerFarm.processesWith(FailingRecipes.stubborn(ledger))).isEmpty();
        farm.await("each is in a breakage", () -> regressed(wave).equals(fates.keySet()), () -> regressed(wave));
        assertThat(breakages(wave)).as("each has a cause of its own").hasSameSizeAs(fates.keySet());
        assertThat(breakages(wave))
                .allSatisfy(breakage -> assertThat(breakage.getBlamed())
                        .extracting(BumpRef::getAttribute)
                        .containsExactly(FailingRecipes.ROOT));
    }

    /** What succeeds, what the set refuses, and what is behind others. */
    private static void assertWentOnWithout(String wave) {
        assertThat(job(wave, "succeeds").getState()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job(wave, "refused").getState()).isEqualTo(JobState.EXCLUDED);
        assertThat(job(wave, "refused").getWaitsFor())
                .hasValueSatisfying(why -> assertThat(why).contains(FailingRecipes.BROKEN));
        assertThat(job(wave, "behind-refused").getState()).isEqualTo(JobState.EXCLUDED);
        assertThat(job(wave, "behind-failed").getState()).isEqualTo(JobState.BLOCKED);
        assertThat(ledger.begun()).containsEntry("succeeds", 1);
        assertThat(ledger.begun()).doesNotContainKeys("refused", "behind-refused", "behind-failed");
        assertThat(ledger.begun()).containsEntry(FailingRecipes.ROOT, 2); // With the bump, and without.
    }

    @Test
    void agents_say_which_gpus_they_have_and_how_their_machines_are() throws Exception {
        String brokers = farm.settings().brokers();

        String table = TidemarkProcess.run(folder, 0, "agent", "list", "--farm", brokers);
        String json = TidemarkProcess.run(folder, 0, "agent", "list", "--farm", brokers, "-o", "json");

        assertThat(table)
                .contains("GPUS", "2 NVIDIA H200 (sm-90, 140.4 GiB, driver 550.54.15)", "none")
                .contains("cuda cuda-sm-90 gpu strict");
        assertThat(json)
                .containsPattern("\"architecture\" ?: ?\"sm-90\"")
                .containsPattern("\"diskBytes\" ?: ?[1-9]")
                .contains("\"pressure\"");
    }

    @Test
    void what_two_waves_want_at_once_is_built_once_and_both_get_it() throws Exception {
        gate = Optional.of("shared");
        farm.bump("recipes:left", "2");
        farm.bump("recipes:right", "2");
        farm.await(
                "both waves see that it is built",
                () -> farm.newest(Topics.JOB, Job.class).values().stream()
                                .filter(job -> job.getJob().getAttribute().equals("shared"))
                                .filter(job -> job.getState() == JobState.RUNNING)
                                .count()
                        == 2);
        ledger.open("shared");
        String left = awaitEnd("left", "2", WaveState.GREEN);
        String right = awaitEnd("right", "2", WaveState.GREEN);

        assertThat(ledger.begun()).containsEntry("shared", 1);
        assertThat(ledger.begun()).containsEntry("of-left", 1).containsEntry("of-right", 1);
        assertThat(job(left, Variant.BASELINE, "shared").getOutputHash())
                .isPresent()
                .isEqualTo(job(right, Variant.BASELINE, "shared").getOutputHash());
    }

    @Test
    void where_a_bump_changes_nothing_of_an_output_what_is_built_from_that_is_not_built_again() throws Exception {
        farm.bump("recipes:spring", "2");
        String first = awaitEnd("spring", "2", WaveState.GREEN);
        assertThat(ledger.begun()).containsEntry("downstream", 1);

        farm.bump("recipes:spring", "3");
        String wave = awaitEnd("spring", "3", WaveState.GREEN);

        assertThat(ledger.begun()).containsEntry("spring", 2).containsEntry("steady", 2);
        assertThat(ledger.begun()).containsEntry("downstream", 1);
        assertThat(job(wave, "downstream").getOutputHash())
                .isPresent()
                .isEqualTo(job(first, "downstream").getOutputHash());
    }

    @Test
    void what_a_wave_built_that_is_given_up_ends_and_nobody_hears_of_it() throws Exception {
        farm.bump("recipes:brake", "2");
        farm.await("it runs", () -> ledger.begun().containsKey("brake"));
        String agent = ledger.begunAt("brake").getFirst();
        farm.await("it has processes", () -> !farm.processesOf(agent).isEmpty());
        String wave = wave("brake", "2").getWave();

        var unused = new WaveDesk(farm.settings()).abandon(wave, "ada", "an exercise");

        farm.await("nothing of it runs", () -> farm.processesOf(agent).isEmpty());
        farm.awaitState(agent, AgentState.FREE);
        awaitEnd("brake", "2", WaveState.ABANDONED);
        assertThat(job(wave, "brake").getState()).isEqualTo(JobState.CANCELLED);
        assertThat(ledger.begun()).containsEntry("brake", 1);
        assertThat(ledger.ended()).doesNotContainKey("brake");
        assertThat(states(wave)).extracting(Job::getState).doesNotContainAnyElementsOf(DOUBTED);
    }

    @Test
    void an_input_that_is_damaged_or_gone_is_built_once_more_and_nothing_else_is() throws Exception {
        farm.bump("recipes:oven", "2");
        String first = awaitEnd("oven", "2", WaveState.GREEN);
        String flour = job(first, Variant.BASELINE, "flour").getOutputHash().orElseThrow();
        damage(farm.artifact(flour));
        String salt = job(first, Variant.BASELINE, "salt").getOutputHash().orElseThrow();
        Files.delete(farm.artifact(salt));

        farm.bump("recipes:grill", "2");
        String wave = awaitEnd("grill", "2", WaveState.GREEN);

        for (String once : List.of("oven", "bread", "brine", "grill", "toast", "pickle")) {
            assertThat(ledger.begun()).containsEntry(once, 1);
        }
        assertThat(ledger.begun()).containsEntry("flour", 2).containsEntry("salt", 2);
        assertThat(job(wave, Variant.BASELINE, "flour").getOutputHash()).contains(flour);
        assertThat(job(wave, Variant.BASELINE, "salt").getOutputHash()).contains(salt);
        assertThat(states(wave).stream().flatMap(job -> job.getWaitsFor().stream()))
                .anyMatch(reason -> reason.startsWith("the input flour is lost") && reason.contains("is damaged"))
                .anyMatch(reason -> reason.startsWith("the input salt is lost"));
        assertThat(states(wave)).extracting(Job::getState).doesNotContainAnyElementsOf(DOUBTED);
    }

    @Test
    void what_one_agent_cannot_carry_out_another_builds_and_no_maintainer_hears_of_it() throws Exception {
        // One takes no input of more than a byte.
        var narrow = farm.agent("narrow", "-Dfeatures=[cellar]", "-Dlimits.output-bytes=1");
        startAgent("wide", "-Dfeatures=[cellar]");
        farm.awaitState("narrow", AgentState.FREE);
        farm.awaitState("wide", AgentState.FREE);

        // More than one of them has slots for.
        farm.bump("recipes:lorry", "2");
        String wave = awaitEnd("lorry", "2", WaveState.GREEN);

        assertThat(narrow.output()).contains("set its limits.output-bytes to what it is where that was built");
        for (String vault : VAULTS) {
            assertThat(job(wave, vault).getState()).as(vault).isEqualTo(JobState.SUCCEEDED);
            assertThat(ledger.begunAt(vault)).as(vault).containsExactly("wide");
        }
        assertThat(states(wave))
                .extracting(Job::getState)
                .doesNotContain(JobState.CONFIRMING, JobState.JUDGING, JobState.REGRESSED, JobState.PREEXISTING);
        assertThat(breakages(wave)).isEmpty();
    }

    @Test
    void what_one_agent_prepares_another_builds_in_as_it_was_prepared() throws Exception {
        farm.bump("scripted:word", "2");
        String wave = awaitEnd("word", "2", WaveState.RED);

        assertThat(ledger.ended()).containsEntry("update-of-word-to-2", 1);
        assertThat(ledger.begunAt("update-of-word-to-2")).containsOnly("north");
        assertThat(wave("word", "2").getWorkspace()).isNotEmpty();
        assertThat(job(wave, "word").getState()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job(wave, "new-reader").getState()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job(wave, "old-reader").getState()).isEqualTo(JobState.REGRESSED);
        assertThat(ledger.begun()).containsEntry("word", 2).containsEntry("new-reader", 1);
        assertThat(ledger.begun()).containsEntry("old-reader", 3);
        for (String attribute : List.of("word", "new-reader", "old-reader")) {
            assertThat(ledger.begunAt(attribute)).containsOnly("south");
        }
        farm.await("its breakage is told", () -> regressed(wave).equals(Set.of("old-reader")));
    }

    @Test
    void an_agent_that_is_told_to_end_finishes_what_it_builds_and_begins_nothing() throws Exception {
        try (var west = farm.agent("west", "-Dfeatures=[west]", "-Ddrain=10m")) {
            farm.awaitState("west", AgentState.FREE);
            gate = Optional.of("ferry");
            farm.bump("recipes:ferry", "2");
            farm.await("it builds", () -> ledger.runningAt("west").equals(List.of("ferry")));

            west.terminate();
            farm.awaitState("west", AgentState.DRAINING);
            farm.bump("recipes:barge", "2");
            farm.await("more is wanted of it", () -> isWanted("barge"));
            ledger.open("ferry");

            assertThat(west.exitStatus()).as(west.output()).isIn(0, 143);
        }
        String wave = awaitEnd("ferry", "2", WaveState.GREEN);
        farm.awaitState("west", AgentState.LEFT);
        assertThat(job(wave, "ferry").getTries()).isEqualTo(1);
        assertThat(ledger.begun()).containsEntry("ferry", 1).doesNotContainKey("barge");
        assertThat(ledger.ended()).containsEntry("ferry", 1);
        assertThat(isWanted("barge")).isTrue();
    }

    @Test
    void what_ends_an_agents_whole_process_group_ends_nothing_that_it_builds() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/setsid")),
                "there is no setsid in /usr/bin, which makes process groups: apt-get install util-linux");
        try (var lock = farm.agentInGroup("lock", "-Dfeatures=[canal]", "-Ddrain=10m")) {
            farm.awaitState("lock", AgentState.FREE);
            gate = Optional.of("canoe");
            farm.bump("recipes:canoe", "2");
            farm.await("it builds", () -> ledger.runningAt("lock").equals(List.of("canoe")));

            lock.terminateGroup();
            farm.awaitState("lock", AgentState.DRAINING);
            ledger.open("canoe");

            assertThat(lock.exitStatus()).as(lock.output()).isIn(0, 143);
        }
        String wave = awaitEnd("canoe", "2", WaveState.GREEN);
        assertThat(job(wave, "canoe").getTries()).isEqualTo(1);
        assertThat(ledger.begun()).containsEntry("canoe", 1);
        assertThat(ledger.ended()).containsEntry("canoe", 1);
        assertThat(farm.processesOf("lock")).isEmpty();
    }

    private static boolean isWanted(String attribute) {
        Set<JobState> wanted = EnumSet.of(JobState.READY, JobState.STUCK);
        return farm.newest(Topics.JOB, Job.class).values().stream()
                .anyMatch(job -> job.getJob().getAttribute().equals(attribute) && wanted.contains(job.getState()));
    }

    @Test
    void what_an_agent_that_ends_cannot_finish_in_time_it_gives_back_to_another() throws Exception {
        try (var quay = farm.agent("quay", "-Dfeatures=[pier]", "-Ddrain=1s")) {
            farm.awaitState("quay", AgentState.FREE);
            gate = Optional.of("raft");
            farm.bump("recipes:raft", "2");
            farm.await("it builds", () -> ledger.runningAt("quay").equals(List.of("raft")));
            startAgent("pier", "-Dfeatures=[pier]");
            farm.awaitState("pier", AgentState.FREE);

            quay.terminate();

            assertThat(quay.exitStatus()).as(quay.output()).isIn(0, 143);
        }
        assertThat(farm.processesOf("quay")).isEmpty();
        farm.awaitState("quay", AgentState.LEFT); // In order: nobody had to miss it.
        farm.await("another builds it", () -> ledger.runningAt("pier").equals(List.of("raft")));
        ledger.open("raft");
        String wave = awaitEnd("raft", "2", WaveState.GREEN);
        assertThat(ledger.begunAt("raft")).containsExactly("pier", "quay");
        assertThat(ledger.runningAt("quay")).containsExactly("raft"); // Begun, and never ended.
        assertThat(ledger.ended()).containsEntry("raft", 1);
        assertThat(states(wave)).extracting(Job::getState).doesNotContainAnyElementsOf(DOUBTED);
    }

    /** @return the wave's name */
    private static String awaitEnd(String attribute, String to, WaveState state) throws InterruptedException {
        farm.await(
                "the wave of %s %s is %s".formatted(attribute, to, state),
                () -> waves(attribute, to).stream().anyMatch(wave -> wave.getState() == state),
                () -> waves(attribute, to) + " " + ledger.lines());
        return wave(attribute, to).getWave();
    }

    private static Wave wave(String attribute, String to) {
        return waves(attribute, to).getFirst();
    }

    private static List<Wave> waves(String attribute, String to) {
        return farm.waves().stream()
                .filter(wave -> wave.getBumps().stream()
                        .anyMatch(bump -> bump.getAttribute().equals(attribute)
                                && bump.getTo().equals(to)))
                .toList();
    }

    /** A job as it is now. */
    private static Job job(String wave, String attribute) {
        return job(wave, Variant.WAVE, attribute);
    }

    private static Job job(String wave, Variant variant, String attribute) {
        return farm.newest(Topics.JOB, Job.class).values().stream()
                .filter(job -> job.getWave().equals(wave))
                .filter(job -> job.getJob().getVariant() == variant)
                .filter(job -> job.getJob().getAttribute().equals(attribute))
                .findFirst()
                .orElseThrow(() -> new AssertionError("%s has no job %s".formatted(wave, attribute)));
    }

    /** Every state of every job of a wave. */
    private static List<Job> states(String wave) {
        return farm.jobs().stream().filter(job -> job.getWave().equals(wave)).toList();
    }

    /** What regressed by the breakages of a wave. */
    private static Set<String> regressed(String wave) {
        Set<String> regressed = new TreeSet<>();
        for (Breakage breakage : breakages(wave)) {
            for (RegressedJob job : breakage.getRegressed()) {
                regressed.add(job.getJob().getAttribute());
            }
        }
        return regressed;
    }

    private static List<Breakage> breakages(String wave) {
        return farm.newest(Topics.BREAKAGE, Breakage.class).values().stream()
                .filter(breakage -> breakage.getWave().equals(wave))
                .toList();
    }

    /** One bit. */
    private static void damage(Path artifact) throws IOException {
        byte[] bytes = Files.readAllBytes(artifact);
        bytes[bytes.length / 2] ^= 1;
        Files.write(artifact, bytes);
    }

    /** A wave for each test: what is bumped is called as in the test. */
    private static Path recipes() throws IOException {
        LedgerSet set = new LedgerSet(ledger, folder.resolve("recipes"));
        List<String> patient = List.of(PATIENT);
        for (String root : List.of("left", "right", "oven", "grill", "lorry")) {
            set.bumped(root, patient, "1", "2");
        }
        set.bumped("spring", patient, "1", "2", "3");
        FailingRecipes.addTo(set, ledger, mirror, PATIENT, STRICT);

        set.add("shared", List.of(), patient, ledger.waitsAt("shared") + "echo shared > \"$out/word\"\n");
        set.add("of-left", List.of("left", "shared"), patient, joins());
        set.add("of-right", List.of("right", "shared"), patient, joins());

        set.add("steady", List.of("spring"), patient, "echo as ever > \"$out/word\"\n");
        set.add("downstream", List.of("steady"), patient, joins());

        set.add("flour", List.of(), patient, "echo flour > \"$out/word\"\n");
        set.add("bread", List.of("oven", "flour"), patient, joins());
        set.add("toast", List.of("grill", "flour"), patient, joins());
        set.add("salt", List.of(), patient, "echo salt > \"$out/word\"\n");
        set.add("brine", List.of("oven", "salt"), patient, joins());
        set.add("pickle", List.of("grill", "salt"), patient, joins());

        for (String vault : VAULTS) {
            set.add(vault, List.of("lorry"), List.of("cellar"), joins());
        }

        List<String> both = List.of("1", "2");
        set.bumped("brake", patient, both, "trap '' TERM HUP INT\nwhile :; do sleep 1; done\n");
        set.bumped("ferry", List.of("west"), both, ledger.waitsAt("ferry"));
        set.bumped("barge", List.of("west"), both, "");
        set.bumped("canoe", List.of("canal"), both, ledger.waitsAt("canoe"));
        set.bumped("raft", List.of("pier"), both, ledger.waitsAt("raft"));
        return set.folder();
    }

    private static String joins() {
        return "cat \"$deps\"/*/word > \"$out/word\"\n";
    }

    /** Version 2 is nowhere before the set's script has made it. */
    private static Path scripted() throws IOException {
        LedgerSet set = new LedgerSet(
                ledger,
                folder.resolve("scripted"),
                ", \"apply\": {\"by\": \"script\", \"command\": [\"sh\", \"update\"]}");
        List<String> workshop = List.of("workshop");
        set.bumped("word", workshop, "1");
        set.add("new-reader", List.of("word"), workshop, "cat \"$deps/word/word\" > \"$out/word\"\n");
        set.add("old-reader", List.of("word"), workshop, "grep -x 1 \"$deps/word/word\" > \"$out/word\"\n");
        set.write(
                "update",
                "set -eu\n" + ledger.begins("update-of-word-to-2") + """
                test "$attribute $to" = "word 2"
                test ! -e '%s'
                sed -i "s/$from/$to/" "packages/$attribute/package.json"
                mkdir "packages/$attribute/$to"
                echo "made by the script" > "packages/$attribute/$to/word"
                """.formatted(folder.resolve("state"))
                        + ledger.ends("update-of-word-to-2"));
        return set.folder();
    }
}
