package dev.tidemark.planner.wave;

import dev.tidemark.planner.build.EvaluatedJob;
import dev.tidemark.planner.build.FailureKind;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.planner.wave.WaveEvent.JobReported;
import dev.tidemark.planner.wave.WaveEvent.Report;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What becomes of the preparations of a simulated wave. */
final class PreparationFates {

    private final WavePlan plan;
    private final Random random;

    PreparationFates(WavePlan plan, Random random) {
        this.plan = plan;
        this.random = random;
    }

    /** What the wave is told, in order. */
    List<JobReported> reports(WaveDecision.Demand demand) {
        List<Report> reports = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            reports.add(new Report.Waiting("nobody is free"));
        }
        if (random.nextInt(8) == 0) {
            reports.add(new Report.Stuck("nobody prepares", true));
        }
        if (random.nextInt(3) > 0) {
            reports.add(new Report.Started("agent-0"));
        }
        String agent = "agent-" + random.nextInt(3);
        switch (random.nextInt(12)) {
            case 0 -> reports.add(new Report.Stuck("the farm failed it too often", false));
            case 1, 2 -> reports.add(failed(FailureKind.BUILD_FAILED, agent));
            case 3 -> reports.add(failed(FailureKind.REFUSED, agent));
            default -> {
                String attempt = "x-" + demand.tries();
                if (demand.purpose() == Purpose.RESTORE) {
                    restore(reports, agent, attempt);
                } else {
                    evaluate(reports, agent, attempt);
                }
            }
        }
        return reports.stream()
                .map(report -> new JobReported(demand.job(), demand.tries(), report))
                .toList();
    }

    private Report failed(FailureKind kind, String agent) {
        return new Report.Failed(TestGraphs.failure(kind, agent), Duration.ofSeconds(random.nextInt(60)));
    }

    /** The same comes of it, but now and then. What it evaluates to is frozen, whatever is said of it. */
    private void restore(List<Report> reports, String agent, String attempt) {
        if (random.nextBoolean()) {
            reports.add(new Report.Evaluated(attempt, 0, rows()));
        }
        Sha256 published = plan.workspace().published().orElseThrow();
        reports.add(new Report.Prepared(
                attempt,
                random.nextInt(8) == 0 ? TestGraphs.hash(attempt) : published,
                1,
                agent,
                Duration.ofSeconds(random.nextInt(60))));
    }

    private void evaluate(List<Report> reports, String agent, String attempt) {
        List<EvaluatedJob> rows = rows();
        for (int row = 0; row < rows.size(); row++) {
            if (random.nextInt(60) > 0) {
                reports.add(new Report.Evaluated(attempt, row, List.of(rows.get(row))));
            }
        }
        reports.add(new Report.Prepared(
                attempt, TestGraphs.hash(attempt), rows.size(), agent, Duration.ofSeconds(random.nextInt(60))));
    }

    /** As the graph has it, but for a few that do not change, that the set refuses, or that need what only the bumps bring. */
    private List<EvaluatedJob> rows() {
        List<EvaluatedJob> rows = new ArrayList<>();
        JobId fresh = new JobId("fresh", TestGraphs.SYSTEM, Variant.WAVE);
        boolean brings = random.nextInt(3) == 0;
        for (EvaluatedJob row : TestGraphs.evaluation(plan)) {
            boolean bumped = plan.bumps().stream()
                    .anyMatch(bump -> bump.attribute().equals(row.id().attribute()));
            if (bumped || random.nextInt(6) > 0) {
                rows.add(changed(row, brings && random.nextBoolean() ? List.of(fresh) : List.of()));
            }
        }
        if (brings) {
            rows.add(new EvaluatedJob(
                    fresh,
                    "1.0",
                    rows.getFirst().trust(),
                    TestGraphs.hash("fresh"),
                    List.of(),
                    List.of(),
                    false,
                    "",
                    random.nextInt(20) == 0 ? List.of(rows.getLast().id()) : List.of()));
        }
        return rows;
    }

    private EvaluatedJob changed(EvaluatedJob row, List<JobId> more) {
        List<JobId> needs = new ArrayList<>(row.needs());
        needs.addAll(more);
        return new EvaluatedJob(
                row.id(),
                row.version(),
                row.trust(),
                row.recipeDigest(),
                row.features(),
                row.maintainers(),
                row.sentinel(),
                random.nextInt(20) == 0 ? "it is marked as broken" : row.refusal(),
                needs);
    }
}
