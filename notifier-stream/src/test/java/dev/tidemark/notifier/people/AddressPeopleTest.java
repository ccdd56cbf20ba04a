package dev.tidemark.notifier.people;

import static dev.tidemark.notifier.people.FakePerson.TIMING;
import static dev.tidemark.notifier.people.FakePerson.USUAL;
import static dev.tidemark.notifier.people.FakePerson.answered;
import static dev.tidemark.notifier.people.FakePerson.due;
import static dev.tidemark.notifier.people.FakePerson.muted;
import static dev.tidemark.notifier.people.FakePerson.where;
import static dev.tidemark.notifier.people.FakePerson.wishes;
import static dev.tidemark.notifier.people.FakePerson.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.notifier.breakage.Breakage.State;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.people.Entry.Kind;
import dev.tidemark.notifier.people.Wishes.GroupBy;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.notifier.people.Wishes.Limits;
import dev.tidemark.notifier.people.Wishes.Pace;
import dev.tidemark.notifier.people.Wishes.Silenced;
import dev.tidemark.notifier.people.Wishes.Timing;
import dev.tidemark.notifier.people.Word.News.OfBreakage;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AddressPeopleTest {

    private static final Reason MAINTAINS = new Reason(Reason.Kind.MAINTAINS, "csv");
    private static final Reason BLOCKED = new Reason(Reason.Kind.BLOCKED, "docs");
    private static final Duration DAY = Duration.ofDays(1);

    private final FakePerson ada = new FakePerson();

    @Test
    void who_can_act_gets_one_message_after_the_groups_wait_and_a_note_at_once() {
        assertThat(ada.hear(word("b1", 1, State.RAISED, MAINTAINS))).isEmpty();
        assertThat(ada.all())
                .singleElement()
                .satisfies(note -> assertThat(note.kind()).isEqualTo(Kind.NOTE));

        assertThat(ada.pass(TIMING.groupWait())).singleElement().satisfies(message -> {
            assertThat(message.kind()).isEqualTo(Kind.MESSAGE);
            assertThat(message.about()).containsExactly("b1");
        });
        assertThat(ada.pass(Duration.ofDays(100))).isEmpty();
    }

    @Test
    void a_word_that_comes_twice_or_late_says_nothing() {
        ada.hear(word("b1", 2, State.GROWN, MAINTAINS));
        ada.pass(DAY);
        int told = ada.all().size();

        ada.hear(word("b1", 2, State.GROWN, MAINTAINS));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(DAY);

        assertThat(ada.all()).hasSize(told);
    }

    @Test
    void who_only_knows_gets_a_line_in_the_days_message() {
        ada.hear(word("b1", 1, State.RAISED, BLOCKED));
        ada.hear(word("b2", 1, State.RAISED, BLOCKED));

        assertThat(ada.pass(Duration.ofHours(6).minusMillis(1))).isEmpty();
        assertThat(ada.pass(Duration.ofMillis(1))).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Kind.DIGEST_OF_DAY);
            assertThat(digest.about()).containsExactly("b1", "b2");
        });
    }

    @Test
    void nobody_is_disturbed_by_what_is_blocked_whatever_they_wish() {
        ada.wish(wishes(Wishes.BLOCKED, Pace.AT_ONCE));
        ada.hear(word("b1", 1, State.RAISED, BLOCKED));

        assertThat(kinds(ada.pass(DAY))).containsExactly(Kind.DIGEST_OF_DAY);
    }

    @Test
    void that_a_breakage_has_grown_is_in_the_days_message_of_who_was_told_of_it() {
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(TIMING.groupWait());
        ada.hear(word("b1", 2, State.GROWN, MAINTAINS));

        assertThat(kinds(ada.pass(DAY))).containsExactly(Kind.DIGEST_OF_DAY);
    }

    @Test
    void that_a_breakage_has_grown_is_a_message_to_who_was_not_told_of_it() {
        ada.hear(word("b1", 2, State.GROWN, MAINTAINS));

        assertThat(kinds(ada.pass(DAY))).containsExactly(Kind.MESSAGE);
    }

    @Test
    void that_it_is_mended_is_told_in_the_way_in_which_it_was_told() {
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b2", 1, State.RAISED, BLOCKED));
        ada.pass(DAY);
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));
        ada.hear(word("b2", 2, State.RESOLVED, BLOCKED));

        List<Entry> told = ada.pass(DAY);
        assertThat(kinds(told)).containsExactly(Kind.MESSAGE, Kind.DIGEST_OF_DAY);
        assertThat(told.getFirst().about()).containsExactly("b1");
        assertThat(told.getLast().about()).containsExactly("b2");
    }

    @Test
    void what_is_mended_before_it_was_told_is_never_told() {
        ada.hear(word("b1", 1, State.RAISED, BLOCKED));
        ada.hear(word("b1", 2, State.RESOLVED, BLOCKED));
        ada.hear(word("b2", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b2", 2, State.RESOLVED, MAINTAINS));

        assertThat(ada.pass(Duration.ofDays(31))).isEmpty();
        assertThat(ada.ledger().all()).isEmpty();
    }

    @Test
    void a_relapse_is_a_message_again() {
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(DAY);
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));
        ada.pass(DAY);
        ada.hear(word("b1", 3, State.RELAPSED, MAINTAINS));

        assertThat(kinds(ada.pass(DAY))).containsExactly(Kind.MESSAGE);
        assertThat(names(ada.all())).doesNotHaveDuplicates();
    }

    @Test
    void what_was_answered_for_good_disturbs_nobody_again() {
        ada.hear(answered(word("b1", 3, State.RELAPSED, MAINTAINS)));

        assertThat(kinds(ada.pass(DAY))).containsExactly(Kind.DIGEST_OF_DAY);
    }

    @Test
    void changes_of_one_breakage_wait_for_the_groups_interval() {
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(TIMING.groupWait());
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));

        assertThat(ada.pass(TIMING.groupInterval().minusMillis(1))).isEmpty();
        assertThat(ada.pass(Duration.ofMillis(1))).hasSize(1);
    }

    @Test
    void what_belongs_together_is_one_message() {
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(),
                new Grouping(List.of(GroupBy.WAVE), TIMING, new Limits(3, 20, 2), 6, Duration.ZERO)));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(Duration.ofSeconds(1));
        ada.hear(word("b2", 1, State.RAISED, MAINTAINS));
        ada.hear(new Word(
                "b3",
                1,
                new OfBreakage(State.RAISED, false, Optional.empty()),
                where("demo-2", "csv"),
                List.of(MAINTAINS)));

        assertThat(ada.pass(TIMING.groupWait()))
                .extracting(Entry::about)
                .containsExactly(List.of("b1", "b2"), List.of("b3"));
    }

    @Test
    void past_the_limit_of_an_hour_all_is_told_in_one_message_at_its_end() {
        for (int i = 1; i <= 9; i++) {
            ada.hear(word("b" + i, 1, State.RAISED, MAINTAINS));
        }

        List<Entry> atOnce = ada.pass(TIMING.groupWait());
        assertThat(kinds(atOnce))
                .containsOnly(Kind.MESSAGE)
                .hasSize(USUAL.limits().perHour());
        assertThat(ada.pass(Duration.ofMinutes(59))).isEmpty();
        List<Entry> later = ada.pass(Duration.ofMinutes(1));
        assertThat(kinds(later)).containsExactly(Kind.DIGEST_OF_LIMIT);
        assertThat(later.getFirst().about()).hasSize(9 - USUAL.limits().perHour());
    }

    @Test
    void past_the_limit_of_a_week_all_is_told_in_the_days_message() {
        ada.wish(new Wishes(new TreeMap<>(), List.of(), weekly(2)));
        for (int i = 1; i <= 4; i++) {
            ada.hear(word("b" + i, 1, State.RAISED, MAINTAINS));
        }

        List<Entry> atOnce = ada.pass(TIMING.groupWait());
        assertThat(atOnce).extracting(Entry::about).containsExactly(List.of("b1"), List.of("b2"));
        assertThat(ada.pass(DAY)).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Kind.DIGEST_OF_DAY);
            assertThat(digest.about()).containsExactly("b3", "b4");
        });
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));
        ada.hear(word("b3", 2, State.RESOLVED, MAINTAINS));
        assertThat(ada.pass(DAY)).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Kind.DIGEST_OF_DAY);
            assertThat(digest.about()).containsExactly("b1", "b3");
        });

        ada.pass(Duration.ofDays(5));
        ada.hear(word("b5", 1, State.RAISED, MAINTAINS));
        assertThat(kinds(ada.pass(TIMING.groupWait()))).containsExactly(Kind.MESSAGE);
    }

    @Test
    void what_an_hour_had_no_room_for_waits_for_the_day_where_the_week_has_none_either() {
        ada.wish(new Wishes(new TreeMap<>(), List.of(), weekly(3)));
        for (int i = 1; i <= 5; i++) {
            ada.hear(word("b" + i, 1, State.RAISED, MAINTAINS));
        }
        ada.pass(TIMING.groupWait());
        ada.wish(new Wishes(new TreeMap<>(), List.of(), USUAL));
        ada.hear(word("b6", 1, State.RAISED, MAINTAINS));
        ada.pass(TIMING.groupWait());
        ada.wish(new Wishes(new TreeMap<>(), List.of(), weekly(3)));

        List<Entry> told = ada.pass(DAY);
        assertThat(kinds(told)).containsExactly(Kind.DIGEST_OF_DAY);
        assertThat(told.getFirst().about()).containsExactly("b4", "b5", "b6");
    }

    @Test
    void a_reminder_past_the_limit_of_a_week_is_a_line_of_the_days_message() {
        ada.wish(new Wishes(new TreeMap<>(), List.of(), weekly(1)));
        ada.hear(due(word("b1", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(5))));

        assertThat(kinds(ada.pass(Duration.ofDays(2)))).containsExactly(Kind.MESSAGE);
        assertThat(kinds(ada.pass(Duration.ofHours(7))))
                .as("at the hour of the day's message, two days before it is due")
                .containsExactly(Kind.DIGEST_OF_DAY);
        assertThat(ada.pass(Duration.ofDays(2))).isEmpty();
        ada.wish(FakePerson.wishes(Wishes.MAINTAINED, Pace.OFF));
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));
        assertThat(kinds(ada.pass(DAY))).as("who was alarmed hears of the end").containsExactly(Kind.MESSAGE);
    }

    @Test
    void what_grows_just_before_the_days_message_is_in_it() {
        Timing patient = new Timing(Duration.ofMinutes(10), TIMING.groupInterval(), Duration.ZERO);
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(),
                new Grouping(List.of(GroupBy.BREAKAGE), patient, new Limits(3, 0, 2), 6, Duration.ZERO)));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(Duration.ofHours(6).minusMinutes(1));
        ada.hear(word("b1", 2, State.GROWN, MAINTAINS));

        assertThat(ada.pass(Duration.ofMinutes(2))).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Kind.DIGEST_OF_DAY);
            assertThat(digest.about()).containsExactly("b1");
        });
    }

    private static Grouping weekly(int most) {
        return new Grouping(List.of(GroupBy.BREAKAGE), TIMING, new Limits(3, most, 2), 6, Duration.ofDays(2));
    }

    @Test
    void a_digest_names_so_many_and_counts_the_rest() {
        for (int i = 0; i < Entry.MOST + 7; i++) {
            ada.hear(word("b%03d".formatted(i), 1, State.RAISED, BLOCKED));
        }

        assertThat(ada.pass(DAY)).singleElement().satisfies(digest -> {
            assertThat(digest.about()).hasSize(Entry.MOST);
            assertThat(digest.more()).isEqualTo(7);
        });
    }

    @Test
    void what_waits_for_its_wave_is_told_when_that_is_over() {
        ada.wish(wishes(Wishes.MAINTAINED, Pace.PER_WAVE));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        assertThat(ada.pass(Duration.ofDays(3))).isEmpty();

        assertThat(ada.waveOver("demo-2")).isEmpty();
        assertThat(kinds(ada.waveOver("demo-1"))).containsExactly(Kind.DIGEST_OF_WAVE);
        assertThat(ada.waveOver("demo-1")).isEmpty();
    }

    @Test
    void who_wants_nothing_has_it_in_the_feed_alone() {
        ada.wish(wishes(Wishes.MAINTAINED, Pace.OFF));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));

        assertThat(ada.pass(Duration.ofDays(3))).isEmpty();
        assertThat(kinds(ada.all())).containsExactly(Kind.NOTE);
    }

    @Test
    void the_reason_that_asks_for_it_soonest_counts() {
        Reason follows = new Reason(Reason.Kind.FOLLOWS, "follow:package:demo:c*");
        ada.wish(wishes("follow:package:demo:c*", Pace.AT_ONCE));
        ada.hear(word("b1", 1, State.RAISED, follows, BLOCKED));

        assertThat(kinds(ada.pass(DAY))).containsExactly(Kind.MESSAGE);
    }

    @Test
    void a_mute_holds_for_what_it_says_until_it_ends() {
        ada.wish(muted(new Silenced.OneBreakage("b1"), ada.now().plus(DAY)));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b2", 1, State.RAISED, MAINTAINS));
        assertThat(ada.pass(DAY)).extracting(Entry::about).containsExactly(List.of("b2"));

        assertThat(ada.pass(TIMING.groupWait()))
                .as("the mute is over")
                .extracting(Entry::about)
                .containsExactly(List.of("b1"));
        assertThat(ada.pass(Duration.ofDays(30))).isEmpty();
    }

    @Test
    void what_a_mute_with_an_end_silenced_is_told_in_the_first_digest_after_it_by_who_wishes_digests() {
        TreeMap<String, Pace> paces = new TreeMap<>();
        paces.put(Wishes.MAINTAINED, Pace.PER_WAVE);
        ada.wish(new Wishes(paces, until("b1", Duration.ofDays(3)), USUAL));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b2", 1, State.RAISED, BLOCKED));
        ada.wish(new Wishes(
                paces,
                List.of(
                        until("b1", Duration.ofDays(3)).getFirst(),
                        until("b2", Duration.ofDays(3)).getFirst()),
                USUAL));

        assertThat(ada.waveOver("demo-1")).isEmpty();
        assertThat(ada.pass(Duration.ofDays(3))).isEmpty();
        assertThat(ada.pass(Duration.ofHours(6))).singleElement().satisfies(digest -> {
            assertThat(digest.kind()).isEqualTo(Kind.DIGEST_OF_DAY);
            assertThat(digest.about()).containsExactly("b1", "b2");
        });
    }

    @Test
    void what_no_longer_stands_at_the_end_of_a_mute_is_not_told() {
        ada.wish(muted(new Silenced.OneBreakage("b1"), ada.now().plus(DAY)));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));

        assertThat(ada.pass(Duration.ofDays(40))).isEmpty();
        assertThat(ada.ledger().all()).isEmpty();
    }

    @Test
    void a_mute_that_is_taken_back_ends_now_and_one_that_is_said_to_be_for_good_is_never_over() {
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(
                        until("b1", Duration.ofDays(30)).getFirst(),
                        until("b2", Duration.ofDays(30)).getFirst()),
                USUAL));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b2", 1, State.RAISED, MAINTAINS));
        assertThat(ada.pass(DAY)).isEmpty();

        ada.wish(muted(new Silenced.OneBreakage("b2"), null));
        assertThat(ada.pass(DAY)).extracting(Entry::about).containsExactly(List.of("b1"));
        assertThat(ada.pass(Duration.ofDays(90))).isEmpty();
        assertThat(ada.rebuilt().due()).isEmpty();
    }

    @Test
    void a_notice_that_was_silenced_for_a_time_is_not_told_later() {
        ada.wish(muted(new Silenced.Wave("demo-7"), ada.now().plus(DAY)));
        ada.hear(FakePerson.notice("demo-7", true, new Reason(Reason.Kind.REACHED, "csv")));

        assertThat(ada.pass(Duration.ofDays(20))).isEmpty();
    }

    @Test
    void who_was_never_told_since_they_had_muted_it_is_reminded_before_it_is_due_once_they_have_not() {
        ada.wish(muted(new Silenced.OneBreakage("b1"), null));
        ada.hear(due(word("b1", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(14))));
        assertThat(ada.pass(Duration.ofDays(3))).isEmpty();
        ada.wish(wishes(Wishes.BLOCKED, Pace.DAILY));

        assertThat(ada.pass(Duration.ofDays(8))).isEmpty();
        assertThat(kinds(ada.pass(DAY))).containsExactly(Kind.REMINDER);
        assertThat(ada.pass(Duration.ofDays(60))).isEmpty();
    }

    @Test
    void the_last_reminder_waits_for_the_end_of_a_mute_and_does_not_come_once_it_was_due() {
        for (int end : List.of(13, 15)) {
            FakePerson bob = new FakePerson();
            bob.hear(due(word("b1", 1, State.RAISED, MAINTAINS), bob.now().plus(Duration.ofDays(14))));
            bob.pass(DAY);
            bob.wish(muted(
                    new Silenced.OneBreakage("b1"),
                    bob.now().plus(Duration.ofDays(end)).minus(DAY)));

            assertThat(bob.pass(Duration.ofDays(end - 1).minusMillis(1))).isEmpty();
            assertThat(kinds(bob.pass(Duration.ofDays(60)))).isEqualTo(end < 14 ? List.of(Kind.REMINDER) : List.of());
        }
    }

    @Test
    void who_is_told_at_the_end_of_waves_is_reminded_before_it_is_due_of_what_that_has_not_told_yet() {
        ada.wish(wishes(Wishes.MAINTAINED, Pace.PER_WAVE));
        ada.hear(due(word("b1", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(14))));

        assertThat(kinds(ada.pass(Duration.ofDays(13)))).containsExactly(Kind.REMINDER);
        assertThat(ada.waveOver("demo-1")).isEmpty();
    }

    @Test
    void what_a_week_told_in_time_is_not_reminded_of_and_what_it_tells_too_late_is() {
        ada.wish(wishes(Wishes.MAINTAINED, Pace.WEEKLY));
        ada.hear(due(word("b1", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofHours(150))));
        ada.hear(due(word("b2", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(4))));

        List<Entry> told = ada.pass(Duration.ofDays(30));
        assertThat(kinds(told)).containsExactly(Kind.REMINDER, Kind.DIGEST_OF_WEEK);
        assertThat(told).extracting(Entry::about).containsExactly(List.of("b2"), List.of("b1"));
    }

    private List<Wishes.Mute> until(String breakage, Duration time) {
        return List.of(new Wishes.Mute(
                new Silenced.OneBreakage(breakage), Optional.of(ada.now().plus(time))));
    }

    @Test
    void a_mute_of_packages_holds_where_all_that_regressed_is_meant() {
        ada.wish(muted(new Silenced.Packages(Scope.Pattern.parse("demo:c*")), null));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.hear(new Word(
                "b2",
                1,
                new OfBreakage(State.RAISED, false, Optional.empty()),
                where("demo-1", "csv", "json"),
                List.of(MAINTAINS)));

        assertThat(ada.pass(DAY)).extracting(Entry::about).containsExactly(List.of("b2"));
    }

    @Test
    void a_mute_of_a_wave_holds_for_what_it_finds() {
        ada.wish(muted(new Silenced.Wave("demo-1"), null));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));

        assertThat(ada.pass(DAY)).isEmpty();
    }

    @Test
    void who_wishes_so_is_reminded_of_what_stands_still() {
        Timing reminding = new Timing(TIMING.groupWait(), TIMING.groupInterval(), Duration.ofDays(7));
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(),
                new Grouping(List.of(GroupBy.BREAKAGE), reminding, new Limits(3, 20, 2), 6, Duration.ZERO)));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b2", 1, State.RAISED, BLOCKED));
        ada.pass(DAY);

        List<Entry> told = ada.pass(Duration.ofDays(14));
        assertThat(kinds(told)).containsExactly(Kind.REMINDER, Kind.REMINDER);
        assertThat(told).allSatisfy(reminder -> assertThat(reminder.about()).containsExactly("b1"));
        assertThat(names(told)).doesNotHaveDuplicates();
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));
        assertThat(kinds(ada.pass(Duration.ofDays(30)))).containsExactly(Kind.MESSAGE);
    }

    @Test
    void who_mutes_a_breakage_is_not_reminded_of_it() {
        Timing reminding = new Timing(TIMING.groupWait(), TIMING.groupInterval(), Duration.ofDays(7));
        Grouping grouping = new Grouping(List.of(GroupBy.BREAKAGE), reminding, new Limits(3, 20, 2), 6, Duration.ZERO);
        ada.wish(new Wishes(new TreeMap<>(), List.of(), grouping));
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(DAY);
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(new Wishes.Mute(
                        new Silenced.OneBreakage("b1"), Optional.of(ada.now().plus(Duration.ofDays(10))))),
                grouping));

        assertThat(ada.pass(Duration.ofDays(10))).isEmpty();
        assertThat(kinds(ada.pass(Duration.ofDays(10)))).containsExactly(Kind.REMINDER);
    }

    @Test
    void a_breakage_that_is_no_more_is_forgotten_in_time() {
        ada.hear(word("b1", 1, State.RAISED, MAINTAINS));
        ada.pass(DAY);
        ada.hear(word("b1", 2, State.RESOLVED, MAINTAINS));
        ada.pass(DAY);
        assertThat(ada.ledger().all()).hasSize(1);

        ada.pass(Duration.ofDays(30));
        assertThat(ada.ledger().all()).isEmpty();
    }

    @Test
    void the_same_entry_has_the_same_name_in_every_process() {
        FakePerson again = new FakePerson();
        for (FakePerson person : List.of(ada, again)) {
            person.hear(word("b1", 1, State.RAISED, MAINTAINS));
            person.pass(DAY);
        }

        assertThat(again.all()).isEqualTo(ada.all());
        assertThat(names(ada.all())).doesNotHaveDuplicates();
    }

    @Test
    void numbers_out_of_their_range_are_refused() {
        assertThatThrownBy(() -> new Limits(0, 20, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Limits(1, -1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Grouping(List.of(), TIMING, new Limits(1, 20, 2), 24, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Timing(Duration.ofSeconds(-1), Duration.ZERO, Duration.ZERO))
                .hasMessage("group-wait is PT-1S: use 0s or more");
    }

    private static List<Kind> kinds(List<Entry> entries) {
        return entries.stream().map(Entry::kind).toList();
    }

    private static List<String> names(List<Entry> entries) {
        return entries.stream().map(Entry::name).toList();
    }

    @Test
    void who_can_act_is_reminded_once_before_it_is_due_and_not_when_they_were_told_since() {
        ada.hear(
                FakePerson.due(word("b1", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(14))));
        ada.pass(Duration.ofMinutes(1));

        assertThat(ada.pass(Duration.ofDays(11))).isEmpty();
        assertThat(ada.pass(Duration.ofDays(1))).singleElement().satisfies(reminder -> {
            assertThat(reminder.kind()).isEqualTo(Entry.Kind.REMINDER);
            assertThat(reminder.about()).containsExactly("b1");
        });
        assertThat(ada.pass(Duration.ofDays(60))).isEmpty();

        ada.hear(
                FakePerson.due(word("b2", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(1))));
        ada.pass(Duration.ofMinutes(1));
        assertThat(ada.pass(Duration.ofDays(60))).isEmpty();
    }

    @Test
    void what_is_due_on_one_day_is_one_reminder_at_the_hour_of_the_days_message_and_counts_as_a_message() {
        for (int each = 1; each <= 3; each++) {
            ada.hear(FakePerson.due(
                    word("b" + each, 1, State.RAISED, MAINTAINS),
                    ada.now().plus(Duration.ofDays(14)).plus(Duration.ofHours(6 + each))));
        }
        ada.pass(Duration.ofMinutes(1));

        assertThat(ada.pass(Duration.ofDays(13))).singleElement().satisfies(reminder -> {
            assertThat(reminder.kind()).isEqualTo(Kind.REMINDER);
            assertThat(reminder.about()).containsExactly("b1", "b2", "b3");
        });
        assertThat(ada.rebuilt().sent().getLast().atZone(ZoneOffset.UTC).getHour())
                .isEqualTo(USUAL.digestHour());
    }

    @Test
    void nobody_is_reminded_of_what_was_due_long_ago() {
        ada.wish(new Wishes(
                new TreeMap<>(),
                List.of(),
                new Grouping(List.of(GroupBy.BREAKAGE), TIMING, new Limits(3, 20, 2), 6, Duration.ZERO)));
        ada.hear(
                FakePerson.due(word("b1", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(14))));
        ada.pass(Duration.ofDays(15));
        ada.wish(new Wishes(new TreeMap<>(), List.of(), USUAL));

        assertThat(ada.pass(Duration.ofDays(30))).isEmpty();
        assertThat(ada.rebuilt().due()).isEmpty();
    }

    @Test
    void who_mutes_what_waits_is_not_told_of_it_and_who_unsubscribes_only_that_it_is_mended() {
        ada.hear(word("b1", 1, State.RAISED, BLOCKED));
        ada.hear(word("b2", 1, State.RAISED, MAINTAINS));
        ada.wish(muted(new Silenced.OneBreakage("b1"), null));
        assertThat(ada.pass(DAY)).extracting(Entry::about).containsExactly(List.of("b2"));

        ada.hear(word("b3", 1, State.RAISED, MAINTAINS));
        ada.hear(word("b2", 2, State.RESOLVED, MAINTAINS));
        ada.wish(wishes(Wishes.MAINTAINED, Pace.OFF));
        assertThat(ada.pass(DAY)).extracting(Entry::about).containsExactly(List.of("b2"));
        assertThat(ada.ledger().all()).extracting(Heard::waiting).containsOnly(Optional.empty());
    }

    @Test
    void nobody_is_reminded_of_what_is_answered_or_mended_before_it_is_due() {
        Word raised =
                FakePerson.due(word("b1", 1, State.RAISED, MAINTAINS), ada.now().plus(Duration.ofDays(14)));
        ada.hear(raised);
        ada.pass(Duration.ofMinutes(1));
        ada.hear(FakePerson.answered(word("b1", 2, State.GROWN, MAINTAINS)));

        assertThat(ada.pass(Duration.ofDays(60))).extracting(Entry::kind).doesNotContain(Entry.Kind.REMINDER);
    }
}
