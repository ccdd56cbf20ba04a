package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.WaveId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The builds that wait for an agent, so that the next one is found without a look at the others: a lane for those that need the
 * same of an agent and were told the same, in it a row for each wave, and each row in two orders.
 */
final class Lanes {

    private static final double MILLIS = 1000;

    private final Map<Name, Lane> lanes = new HashMap<>();
    private final Map<WaveId, Long> expectedMillis = new HashMap<>();

    /**
     * What the builds of a lane have in common.
     *
     * @param told what those who want them were told that they wait for; null when for nothing but their turn
     */
    record Name(Needs needs, @Nullable String told) {}

    /** Builds that need the same and were told the same. */
    static final class Lane {
        private final Name name;
        private final TreeMap<WaveId, Row> rows = new TreeMap<>();

        private Lane(Name name) {
            this.name = name;
        }

        Needs needs() {
            return name.needs();
        }

        @Nullable
        String told() {
            return name.told();
        }

        /** What a wave has in it, by wave; none is empty. */
        Map<WaveId, Row> rows() {
            return Collections.unmodifiableMap(rows);
        }

        /** All of them, by key. */
        List<Demand> demands() {
            TreeMap<Sha256, Demand> all = new TreeMap<>();
            rows.values().forEach(row -> row.longestFirst.forEach(each -> all.put(each.key(), each.demand())));
            return List.copyOf(all.values());
        }
    }

    /** What one wave has in one lane. Never empty. */
    static final class Row {
        private final TreeSet<Contender> longestFirst = new TreeSet<>(Contender.LONGEST_FIRST);
        private final TreeSet<Contender> riskiestFirst = new TreeSet<>(Contender.RISKIEST_FIRST);

        Contender longest() {
            return longestFirst.getFirst();
        }

        Contender riskiest() {
            return riskiestFirst.getFirst();
        }
    }

    private static Name name(Demand demand) {
        return new Name(demand.needs(), demand.waiting().told());
    }

    void add(Demand demand) {
        Lane lane = lanes.computeIfAbsent(name(demand), Lane::new);
        Contender contender = Contender.of(demand);
        for (WaveId wave : demand.waves()) {
            Row row = lane.rows.computeIfAbsent(wave, first -> new Row());
            row.longestFirst.add(contender);
            row.riskiestFirst.add(contender);
            expect(wave, millis(demand));
        }
    }

    void remove(Demand demand) {
        Lane lane = lanes.get(name(demand));
        if (lane == null) {
            throw new AssertionError("what waits has a lane");
        }
        Contender contender = Contender.of(demand);
        for (WaveId wave : demand.waves()) {
            Row row = lane.rows.get(wave);
            if (row == null || !row.longestFirst.remove(contender) || !row.riskiestFirst.remove(contender)) {
                throw new AssertionError("what waits stands in the row of each wave that wants it");
            }
            if (row.longestFirst.isEmpty()) {
                lane.rows.remove(wave);
            }
            expect(wave, -millis(demand));
        }
        if (lane.rows.isEmpty()) {
            lanes.remove(lane.name);
        }
    }

    private void expect(WaveId wave, long millis) {
        expectedMillis.merge(wave, millis, (before, more) -> before + more == 0 ? null : before + more);
    }

    /** A whole number, since what is added is taken away again. */
    private static long millis(Demand demand) {
        return Math.round(demand.estimate().seconds() * MILLIS);
    }

    /** How long a single slot would build at what a wave has waiting. */
    double expectedSeconds(WaveId wave) {
        return expectedMillis.getOrDefault(wave, 0L) / MILLIS;
    }

    /** All of them, in no order: for looking for the best of all. */
    Collection<Lane> all() {
        return Collections.unmodifiableCollection(lanes.values());
    }

    /** All of them as they are now, in an order that does not depend on how they came to be. */
    List<Lane> inOrder() {
        List<Lane> ordered = new ArrayList<>(lanes.values());
        ordered.sort((one, other) -> one.name.toString().compareTo(other.name.toString()));
        return ordered;
    }
}
