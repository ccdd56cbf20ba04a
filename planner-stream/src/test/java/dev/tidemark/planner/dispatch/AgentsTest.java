package dev.tidemark.planner.dispatch;

import static dev.tidemark.planner.dispatch.PoolBench.news;
import static dev.tidemark.planner.dispatch.PoolBench.operators;
import static dev.tidemark.planner.dispatch.PoolBench.request;
import static dev.tidemark.planner.dispatch.PoolBench.requests;
import static dev.tidemark.planner.dispatch.PoolBench.spec;
import static dev.tidemark.planner.dispatch.PoolBench.standings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.News;
import dev.tidemark.planner.dispatch.DispatchEvent.KnownAttempt;
import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents as operators see them, and why something is not running. */
final class AgentsTest {

    private static final List<String> NOTHING = List.of();
    private static final Sha256 A = spec("a").key();

    private final PoolBench pool = new PoolBench();

    @Test
    void a_draining_agent_finishes_what_it_has_and_gets_nothing_new() {
        pool.beat("north", 2, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        Offer draining = new Offer(NOTHING, 2, 0, 0, true);
        pool.beat("north", "north-life-1", draining, new KnownAttempt(attempt.id(), false));

        assertThat(news(pool.demand("b")))
                .containsExactly(new News.Waiting("of the agents that fit none takes new builds: north drains"));
        assertThat(news(pool.built(attempt, A))).singleElement().isInstanceOf(News.Built.class);
        assertThat(requests(pool.beat("north", 2, NOTHING))).hasSize(1);
    }

    @Test
    void what_a_draining_agent_does_not_mention_goes_to_another_at_once() {
        pool.beat("north", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));
        pool.beat("south", 1, NOTHING);

        Attempt second = request(pool.beat("north", "north-life-1", new Offer(NOTHING, 1, 0, 0, true)));

        assertThat(second.agent()).isEqualTo("south");
        assertThat(second.id()).isNotEqualTo(attempt.id());
    }

    @Test
    void an_agent_that_leaves_in_order_is_missed_by_nobody() {
        pool.beat("north", 1, NOTHING);
        request(pool.demand("a"));
        pool.beat("south", 1, NOTHING);

        List<Effect> effects = pool.leave("north");

        assertThat(request(effects).agent()).isEqualTo("south");
        assertThat(standings(effects)).containsExactly(AgentStanding.State.LEFT);
        assertThat(operators(effects)).isEmpty();
        assertThat(pool.departures()).containsExactly(Departure.LEFT);
        assertThat(pool.view().agents()).containsOnlyKeys("south");
        pool.passHearing("south", PoolBench.POLICY.lostAfter());
        assertThat(operators(pool.tick())).isEmpty();
        assertThat(pool.leave("north")).isEmpty();
    }

    @Test
    void the_last_word_of_an_earlier_life_concerns_nobody() {
        pool.beat("north", "north-life-1", 1, NOTHING);
        pool.beat("north", "north-life-2", 1, NOTHING);
        Attempt attempt = request(pool.demand("a"));

        pool.leave("north");

        assertThat(pool.wanted(A).attempt()).isEqualTo(attempt);
        assertThat(pool.view().agents()).containsKey("north");
    }

    @Test
    void an_agent_that_is_held_up_gets_nothing_new_and_whoever_waits_is_told_why() {
        Offer offer = Offer.of(NOTHING, 2);
        pool.beat("north", "north-life-1", offer.wishing(Offer.Wish.NO_DISK));
        assertThat(news(pool.demand("a")))
                .containsExactly(new News.Waiting(
                        "of the agents that fit none takes new builds: north has too little room on its disk"));
        assertThat(standings(pool.tick())).containsExactly(AgentStanding.State.HELD);

        assertThat(news(pool.beat("north", "north-life-1", offer.wishing(Offer.Wish.NO_MEMORY))))
                .containsExactly(
                        new News.Waiting("of the agents that fit none takes new builds: north waits for memory"));

        assertThat(requests(pool.beat("north", "north-life-1", offer))).hasSize(1);
    }

    @Test
    void a_build_goes_to_an_agent_that_builds_its_set() {
        pool.beat("north", "north-life-1", Offer.of(NOTHING, 2).ofSets(List.of("other")));
        assertThat(news(pool.demand("a")))
                .containsExactly(new News.Waiting("no agent of the pool x86_64-linux.free builds the set demo"));

        assertThat(request(pool.beat(
                                "south", "south-life-1", Offer.of(NOTHING, 2).ofSets(List.of("demo", "other"))))
                        .agent())
                .isEqualTo("south");
        assertThat(requests(pool.demand("b"))).hasSize(1);
        assertThat(pool.wanted(spec("b").key()).attempt())
                .satisfies(attempt -> assertThat(attempt.agent()).isEqualTo("south"));
    }

    @Test
    void how_much_memory_a_build_may_use_counts_and_not_how_much_there_is() {
        assertThat(new Offer(NOTHING, NOTHING, 1, 4, 64, 8, List.of(), Offer.Wish.MORE, Offer.Bounds.UNKNOWN)
                        .largestBuild())
                .isEqualTo(8);
        assertThat(new Offer(NOTHING, 1, 4, 64, false).largestBuild()).isEqualTo(64);
    }

    @Test
    void how_agents_stand_is_told_when_it_changes() {
        pool.beat("north", 1, NOTHING);
        assertThat(standings(pool.tick())).containsExactly(AgentStanding.State.FREE);
        assertThat(standings(pool.tick())).isEmpty();

        pool.demand("a");
        assertThat(standings(pool.tick())).containsExactly(AgentStanding.State.BUSY);
        pool.pass(PoolBench.POLICY.suspectAfter());
        assertThat(standings(pool.tick())).containsExactly(AgentStanding.State.SUSPECT);
        pool.passHearing("south", PoolBench.POLICY.lostAfter());
        assertThat(standings(pool.tick())).containsExactly(AgentStanding.State.LOST, AgentStanding.State.BUSY);
        assertThat(pool.departures()).containsExactly(Departure.LOST);
    }

    @Test
    void operators_hear_that_an_agent_is_lost() {
        pool.beat("north", 1, NOTHING);
        pool.passHearing("south", PoolBench.POLICY.lostAfter());

        assertThat(operators(pool.tick()))
                .containsExactly(new OperatorNews(
                        OperatorNews.Kind.AGENT_LOST,
                        "north",
                        "nothing was heard of north for PT30S: what it was building is given to others",
                        "look at its machine, then start it again: `tidemark agent`"));
    }

    @Test
    void operators_hear_once_of_a_feature_that_is_missing_however_many_jobs_need_it() {
        pool.demand("a", "gpu");
        pool.demand("b", "gpu");
        pool.pass(PoolBench.POLICY.stuckAfter());

        List<Effect> effects = pool.tick();

        assertThat(news(effects)).hasSize(2).allMatch(News.Stuck.class::isInstance);
        assertThat(operators(effects))
                .containsExactly(new OperatorNews(
                        OperatorNews.Kind.NOBODY_FITS,
                        "x86_64-linux.free",
                        "no agent serves the pool x86_64-linux.free",
                        "start one that does (`tidemark agent`)"));
    }

    @Test
    void who_could_not_be_built_and_now_waits_for_its_turn_is_told_so() {
        pool.demand("demo-1", spec("first", "gpu"), Urgency.ROUTINE, 9, NOTHING);
        pool.demand("a", "gpu");

        List<Effect> effects = pool.beat("north", 1, List.of("gpu"));

        assertThat(requests(effects)).hasSize(1);
        assertThat(news(effects)).containsExactly(new News.Waiting("its turn: an agent that fits is there, and busy"));
    }

    @Test
    void an_agent_without_slots_and_a_machine_of_less_than_nothing_are_refused() {
        assertThatThrownBy(() -> Offer.of(NOTHING, 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> new Offer(NOTHING, 1, 1, -1, false)).hasMessageContaining("-1 bytes of memory");
    }

    @Test
    void gpus_that_no_machine_has_are_refused() {
        Gpu gpu = new Gpu("NVIDIA H200", "sm-90", 1L << 37, "550.54.15");

        assertThatThrownBy(() -> new Gpu("NVIDIA H200", "sm-90", -1, "550.54.15"))
                .hasMessageContaining("-1 bytes of memory");
        assertThatThrownBy(() -> new Gpu("x".repeat(101), "sm-90", 0, "550.54.15"))
                .hasMessageContaining("the name of a GPU that an agent offers has 101 characters");
        assertThatThrownBy(() -> new Gpu("NVIDIA H200", "sm-90", 0, "550\u001b[2J"))
                .hasMessageContaining("no control characters");
        assertThat(offering(Collections.nCopies(256, gpu)).gpus()).hasSize(256);
        assertThatThrownBy(() -> offering(Collections.nCopies(10_000, gpu))).hasMessageContaining("offers 10000 GPUs");
    }

    @Test
    void an_agent_has_no_more_builds_for_gpus_than_gpus_however_many_slots_it_has() {
        pool.demand("demo-1", spec("first", "gpu"), Urgency.ROUTINE, 9, NOTHING);
        pool.demand("demo-1", spec("second", "cuda", "cuda-sm-90"), Urgency.ROUTINE, 8, NOTHING);
        pool.demand("plain");
        Gpu gpu = new Gpu("NVIDIA H200", "sm-90", 1L << 37, "550.54.15");
        Offer offer = new Offer(
                List.of("cuda", "cuda-sm-90", "gpu"),
                NOTHING,
                16,
                16,
                64,
                0,
                List.of(gpu),
                Offer.Wish.MORE,
                Offer.Bounds.UNKNOWN);

        List<Effect.RequestBuild> asked = requests(pool.beat("north", "north-life-1", offer));

        assertThat(asked)
                .extracting(request -> request.spec().packageId().attribute())
                .containsExactly("first", "plain");
        Effect.RequestBuild first = asked.getFirst();
        assertThat(requests(pool.failed(first.attempt(), first.spec().key(), FailureKind.BUILD_FAILED)))
                .extracting(request -> request.spec().packageId().attribute())
                .as("the GPU is free again")
                .containsExactly("second");
    }

    @Test
    void of_gpus_of_two_kinds_an_agent_has_no_more_builds_for_one_kind_than_it_has_of_that() {
        for (String name : List.of("first", "second")) {
            pool.demand("demo-1", spec(name, "cuda-sm-90"), Urgency.ROUTINE, 9, NOTHING);
        }
        pool.demand("demo-1", spec("third", "cuda-12", "cuda-sm-80"), Urgency.ROUTINE, 8, NOTHING);
        Offer offer = new Offer(
                List.of("cuda", "cuda-12", "cuda-sm-80", "cuda-sm-90", "gpu"),
                NOTHING,
                16,
                16,
                64,
                0,
                List.of(
                        new Gpu("NVIDIA H200", "sm-90", 1L << 37, "550.54.15"),
                        new Gpu("NVIDIA A100-SXM4-40GB", "sm-80", 40L << 30, "550.54.15")),
                Offer.Wish.MORE,
                Offer.Bounds.UNKNOWN);

        assertThat(requests(pool.beat("north", "north-life-1", offer)))
                .extracting(request -> request.spec().packageId().attribute())
                .hasSize(2)
                .contains("third");
    }

    @Test
    void a_build_goes_to_an_agent_that_has_all_that_it_asks_of_gpus_and_what_none_has_is_said() {
        GpuNeed need = new GpuNeed(2, List.of("sm-90"), 80L << 30, "550.54");
        pool.demand("demo-1", spec("pair", need.among(NOTHING).toArray(String[]::new)), Urgency.ROUTINE, 9, NOTHING);

        assertThat(waiting(pool.beat("north", "north-life-1", withGpus(4, h100("550.54")))))
                .isEqualTo("no agent of the pool x86_64-linux.free has 2 GPUs: the most that one has is 1");
        assertThat(waiting(pool.beat("north", "north-life-2", withGpus(4, a100(), a100()))))
                .isEqualTo("no agent of the pool x86_64-linux.free has 2 GPUs of sm-90: there are sm-80");
        Gpu small = new Gpu("NVIDIA H100", "sm-90", 40L << 30, "550.54");
        assertThat(waiting(pool.beat("north", "north-life-3", withGpus(4, h100("550.54"), small))))
                .isEqualTo(
                        "no agent of the pool x86_64-linux.free has 2 GPUs of sm-90 with 80.0 GiB: they have 40.0 GiB, 80.0 GiB");
        assertThat(waiting(pool.beat("north", "north-life-4", withGpus(4, h100("545.9"), h100("545.9")))))
                .isEqualTo(
                        "no agent of the pool x86_64-linux.free has 2 GPUs of sm-90 with 80.0 GiB and a driver of at least 550.54: the newest is 545.9");
        assertThat(waiting(pool.beat("north", "north-life-5", withGpus(4))))
                .isEqualTo(
                        "no agent of the pool x86_64-linux.free says which GPUs it has, and what waits asks for 2 GPUs of sm-90 with 80.0 GiB and a driver of at least 550.54: let nvidia-smi find them");

        assertThat(request(pool.beat("south", "south-life-1", withGpus(4, h100("550.54.15"), h100("550.54.15"))))
                        .agent())
                .isEqualTo("south");
    }

    @Test
    void builds_with_several_gpus_and_with_one_share_what_an_agent_has() {
        GpuNeed pair = new GpuNeed(2, List.of(), 0, "");
        pool.demand("demo-1", spec("pair", pair.among(NOTHING).toArray(String[]::new)), Urgency.ROUTINE, 9, NOTHING);
        pool.demand("demo-1", spec("one", "gpu"), Urgency.ROUTINE, 8, NOTHING);
        pool.demand("demo-1", spec("other", "gpu"), Urgency.ROUTINE, 7, NOTHING);

        List<Effect.RequestBuild> asked =
                requests(pool.beat("north", "north-life-1", withGpus(8, a100(), h100("550.54"), h100("550.54"))));

        assertThat(asked)
                .extracting(request -> request.spec().packageId().attribute())
                .containsExactly("pair", "one");
        Effect.RequestBuild first = asked.getFirst();
        assertThat(requests(pool.failed(first.attempt(), first.spec().key(), FailureKind.BUILD_FAILED)))
                .extracting(request -> request.spec().packageId().attribute())
                .containsExactly("other");
    }

    private static String waiting(List<Effect> effects) {
        return news(effects).stream()
                .filter(News.Waiting.class::isInstance)
                .map(each -> ((News.Waiting) each).reason())
                .reduce("nothing", (before, last) -> last);
    }

    private static Gpu h100(String driver) {
        return new Gpu("NVIDIA H100", "sm-90", 80L << 30, driver);
    }

    private static Gpu a100() {
        return new Gpu("NVIDIA A100-SXM4-40GB", "sm-80", 40L << 30, "550.54.15");
    }

    private static Offer withGpus(int slots, Gpu... gpus) {
        return new Offer(
                List.of("cuda", "cuda-sm-80", "cuda-sm-90", "gpu"),
                NOTHING,
                slots,
                16,
                64,
                0,
                List.of(gpus),
                Offer.Wish.MORE,
                Offer.Bounds.UNKNOWN);
    }

    private static Offer offering(List<Gpu> gpus) {
        return new Offer(NOTHING, NOTHING, 1, 4, 64, 8, gpus, Offer.Wish.MORE, Offer.Bounds.UNKNOWN);
    }

    @Test
    void a_condition_that_no_machine_is_in_is_refused() {
        assertThatThrownBy(() -> new Condition(-1, null)).hasMessageContaining("-1 bytes");
        assertThatThrownBy(() -> new Condition.Pressure(0, Double.NaN, 0)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> new Condition.Pressure(0, 0, 1.01)).hasMessageContaining("from 0 to 1");
    }

    @Test
    void how_a_machine_is_is_told_once_it_differs_and_not_with_every_beat() {
        pool.enrol("north");
        feel(1L << 40, 0.2);
        assertThat(conditions(pool.tick())).containsExactly(condition(1L << 40, 0.2));
        feel(1L << 40, 0.9);
        assertThat(pool.tick()).isEmpty();

        pool.pass(Duration.ofSeconds(30));
        feel(1L << 40, 0.25);
        assertThat(pool.tick()).as("nobody would see that").isEmpty();
        feel(1L << 40, 0.9);
        assertThat(conditions(pool.tick())).containsExactly(condition(1L << 40, 0.9));

        assertThat(conditions(pool.leave("north"))).containsExactly(condition(1L << 40, 0.9));
    }

    private void feel(long diskBytes, double cpu) {
        pool.tell(new DispatchEvent.Beat(
                "north",
                "north-life-1",
                pool.now(),
                Offer.of(NOTHING, 1),
                List.of(),
                condition(diskBytes, cpu),
                false));
    }

    private static Condition condition(long diskBytes, double cpu) {
        return new Condition(diskBytes, new Condition.Pressure(cpu, 0, 0));
    }

    private static List<Condition> conditions(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.PublishAgent.class::isInstance)
                .map(effect -> ((Effect.PublishAgent) effect).standing().condition())
                .toList();
    }
}
