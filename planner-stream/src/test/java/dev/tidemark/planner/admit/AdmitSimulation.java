package dev.tidemark.planner.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.graph.PackageNode;
import dev.tidemark.planner.admit.AdmitBump.Decision;
import dev.tidemark.planner.admit.AdmitBump.Effect;
import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.admit.WaveRecord.Outcome;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.codec.PolicyCodec;
import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A set to which anything happens in any order: bumps of all kinds, repetitions, revisions, policies, ends of waves, time and
 * restarts. After each step what must always hold is checked.
 */
final class AdmitSimulation {

    private static final int STEPS = 60;
    private static final List<String> ATTRIBUTES = List.of("a", "b", "c", "d", "e", "f", "g.x", "g.y");
    private static final List<String> VERSIONS =
            List.of("0.9", "1.0", "1.1", "1.2-rc1", "1.2", "1.3", "2.0-beta1", "2.0", "2.1", "3.0");
    private static final List<String> POLICIES = List.of(
            "",
            "age: 2d",
            "cadence: {a: 3d, '*': 1d}",
            "{cadence: {'*': 2d}, running: {restart: always}}",
            "groups: [{name: g, members: ['g.*'], window: 1d}]",
            "{batching: {size: 3, window: 12h}, heavyweights: {packages: [a], dependents: 3}}",
            "{holds: [{package: b, reason: no, until: 2026-01-09}], exclusions: [c], security: {principals: [ada]}}",
            "{security: {principals: [ada]}, running: {restart: never}, cadence: {'*': 2d}, batching: {size: 2, window: 1d}}",
            "{waves: {cpuHoursAWeek: 10}, prereleases: admit, security: {principals: [ada]}}");

    private final Random random;
    private final AdmittedSet set = new AdmittedSet();
    private final List<SetEvent> published = new ArrayList<>();
    private final TreeMap<WaveId, Effect.OpenWave> opened = new TreeMap<>();
    private final TreeSet<WaveId> running = new TreeSet<>();
    private final TreeSet<WaveId> justAbandoned = new TreeSet<>();
    private SetEvent last = new SetEvent.Ticked();
    private long sequence;

    AdmitSimulation(long seed) {
        random = new Random(seed);
    }

    /** What was opened, by wave. */
    SortedMap<WaveId, Effect.OpenWave> run() {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        return opened;
    }

    private void step() {
        switch (random.nextInt(10)) {
            case 0 -> graph();
            case 1 -> tell(new SetEvent.PolicyApplied(PolicyCodec.read(any(POLICIES))));
            case 2, 3 -> end();
            case 4, 5 -> pass();
            case 6 -> repeat();
            default -> publish();
        }
        Decision repeated = set.consider(last);
        assertThat(repeated.isEmpty())
                .as("a repetition of %s decides nothing, but %s", last, repeated)
                .isTrue();
        rebuiltIsTheSame();
    }

    private void publish() {
        Release release = Release.of(any(ATTRIBUTES), random.nextInt(4) == 0 ? "1.0" : "", any(VERSIONS))
                .seen(Duration.ofHours(random.nextInt(72)));
        release = random.nextInt(8) == 0 ? release.change(any(List.of("one.patch", "two.patch"))) : release;
        release = random.nextInt(6) == 0 ? release.security(any(List.of("ada", "eve")), "CVE-1") : release;
        release = random.nextInt(6) == 0
                ? release.together("r", release.bump().attribute(), "d", "e", "nobody")
                : release;
        release = random.nextInt(15) == 0 ? release.forced("ada", "so be it") : release;
        SetEvent event = release.event(set.now());
        published.add(event);
        tell(event);
    }

    private void repeat() {
        if (!published.isEmpty()) {
            tell(any(published));
        }
    }

    private void pass() {
        Duration time = Duration.ofHours(1 + random.nextInt(48));
        last = new SetEvent.Ticked();
        check(set.pass(time));
        assertThat(set.due().map(set.now()::isBefore).orElse(true))
                .as("what was due is decided")
                .isTrue();
    }

    private void end() {
        if (running.isEmpty()) {
            return;
        }
        WaveId wave = any(List.copyOf(running));
        running.remove(wave);
        Outcome outcome = any(List.of(Outcome.values()));
        tell(new SetEvent.WaveEnded(wave, outcome, random.nextInt(8), random.nextInt(2)));
    }

    private void graph() {
        List<PackageNode> nodes = new ArrayList<>();
        for (int index = 0; index < ATTRIBUTES.size(); index++) {
            if (random.nextInt(6) > 0) {
                nodes.add(TestGraphs.node(ATTRIBUTES.get(index)));
            }
        }
        last = new SetEvent.GraphRevised();
        check(set.revise(++sequence, nodes.toArray(PackageNode[]::new)));
    }

    private void tell(SetEvent event) {
        last = event;
        check(set.tell(event));
    }

    private void check(Decision decision) {
        decision.bumps().forEach(this::wasPublished);
        justAbandoned.clear();
        for (Effect effect : decision.effects()) {
            switch (effect) {
                case Effect.AbandonWave abandoned -> {
                    assertThat(running.remove(abandoned.wave()))
                            .as("only what runs is abandoned: %s", abandoned)
                            .isTrue();
                    justAbandoned.add(abandoned.wave());
                }
                case Effect.OpenWave open -> opens(open);
            }
        }
        everyBumpIsSomewhere();
    }

    private void wasPublished(BumpStatus bump) {
        assertThat(published.stream()
                        .map(event -> ((SetEvent.BumpPublished) event).bump())
                        .map(one -> BumpStatus.id("demo", one)))
                .contains(bump.id());
    }

    private void opens(Effect.OpenWave open) {
        assertThat(opened.put(open.wave(), open))
                .as("%s is opened once", open.wave())
                .isNull();
        assertThat(open.bumps())
                .isNotEmpty()
                .extracting(bump -> bump.bump().attribute())
                .isSorted()
                .doesNotHaveDuplicates();
        open.bumps().stream().filter(AdmitSimulation::isRoutine).forEach(bump -> {
            isAlone(bump);
            isCarriedOnce(bump, open);
            keepsItsCadence(bump, open);
        });
        running.add(open.wave());
    }

    private static boolean isRoutine(BumpStatus bump) {
        return bump.bump().urgency() == Urgency.ROUTINE && !bump.isForced();
    }

    /** No other wave that runs carries its package. */
    private void isAlone(BumpStatus bump) {
        for (WaveId wave : running) {
            boolean tookOver = carriedBy(wave).bumps().stream()
                    .anyMatch(
                            other -> other.bump().attribute().equals(bump.bump().attribute()));
            assertThat(tookOver && !isCarriedOn(bump))
                    .as("%s is carried by %s already", bump.id(), wave)
                    .isFalse();
        }
    }

    private void keepsItsCadence(BumpStatus bump, Effect.OpenWave open) {
        Optional<Duration> every =
                set.ledger().policy().pace().cadence(bump.bump().attribute());
        boolean bound = every.isPresent() && !isCarriedOn(bump) && !(last instanceof SetEvent.PolicyApplied);
        for (Effect.OpenWave before : opened.values()) {
            for (BumpStatus other : before.bumps()) {
                if (bound
                        && !before.wave().equals(open.wave())
                        && other.bump().attribute().equals(bump.bump().attribute())) {
                    assertThat(admitted(other).plus(every.orElseThrow()))
                            .as("%s after %s", bump.id(), other.id())
                            .isBeforeOrEqualTo(set.now());
                }
            }
        }
    }

    private void isCarriedOnce(BumpStatus bump, Effect.OpenWave open) {
        for (Effect.OpenWave before : opened.values()) {
            assertThat(!before.wave().equals(open.wave())
                            && !justAbandoned.contains(before.wave())
                            && isIn(bump, before))
                    .as("%s was in %s already", bump.id(), before.wave())
                    .isFalse();
        }
    }

    /** It was in a wave whose place this one takes. */
    private boolean isCarriedOn(BumpStatus bump) {
        return justAbandoned.stream().anyMatch(wave -> isIn(bump, carriedBy(wave)));
    }

    private static boolean isIn(BumpStatus bump, Effect.OpenWave wave) {
        return wave.bumps().stream().anyMatch(other -> other.id().equals(bump.id()));
    }

    private static Instant admitted(BumpStatus bump) {
        return Optional.ofNullable(bump.admittedAt()).orElseThrow();
    }

    private Effect.OpenWave carriedBy(WaveId wave) {
        return Objects.requireNonNull(opened.get(wave), () -> wave + " was never opened");
    }

    private void everyBumpIsSomewhere() {
        for (SetEvent event : published) {
            String id = BumpStatus.id("demo", ((SetEvent.BumpPublished) event).bump());
            BumpStatus status = set.stored().get(id);
            assertThat(status).as("%s is not lost", id).isNotNull();
            if (status.standing() instanceof Standing.InWave(WaveId wave, Instant since)) {
                assertThat(carriedBy(wave).bumps()).extracting(BumpStatus::id).contains(id);
            }
        }
    }

    private void rebuiltIsTheSame() {
        SetLedger live = set.ledger();
        SetLedger anew = set.rebuilt();
        assertThat(anew.waiting()).isEqualTo(live.waiting());
        assertThat(anew.held()).isEqualTo(live.held());
        assertThat(anew.waveRecords()).isEqualTo(live.waveRecords());
        assertThat(anew.due()).isEqualTo(live.due());
        for (String attribute : ATTRIBUTES) {
            assertThat(anew.ofPackage(attribute)).isEqualTo(live.ofPackage(attribute));
            assertThat(anew.lastWave(attribute)).isEqualTo(live.lastWave(attribute));
            assertThat(anew.green(attribute)).isEqualTo(live.green(attribute));
        }
        live.waveRecords()
                .forEach(record -> assertThat(anew.carriedBy(record.wave())).isEqualTo(live.carriedBy(record.wave())));
        SetEvent next = Release.of(any(ATTRIBUTES), any(VERSIONS)).event(set.now());
        assertThat(AdmitBump.decide(anew, next, set.now())).isEqualTo(set.consider(next));
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
