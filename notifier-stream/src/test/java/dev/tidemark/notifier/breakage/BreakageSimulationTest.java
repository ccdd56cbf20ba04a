package dev.tidemark.notifier.breakage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.breakage.Breakage.State;
import dev.tidemark.notifier.breakage.Judgement.Outcome;
import dev.tidemark.notifier.breakage.Judgement.WaveStage;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Waves of chance: whatever happens, what people were told is what stands, and a restart changes nothing. */
final class BreakageSimulationTest {

    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final int SEEDS = Integer.getInteger("rounds", 200);
    private static final List<String> PACKAGES = List.of("a", "b", "c", "d", "e", "f");
    private static final List<String> CAUSES = List.of("x", "y");
    private static final List<Bump> BUMPS = List.of(FakeSet.TEXTKIT, FakeSet.ARGS);

    @Test
    void what_people_were_told_is_what_stands() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                new Story(new Random(seed)).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dseed=%d -Drounds=1 plays it again".formatted(seed), e);
            }
        }
    }

    private static final class Story {
        private final Random random;
        private final FakeSet set = new FakeSet();
        /** By breakage: the last that was told. */
        private final TreeMap<String, Publication> told = new TreeMap<>();

        private final TreeSet<WaveId> ended = new TreeSet<>();

        Story(Random random) {
            this.random = random;
        }

        void play() {
            for (int step = 0; step < 60; step++) {
                Judgement judgement = judgement();
                set.hear(judgement);
                if (random.nextInt(4) == 0) {
                    set.hear(judgement);
                }
                if (random.nextInt(3) == 0) {
                    set.pass(Duration.ofMinutes(random.nextInt(90))).forEach(this::heard);
                }
                assertRebuiltAlike();
            }
            set.pass(Duration.ofHours(2)).forEach(this::heard);
            assertToldIsWhatStands();
        }

        private Judgement judgement() {
            int wave = 1 + random.nextInt(3);
            String attribute = oneOf(PACKAGES);
            if (ended.contains(FakeSet.wave(wave))) {
                return FakeSet.opened(9, "z");
            }
            return switch (random.nextInt(8)) {
                case 0 -> FakeSet.opened(wave, "textkit");
                case 1, 2 -> FakeSet.regressed(wave, attribute, oneOf(CAUSES), oneOf(BUMPS));
                case 3 -> FakeSet.blocked(wave, attribute, oneOf(PACKAGES), oneOf(PACKAGES));
                case 4 -> FakeSet.reopened(wave, attribute);
                case 5, 6 -> FakeSet.settled(wave, attribute, oneOf(List.of(Outcome.values())));
                default -> end(wave);
            };
        }

        private Judgement end(int wave) {
            if (random.nextInt(4) > 0) {
                return FakeSet.opened(wave, "textkit");
            }
            ended.add(FakeSet.wave(wave));
            return new Judgement.WaveMoved(
                    FakeSet.wave(wave),
                    List.of("textkit"),
                    random.nextBoolean() ? WaveStage.GREEN : WaveStage.ABANDONED);
        }

        private <T> T oneOf(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        private void heard(Publication publication) {
            Publication before = told.put(publication.breakage().id(), publication);
            int change = change(publication);
            int changeBefore = before == null ? 0 : change(before);
            assertThat(change).isEqualTo(publication.isNews() ? changeBefore + 1 : changeBefore);
            State state = state(publication);
            if (publication.isNews()) {
                switch (state) {
                    case RAISED -> assertThat(before).isNull();
                    case GROWN -> assertThat(state(before)).isNotEqualTo(State.RESOLVED);
                    case RESOLVED -> assertThat(state(before)).isNotEqualTo(State.RESOLVED);
                    case RELAPSED -> assertThat(state(before)).isEqualTo(State.RESOLVED);
                }
            }
            assertThat(state == State.RESOLVED)
                    .isEqualTo(publication.regressed().isEmpty());
        }

        private void assertToldIsWhatStands() {
            TreeMap<JobId, String> found = new TreeMap<>();
            for (Publication publication : told.values()) {
                String id = publication.breakage().id();
                assertThat(publication.regressed()).as(id).isEqualTo(set.view().findings(id));
                publication.regressed().forEach(finding -> {
                    String key = finding.wave() + " " + finding.blamed();
                    String other = found.put(finding.job(), key);
                    assertThat(other)
                            .as("one job in two breakages of one wave and package")
                            .isNotEqualTo(key);
                });
            }
        }

        private void assertRebuiltAlike() {
            SetBreakages live = set.view();
            SetBreakages again = set.rebuilt();
            List<Object> liveRows = new ArrayList<>();
            List<Object> againRows = new ArrayList<>();
            for (String attribute : PACKAGES) {
                rows(live, attribute, liveRows);
                rows(again, attribute, againRows);
            }
            assertThat(againRows).isEqualTo(liveRows);
        }

        private static void rows(SetBreakages set, String attribute, List<Object> rows) {
            JobId job = FakeSet.job(attribute);
            for (Breakage breakage : set.withJob(job)) {
                rows.add(breakage);
                rows.add(set.findings(breakage.id()));
                rows.add(set.standing(breakage.id()));
            }
            for (int wave = 1; wave <= 3; wave++) {
                rows.add(set.blocked(FakeSet.wave(wave), job));
                rows.add(set.packages(FakeSet.wave(wave)));
            }
        }

        private static State state(Publication publication) {
            return publication.breakage().told().orElseThrow().state();
        }

        private static int change(Publication publication) {
            return publication.breakage().told().orElseThrow().change();
        }
    }
}
