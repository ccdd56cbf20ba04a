package dev.tidemark.notifier.people;

import static dev.tidemark.notifier.people.FakePerson.notice;
import static dev.tidemark.notifier.people.FakePerson.wishes;
import static dev.tidemark.notifier.people.FakePerson.word;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.breakage.Breakage.State;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.people.Wishes.Pace;
import dev.tidemark.notifier.people.Wishes.Silenced;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When somebody is told of what is coming. */
final class NoticesTest {

    private static final Reason REACHED = new Reason(Reason.Kind.REACHED, "csv");
    private static final Reason FOLLOWS = new Reason(Reason.Kind.FOLLOWS_REACHED, "follow:packages:demo:c*");
    private static final Reason MAINTAINS = new Reason(Reason.Kind.MAINTAINS, "csv");
    private static final Duration WEEK = Duration.ofDays(7);

    private final FakePerson ada = new FakePerson();

    @Test
    void a_notice_is_in_the_feed_at_once_and_in_the_weeks_message_on_monday_morning() {
        ada.hear(notice("demo-1", false, REACHED));
        ada.hear(notice("demo-2", false, REACHED));
        assertThat(ada.all()).extracting(Entry::kind).containsOnly(Entry.Kind.NOTE);

        // A Thursday.
        assertThat(ada.pass(Duration.ofDays(4))).isEmpty();
        assertThat(ada.pass(Duration.ofHours(6))).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Entry.Kind.DIGEST_OF_WEEK);
            assertThat(digest.about()).containsExactly("n-demo-1", "n-demo-2");
        });
        assertThat(ada.now().atZone(ZoneOffset.UTC).getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(ada.pass(WEEK)).isEmpty();
    }

    @Test
    void one_that_is_worth_it_is_a_message_of_its_own_and_in_no_digest() {
        ada.hear(notice("demo-1", true, REACHED));

        assertThat(ada.pass(WEEK)).singleElement().satisfies(message -> {
            assertThat(message.kind()).isEqualTo(Entry.Kind.MESSAGE);
            assertThat(message.about()).containsExactly("n-demo-1");
        });
    }

    @Test
    void those_that_come_together_are_one_message_apart_from_breakages() {
        ada.hear(notice("demo-1", true, REACHED));
        ada.hear(word("b1", 1, State.RAISED, new Reason(Reason.Kind.MAINTAINS, "csv")));
        ada.hear(notice("demo-2", true, REACHED));

        assertThat(ada.pass(Duration.ofMinutes(1)))
                .extracting(Entry::about)
                .containsExactlyInAnyOrder(List.of("b1"), List.of("n-demo-1", "n-demo-2"));
    }

    @Test
    void the_same_again_says_nothing() {
        ada.hear(notice("demo-1", true, REACHED));
        ada.pass(Duration.ofMinutes(1));

        ada.hear(notice("demo-1", true, REACHED));

        assertThat(ada.pass(WEEK)).isEmpty();
        assertThat(ada.all()).hasSize(2);
    }

    @Test
    void past_the_limit_of_a_week_what_is_worth_a_message_waits_for_the_weeks() {
        for (int wave = 1; wave <= 4; wave++) {
            ada.hear(notice("demo-" + wave, true, REACHED));
            ada.pass(Duration.ofHours(2));
        }

        assertThat(ada.all())
                .filteredOn(entry -> entry.kind() == Entry.Kind.MESSAGE)
                .hasSize(FakePerson.USUAL.limits().noticesPerWeek());
        assertThat(ada.rebuilt().notices()).hasSize(FakePerson.USUAL.limits().noticesPerWeek());
        assertThat(ada.pass(WEEK)).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Entry.Kind.DIGEST_OF_WEEK);
            assertThat(digest.about()).containsExactly("n-demo-3", "n-demo-4");
        });
        ada.hear(notice("demo-9", true, REACHED));
        assertThat(ada.pass(Duration.ofMinutes(1))).extracting(Entry::kind).containsExactly(Entry.Kind.MESSAGE);
    }

    @Test
    void what_somebody_only_follows_is_never_worth_a_message() {
        ada.hear(notice("demo-1", true, FOLLOWS));

        assertThat(ada.pass(WEEK)).extracting(Entry::kind).containsExactly(Entry.Kind.DIGEST_OF_WEEK);
    }

    @Test
    void who_says_how_soon_is_told_so_whatever_it_is_worth() {
        ada.wish(wishes(Wishes.NOTICES, Pace.DAILY));
        ada.hear(notice("demo-1", true, REACHED));
        assertThat(ada.pass(Duration.ofDays(1))).extracting(Entry::kind).containsExactly(Entry.Kind.DIGEST_OF_DAY);

        ada.wish(wishes(Wishes.NOTICES, Pace.AT_ONCE));
        ada.hear(notice("demo-2", false, REACHED));
        assertThat(ada.pass(Duration.ofMinutes(1))).extracting(Entry::kind).containsExactly(Entry.Kind.MESSAGE);

        ada.wish(wishes(Wishes.NOTICES, Pace.OFF));
        ada.hear(notice("demo-3", true, REACHED));
        assertThat(ada.pass(WEEK)).isEmpty();
        assertThat(ada.all().getLast().about()).containsExactly("n-demo-3");
    }

    @Test
    void a_mute_of_the_package_or_of_the_wave_holds_for_notices_too() {
        ada.wish(FakePerson.muted(new Silenced.Packages(Scope.Pattern.parse("demo:c*")), null));
        ada.hear(notice("demo-1", true, REACHED));
        ada.wish(FakePerson.muted(new Silenced.Wave("demo-2"), null));
        ada.hear(notice("demo-2", true, REACHED));

        assertThat(ada.pass(WEEK)).isEmpty();
        assertThat(ada.all()).extracting(Entry::kind).containsExactly(Entry.Kind.NOTE, Entry.Kind.NOTE);
    }

    @Test
    void the_limit_of_an_hour_is_no_way_around_that_of_a_week() {
        for (int wave = 1; wave <= 9; wave++) {
            for (int more = 0; more < FakePerson.USUAL.limits().perHour(); more++) {
                ada.hear(word("b" + wave + more, 1, State.RAISED, MAINTAINS));
            }
            ada.pass(Duration.ofSeconds(3));
            ada.hear(notice("demo-" + wave, true, REACHED));
            ada.pass(Duration.ofHours(3));
        }

        assertThat(ada.all())
                .filteredOn(entry -> entry.kind() == Entry.Kind.DIGEST_OF_LIMIT)
                .extracting(Entry::about)
                .containsExactly(List.of("n-demo-1"), List.of("n-demo-2"));
        assertThat(ada.rebuilt().notices()).hasSize(FakePerson.USUAL.limits().noticesPerWeek());
        assertThat(ada.pass(WEEK)).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Entry.Kind.DIGEST_OF_WEEK);
            assertThat(digest.about()).hasSize(7);
        });
    }

    @Test
    void what_waits_for_the_end_of_an_hour_waits_for_that_of_the_week_when_there_were_enough_by_then() {
        for (int more = 0; more < FakePerson.USUAL.limits().perHour(); more++) {
            ada.hear(word("b" + more, 1, State.RAISED, MAINTAINS));
        }
        ada.pass(Duration.ofSeconds(3));
        ada.hear(notice("demo-1", true, REACHED));
        ada.hear(word("b9", 1, State.RAISED, MAINTAINS));
        ada.pass(Duration.ofSeconds(3));
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(),
                new Wishes.Grouping(List.of(), FakePerson.TIMING, new Wishes.Limits(3, 20, 0), 6, Duration.ZERO)));

        assertThat(ada.pass(Duration.ofHours(1))).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Entry.Kind.DIGEST_OF_LIMIT);
            assertThat(digest.about()).containsExactly("b9");
        });
        assertThat(ada.pass(WEEK)).extracting(Entry::about).containsExactly(List.of("n-demo-1"));
    }

    @Test
    void who_wants_to_hear_no_more_of_what_waits_for_monday_is_not_told() {
        ada.hear(notice("demo-1", false, REACHED));
        ada.hear(notice("demo-2", false, REACHED));
        ada.pass(Duration.ofDays(1));
        ada.wish(FakePerson.muted(new Silenced.Wave("demo-1"), null));

        assertThat(ada.pass(WEEK)).extracting(Entry::about).containsExactly(List.of("n-demo-2"));

        ada.hear(notice("demo-3", false, REACHED));
        ada.wish(wishes(Wishes.NOTICES, Pace.OFF));
        assertThat(ada.pass(WEEK)).isEmpty();
        assertThat(ada.ledger().all()).extracting(Heard::waiting).containsOnly(Optional.empty());
        ada.pass(Duration.ofDays(40));
        assertThat(ada.rebuilt().all()).isEmpty();
    }

    @Test
    void a_package_called_notices_does_not_come_with_them() {
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(),
                new Wishes.Grouping(
                        List.of(Wishes.GroupBy.PACKAGE),
                        FakePerson.TIMING,
                        new Wishes.Limits(3, 20, 2),
                        6,
                        Duration.ZERO)));
        ada.hear(notice("demo-1", true, REACHED));
        ada.hear(new Word(
                "b1",
                1,
                new Word.News.OfBreakage(State.RAISED, false, Optional.empty()),
                FakePerson.where("demo-1", "notices"),
                List.of(MAINTAINS)));

        assertThat(ada.pass(Duration.ofMinutes(1)))
                .extracting(Entry::about)
                .containsExactlyInAnyOrder(List.of("b1"), List.of("n-demo-1"));
    }

    @Test
    void what_was_told_is_forgotten_in_the_end() {
        ada.hear(notice("demo-1", true, REACHED));

        ada.pass(Duration.ofDays(40));

        assertThat(ada.ledger().all()).isEmpty();
        assertThat(ada.rebuilt().all()).isEmpty();
    }
}
