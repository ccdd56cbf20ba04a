package dev.tidemark.planner.wave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.graph.Refusal;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.NoticeTerms;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.JobReported;
import dev.tidemark.planner.wave.WaveEvent.Order;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.planner.wave.WaveEvent.Resolution;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * One wave over a random graph whose builds come out as fate has it. Reports of different builds come in any order, some
 * come twice or late, and now and then one cannot be decided and is lost, until the wave asks what became of its builds; people pause, resume, answer and give up when they like. At the end every job must be where fate, what
 * people said, and nothing else puts it.
 */
final class WaveSimulation {

    private static final List<String> SYSTEMS = List.of("aarch64-linux", TestGraphs.SYSTEM);
    private static final int MOST_ORDERS = 12;
    private static final Set<String> FLAKY_ONES = Set.of("p0", "p3", "p4");

    private final Random random;
    private final WaveBench wave;
    private final WaveFates fates;
    private final List<Deque<JobReported>> underWay = new ArrayList<>();
    private final List<JobReported> told = new ArrayList<>();
    /** By job and try. */
    private final Map<String, List<JobReported>> reports = new TreeMap<>();

    private int answered;
    private int answeredAgain;
    private int orders;

    WaveSimulation(long seed) {
        this.random = new Random(seed);
        List<PackageNode> nodes = randomNodes();
        List<Bump> bumps = random.ints(1 + random.nextInt(4), 0, nodes.size())
                .mapToObj(index -> nodes.get(index).attribute())
                .distinct()
                .sorted()
                .map(TestGraphs::bump)
                .toList();
        PackageGraph graph = random.nextInt(3) == 0 ? TestGraphs.estimate(nodes) : TestGraphs.graph(1, nodes);
        this.wave = WaveBench.opened(
                PlanWave.plan(new WaveId("demo-1"), bumps, randomTerms(), graph, WaveBench.knowing(FLAKY_ONES)));
        Set<String> unmoved = new TreeSet<>();
        nodes.stream()
                .map(PackageNode::attribute)
                .filter(attribute -> random.nextInt(3) == 0)
                .forEach(unmoved::add);
        this.fates = new WaveFates(wave, random, unmoved);
    }

    private WaveTerms randomTerms() {
        return new WaveTerms(
                random.nextInt(4) == 0 ? 0.3 : 1,
                random.nextBoolean() ? 3 : 20,
                random.nextInt(8) == 0 ? OptionalDouble.of(0.05) : OptionalDouble.empty(),
                random.nextInt(4) == 0 ? OptionalDouble.of(0.01) : OptionalDouble.empty(),
                random.nextBoolean() ? WaveTerms.NoAgent.WAIT : WaveTerms.NoAgent.EXCLUDE,
                NoticeTerms.NONE);
    }

    private List<PackageNode> randomNodes() {
        int size = 1 + random.nextInt(9);
        return IntStream.range(0, size)
                .mapToObj(i -> {
                    PackageNode node = TestGraphs.node(
                            "p" + i,
                            SYSTEMS.subList(random.nextInt(5) == 0 ? 0 : 1, 2),
                            random.nextInt(10) == 0,
                            random.nextInt(10) == 0 ? List.of("gpu") : List.of(),
                            random.ints(random.nextInt(4), 0, size)
                                    .filter(target -> target != i && (target < i || random.nextInt(8) == 0))
                                    .mapToObj(target -> "p" + target)
                                    .toArray(String[]::new));
                    return random.nextInt(30) == 0 ? TestGraphs.refused(node, Refusal.Kind.BROKEN, "it is") : node;
                })
                .toList();
    }

    /** Runs it to its end. */
    WaveBench run() {
        takeUpDemands();
        while (true) {
            if (!underWay.isEmpty()) {
                tellNext();
            } else if (wave.view().state() == WaveState.PAUSED || wave.view().state() == WaveState.HALTED) {
                wave.resume();
            } else if (wave.view().state() != WaveState.RED || orders > MOST_ORDERS || random.nextInt(3) == 0) {
                break;
            }
            if (random.nextInt(6) == 0 || underWay.isEmpty()) {
                someOrder();
            }
            takeUpDemands();
            if (random.nextInt(10) == 0) {
                wave.assertReplays();
            }
        }
        told.forEach(this::repeat);
        wave.assertReplays();
        fates.assertEnded();
        return wave;
    }

    private void tellNext() {
        if (!told.isEmpty() && random.nextInt(4) == 0) {
            repeat(told.get(random.nextInt(told.size())));
        }
        Deque<JobReported> ofOne = underWay.get(random.nextInt(underWay.size()));
        JobReported next = ofOne.removeFirst();
        if (ofOne.isEmpty()) {
            underWay.remove(ofOne);
        }
        if (random.nextInt(30) == 0 && !wave.view().state().isOver()) {
            wave.tell(new WaveEvent.Undecidable("it cannot be read"));
            return;
        }
        wave.tell(next);
        told.add(next);
    }

    /** Any order, fitting or not; what does not fit must change nothing. */
    private void someOrder() {
        if (orders++ > MOST_ORDERS) {
            return;
        }
        Order order = switch (random.nextInt(20)) {
            case 0, 1 -> new Order.Pause();
            case 2, 3, 4 -> new Order.Resume();
            case 5 -> random.nextInt(6) == 0 ? new Order.Abandon() : new Order.Resume();
            case 6 -> new Order.Answer(random.nextInt(wave.view().plan().size() + 1) - 1, resolution());
            default -> new Order.Answer(someStanding(), resolution());
        };
        if (random.nextInt(40) == 0) {
            wave.tell(new WaveEvent.Undecidable("it cannot be read"));
        }
        boolean refused = !wave.order(order).effects().stream()
                .filter(WaveDecision.Effect.Refused.class::isInstance)
                .toList()
                .isEmpty();
        if (refused) {
            assertThat(wave.order(order).changes()).as("%s does not fit", order).isEmpty();
        } else if (order instanceof Order.Answer(int job, Resolution resolution) && resolution != Resolution.RETRY) {
            fates.givenUp(job);
        }
    }

    private Resolution resolution() {
        return random.nextInt(3) > 0
                ? Resolution.RETRY
                : random.nextBoolean() ? Resolution.WONT_FIX : Resolution.CANT_FIX;
    }

    private int someStanding() {
        int[] standing = IntStream.range(0, wave.view().plan().size())
                .filter(job -> wave.view().status(job).state().isStanding())
                .toArray();
        return standing.length == 0 ? -1 : standing[random.nextInt(standing.length)];
    }

    /** What is told twice changes nothing, except where it cannot be told from what is told once. */
    private void repeat(JobReported former) {
        boolean decides = switch (former.report()) {
            case Report.Evaluated part -> true;
            case Report.Prepared prepared -> false;
            case Report.Waiting waiting -> true;
            case Report.FailedByFarm failed -> true;
            case Report.Stuck stuck -> true;
            case Report.Started started ->
                former.job() == WavePlan.PREPARATION
                        || wave.view().status(former.job()).state() == JobState.STUCK
                        || wave.view().status(former.job()).waitsFor() != null;
            case Report.Built built -> false;
            case Report.Failed failed -> false;
        };
        if (!decides) {
            assertThat(wave.tell(former)).as("%s again", former).isEqualTo(WaveDecision.NOTHING);
        }
    }

    private void takeUpDemands() {
        for (; answered < wave.demands().size(); answered++) {
            WaveDecision.Demand demand = wave.demands().get(answered);
            List<JobReported> ofOne = demand.job() == WavePlan.PREPARATION
                    ? new PreparationFates(wave.view().plan(), random).reports(demand)
                    : fates.reports(demand);
            reports.put(demand.job() + "#" + demand.tries(), ofOne);
            underWay.add(new ArrayDeque<>(ofOne));
        }
        for (; answeredAgain < wave.askedAgain().size(); answeredAgain++) {
            answerAgain(wave.askedAgain().get(answeredAgain));
        }
    }

    /** Who builds still has nothing to say; else the same comes of it. */
    private void answerAgain(WaveDecision.Demand demand) {
        boolean goesOn = underWay.stream()
                .map(Deque::getFirst)
                .anyMatch(next -> next.job() == demand.job() && next.tries() == demand.tries());
        if (!goesOn) {
            underWay.add(new ArrayDeque<>(Objects.requireNonNull(
                    reports.get(demand.job() + "#" + demand.tries()), "it was asked for before")));
        }
    }
}
