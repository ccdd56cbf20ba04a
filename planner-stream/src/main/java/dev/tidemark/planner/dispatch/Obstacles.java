package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.GpuNeed;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Why nobody builds something, as a sentence. Asked while nothing changes; remembers its answers. */
final class Obstacles {

    private static final int NAMED = 5;
    private static final double GIB = 1L << 30;

    private final PoolDraft draft;
    private final Map<Needs, Optional<String>> known = new HashMap<>();

    Obstacles(PoolDraft draft) {
        this.draft = draft;
    }

    /** Empty when an agent that fits is there, be it busy. */
    Optional<String> to(Needs needs) {
        return known.computeIfAbsent(needs.avoidingNobody(), this::sought);
    }

    private Optional<String> sought(Needs needs) {
        Roster roster = draft.view().roster();
        return roster.anyFitting(needs, draft::takesMore) ? Optional.empty() : Optional.of(reason(needs, roster));
    }

    private String reason(Needs needs, Roster roster) {
        String pool = draft.view().pool().toString();
        if (roster.agents().isEmpty()) {
            return "no agent serves the pool %s".formatted(pool);
        }
        List<Agent> fitting = roster.fitting(needs);
        if (!fitting.isEmpty()) {
            return unavailable(fitting);
        }
        if (!roster.fitting(needs.withAnyMemory()).isEmpty()) {
            return "no agent of the pool %s that fits has more memory than the %s that were not enough"
                    .formatted(pool, gib(needs.memoryAbove()));
        }
        if (roster.agents().values().stream().noneMatch(agent -> agent.offer().suits(needs.withoutFeatures()))) {
            return "no agent of the pool %s builds the set %s".formatted(pool, needs.set());
        }
        List<List<Gpu>> machines = roster.agents().values().stream()
                .map(Agent::offer)
                .filter(offer -> offer.suits(needs))
                .map(Offer::gpus)
                .toList();
        if (needs.gpus().isPresent() && !machines.isEmpty()) {
            return gpus(pool, needs.gpus().get(), machines);
        }
        TreeSet<String> missing = new TreeSet<>(needs.features());
        roster.agents()
                .values()
                .forEach(agent -> missing.removeAll(agent.offer().features()));
        return missing.isEmpty()
                ? "no single agent of the pool %s has all of %s".formatted(pool, String.join(", ", needs.features()))
                : "no agent of the pool %s has the feature %s".formatted(pool, String.join(", ", missing));
    }

    /** @param machines of agents that have the features */
    private static String gpus(String pool, GpuNeed need, List<List<Gpu>> machines) {
        return machines.stream().allMatch(List::isEmpty)
                ? "no agent of the pool %s says which GPUs it has, and what waits asks for %s: let nvidia-smi find them"
                        .formatted(pool, need)
                : "no agent of the pool %s has %s"
                        .formatted(pool, need.lack(machines).orElse(need.toString()));
    }

    private String unavailable(List<Agent> fitting) {
        if (fitting.stream().allMatch(agent -> draft.isSuspect(agent.name()))) {
            return "nothing is heard of %s"
                    .formatted(named(fitting.stream().map(Agent::name).toList()));
        }
        return "of the agents that fit none takes new builds: %s"
                .formatted(named(fitting.stream().map(this::state).toList()));
    }

    private String state(Agent agent) {
        Instant quarantined = agent.health().quarantinedUntil();
        if (draft.isSuspect(agent.name())) {
            return agent.name() + " is silent";
        }
        if (quarantined != null) {
            return "%s is quarantined until %s".formatted(agent.name(), time(quarantined));
        }
        return agent.name()
                + switch (agent.offer().wish()) {
                    case NO_MEMORY -> " waits for memory";
                    case NO_DISK -> " has too little room on its disk";
                    case DRAINING -> " drains";
                    case MORE -> throw new AssertionError("an agent that wants more takes it");
                };
    }

    private static String named(List<String> all) {
        String first = all.stream().limit(NAMED).collect(Collectors.joining(", "));
        return all.size() <= NAMED ? first : "%s and %d more".formatted(first, all.size() - NAMED);
    }

    static String time(Instant at) {
        return Instant.ofEpochSecond(at.getEpochSecond()).toString();
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}
