package dev.tidemark.notifier.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.breakage.Breakage.State;
import dev.tidemark.notifier.people.Wishes.GroupBy;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.notifier.people.Wishes.Limits;
import dev.tidemark.notifier.people.Wishes.Pace;
import dev.tidemark.notifier.people.Wishes.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** People of chance: nothing is told twice, nothing that they want to hear is lost, nobody is flooded, and a restart changes nothing. */
final class PeopleSimulationTest {

    private static final long FIRST_SEED = Long.getLong("seed", 1);
    private static final int SEEDS = Integer.getInteger("rounds", 200);

    @Test
    void everything_is_told_once_and_within_the_limit() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                new Story(new Random(seed)).play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dseed=%d -Drounds=1 plays it again".formatted(seed), e);
            }
        }
    }

    private static final class Story {
        private static final Duration LONGEST_MUTE = Duration.ofDays(4);
        private static final List<Reason> REASONS = List.of(
                new Reason(Reason.Kind.MAINTAINS, "csv"),
                new Reason(Reason.Kind.PUBLISHED, "textkit 2.0"),
                new Reason(Reason.Kind.BLOCKED, "docs"),
                new Reason(Reason.Kind.FOLLOWS, "f"));

        private final Random random;
        private final FakePerson person = new FakePerson();
        private final Grouping grouping;
        private final TreeMap<String, Pace> paces = new TreeMap<>();
        private final List<Wishes.Mute> mutes = new ArrayList<>();
        private final TreeMap<String, Word> newest = new TreeMap<>();

        Story(Random random) {
            this.random = random;
            List<List<GroupBy>> groupings =
                    List.of(List.of(GroupBy.BREAKAGE), List.of(GroupBy.WAVE), List.of(), List.of(GroupBy.PACKAGE));
            this.grouping = new Grouping(
                    groupings.get(random.nextInt(groupings.size())),
                    new Timing(Duration.ofSeconds(random.nextInt(5)), Duration.ofMinutes(5), Duration.ZERO),
                    new Limits(1 + random.nextInt(4), random.nextInt(9), random.nextInt(3)),
                    random.nextInt(24),
                    Duration.ofDays(random.nextInt(3)));
        }

        void play() {
            paces.put("f", List.of(Pace.values()).get(random.nextInt(3)));
            person.wish(new Wishes(paces, List.of(), grouping));
            for (int step = 0; step < 80; step++) {
                hearSomething();
                if (random.nextInt(3) == 0) {
                    person.pass(Duration.ofMinutes(random.nextInt(60)));
                }
                if (random.nextInt(10) == 0) {
                    muteForSomeTime();
                }
                if (random.nextInt(20) == 0) {
                    person.waveOver("demo-1");
                }
                assertThat(person.rebuilt().all()).isEqualTo(person.ledger().all());
                assertThat(person.rebuilt().due()).isEqualTo(person.ledger().due());
            }
            person.pass(LONGEST_MUTE.plusDays(8));
            person.waveOver("demo-1");
            assertNothingIsLostOrSaidTwice();
        }

        private void muteForSomeTime() {
            Wishes.Silenced what = random.nextInt(4) == 0
                    ? new Wishes.Silenced.Wave("demo-1")
                    : new Wishes.Silenced.OneBreakage("b" + random.nextInt(12));
            Instant until = person.now().plusSeconds(random.nextLong(LONGEST_MUTE.toSeconds()));
            mutes.add(new Wishes.Mute(what, Optional.of(until)));
            if (mutes.size() > 3) {
                mutes.remove(random.nextInt(mutes.size()));
            }
            person.wish(new Wishes(paces, mutes, grouping));
        }

        private void hearSomething() {
            if (random.nextInt(6) == 0) {
                person.hear(FakePerson.notice(
                        "demo-" + random.nextInt(12), random.nextBoolean(), new Reason(Reason.Kind.REACHED, "csv")));
                return;
            }
            String breakage = "b" + random.nextInt(12);
            Word before = newest.get(breakage);
            if (before != null && random.nextInt(5) == 0) {
                person.hear(before);
                return;
            }
            State state = before == null
                    ? State.RAISED
                    : before.isOver() ? State.RELAPSED : random.nextBoolean() ? State.GROWN : State.RESOLVED;
            Word word = FakePerson.word(
                    breakage,
                    before == null ? 1 : before.change() + 1,
                    state,
                    before == null
                            ? REASONS.get(random.nextInt(REASONS.size()))
                            : before.reasons().getFirst());
            newest.put(breakage, word);
            person.hear(
                    random.nextBoolean()
                            ? word
                            : FakePerson.due(word, person.now().plus(Duration.ofHours(1 + random.nextInt(200)))));
        }

        private void assertNothingIsLostOrSaidTwice() {
            assertThat(person.all().stream().map(Entry::name)).doesNotHaveDuplicates();
            for (Heard heard : person.ledger().all()) {
                assertThat(heard.waiting())
                        .as("after days nothing waits: %s", heard)
                        .isEmpty();
                if (!heard.newest().isOver()) {
                    assertThat(heard.said().map(Heard.Said::change))
                            .as("what stands was told as it stands")
                            .contains(heard.newest().change());
                }
            }
            for (Word word : newest.values()) {
                if (!word.isOver()) {
                    assertThat(person.ledger().heard(word.about())).isPresent();
                }
            }
            for (Instant message : person.messages()) {
                assertThat(person.messages().stream()
                                .filter(other ->
                                        !other.isBefore(message) && other.isBefore(message.plus(Duration.ofHours(1)))))
                        .as("within an hour from %s", message)
                        .hasSizeLessThanOrEqualTo(grouping.limits().perHour());
            }
            for (Instant message : person.disturbed()) {
                assertThat(person.disturbed().stream()
                                .filter(other ->
                                        !other.isBefore(message) && other.isBefore(message.plus(Duration.ofDays(7)))))
                        .as("within a week from %s", message)
                        .hasSizeLessThanOrEqualTo(grouping.limits().perWeek());
            }
            for (Instant notice : person.noticed()) {
                assertThat(person.noticed().stream()
                                .filter(other ->
                                        !other.isBefore(notice) && other.isBefore(notice.plus(Duration.ofDays(7)))))
                        .as("within a week from %s", notice)
                        .hasSizeLessThanOrEqualTo(grouping.limits().noticesPerWeek());
            }
        }
    }
}
