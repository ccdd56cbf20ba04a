package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Why a build is not running, in one sentence. Looks at everything that waits: for people who ask. */
final class WhyNot {

    private static final int NAMED = 3;

    private final PoolDraft draft;
    private final Assignment assignment;

    WhyNot(PoolDraft draft) {
        this.draft = draft;
        this.assignment = new Assignment(draft);
    }

    String sentence(Sha256 key) {
        Demand demand = draft.demand(key);
        if (demand == null) {
            return draft.view().evidence(key).isPresent() ? "it is built" : "no wave wants it";
        }
        Attempt attempt = demand.attempt();
        if (demand.assigned() && attempt != null) {
            return attempt.started()
                    ? "%s builds it".formatted(attempt.agent())
                    : "it was given to %s, which has not begun".formatted(attempt.agent());
        }
        Optional<String> told = Optional.ofNullable(demand.waiting().told());
        return told.orElseGet(() -> turn(demand));
    }

    /** Each build that waits counts once, in the row that brings it furthest. */
    private String turn(Demand demand) {
        Priority own = first(demand);
        TreeMap<Sha256, WaveId> before = new TreeMap<>();
        for (Lanes.Lane lane : draft.view().lanes().inOrder()) {
            if (lane.told() == null) {
                for (Demand other : lane.demands()) {
                    Priority first = first(other);
                    if (!other.key().equals(demand.key()) && Priority.MOST_URGENT_FIRST.compare(first, own) < 0) {
                        before.put(other.key(), first.share().wave());
                    }
                }
            }
        }
        Instant since = demand.waiting().since();
        if (before.isEmpty()) {
            return "it is next, and has waited for a slot of an agent that fits since %s"
                    .formatted(Obstacles.time(since));
        }
        TreeSet<WaveId> waves = new TreeSet<>(before.values());
        String named = waves.stream().limit(NAMED).map(WaveId::value).collect(Collectors.joining(", "));
        return "it waits for its turn behind %d others of %s %s%s"
                .formatted(
                        before.size(),
                        waves.size() == 1 ? "the wave" : "the waves",
                        named,
                        waves.size() <= NAMED ? "" : " and %d more".formatted(waves.size() - NAMED));
    }

    private Priority first(Demand demand) {
        return demand.waves().stream()
                .map(wave -> assignment.priority(wave, demand))
                .min(Priority.MOST_URGENT_FIRST)
                .orElseThrow();
    }
}
