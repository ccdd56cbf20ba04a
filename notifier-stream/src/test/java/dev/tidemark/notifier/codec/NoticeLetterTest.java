package dev.tidemark.notifier.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.notifier.letter.Letter;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.WishLinks;
import dev.tidemark.notifier.people.FindReached;
import dev.tidemark.notifier.people.Reached;
import dev.tidemark.notifier.people.Reason;
import dev.tidemark.notifier.people.Wishes;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.FollowKind;
import dev.tidemark.schemas.event.FollowRule;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.ReasonKind;
import dev.tidemark.schemas.event.Subscription;
import dev.tidemark.schemas.event.TellingPace;
import dev.tidemark.schemas.event.TellingReason;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NoticeLetterTest {

    private static final Wishes.Grouping USUAL = new Wishes.Grouping(
            List.of(),
            new Wishes.Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new Wishes.Limits(3, 20, 2),
            6,
            Duration.ZERO);

    private static final String WORKSPACE = "c".repeat(64);

    private final LetterCodec letters = new LetterCodec(
            new Templates(Optional.empty()), new Links("http://farm", true, WORKSPACE::equals), new WishLinks() {
                @Override
                public String noMail(String person) {
                    return "http://farm/wishes/none";
                }

                @Override
                public String mute(String person, String breakage) {
                    return "http://farm/wishes/mute";
                }
            });

    @Test
    void what_can_be_tried_before_it_is_built_is_told_with_its_command_and_nothing_else_is() {
        Concern told = Told.notice("ada", "demo-7", 1, "csv", "docs");
        Concern tried = Concern.newBuilder(told)
                .setNotice(Notice.newBuilder(told.getNotice().orElseThrow())
                        .setWorkspace(WORKSPACE)
                        .build())
                .build();

        Letter letter = letters.letter(Told.told("ada", "e-1", InboxKind.MESSAGE, tried));

        assertThat(letter.text()).contains("""
                Yours       csv for x86_64-linux: likely to break, expected to fail 40 % of its builds
                Try it      curl -fsS http://farm/notices/demo-7/try/csv | sh
                Yours       docs for x86_64-linux
                Try it      curl -fsS http://farm/notices/demo-7/try/docs | sh
                """);
        assertThat(letter.html()).contains("<code>curl -fsS http://farm/notices/demo-7/try/csv | sh</code>");
        assertThat(letters.letter(Told.told("ada", "e-1", InboxKind.MESSAGE, told))
                        .text())
                .doesNotContain("Try it");
    }

    @Test
    void a_message_says_what_is_coming_at_what_of_theirs_how_much_it_is_why_and_how_to_hear_no_more() {
        Letter letter = letters.letter(
                Told.told("ada", "e-1", InboxKind.MESSAGE, Told.notice("ada", "demo-7", 1, "csv", "docs")));

        assertThat(letter.subject()).isEqualTo("textkit 2.0 is coming, and likely to break csv");
        assertThat(letter.thread()).isEmpty();
        assertThat(letter.text()).startsWith("""
                textkit 2.0 is coming, and likely to break csv.

                Worth a message, since something of yours is likely to break.

                Coming      textkit 1.0 → 2.0, published by watcher
                Yours       csv for x86_64-linux: likely to break, expected to fail 40 % of its builds
                Yours       docs for x86_64-linux
                            and 2 more
                Plan        12 packages are built again, 20 jobs at most (x86_64-linux.free 20)
                When        at once; about 3 hours of agents' time, and no sooner over than in 11 minutes
                Wave        demo-7 of demo

                Why you     you maintain what it reaches
                Not of it   tidemark mute ada --wave demo-7
                Of none     tidemark subscribe ada --notices --pace weekly|off
                """);
        assertThat(letter.html()).contains("likely to break, expected to fail 40 % of its builds", "--notices --pace");
    }

    @Test
    void a_weeks_digest_has_a_line_for_each() {
        Letter letter = letters.letter(Told.told(
                "ada",
                "e-1",
                InboxKind.DIGEST,
                Told.notice("ada", "demo-7", 0, "csv"),
                Told.notice("ada", "demo-8", 0, "docs")));

        assertThat(letter.subject())
                .isEqualTo("2 notices: textkit 2.0 is coming, which reaches csv and 2 more, and more");
        assertThat(letter.text())
                .startsWith("What is new this week: 2 notices.\n")
                .contains(
                        "* textkit 2.0 is coming, which reaches csv and 2 more\n  3 of 12 packages are yours; you maintain what it reaches\n")
                .contains("wave demo-8 of demo");
        assertThat(letter.html()).contains("wave demo-7 of demo");
    }

    @Test
    void breakages_and_notices_can_be_in_one_digest() {
        Letter letter = letters.letter(Told.told(
                "ada",
                "e-1",
                InboxKind.DIGEST,
                Told.entry("ada", "e-2", InboxKind.NOTE, Told.breakage("b-1", BreakageState.RAISED, 1, "csv"))
                        .getConcerns()
                        .getFirst(),
                Told.notice("ada", "demo-7", 0, "csv")));

        assertThat(letter.text()).startsWith("What is new this week: one breakage and one notice.");
        assertThat(letter.subject()).isEqualTo("one breakage and one notice: csv is broken by textkit 2.0, and more");
    }

    @Test
    void what_somebody_only_follows_is_not_called_theirs() {
        Concern notice = Told.notice("ada", "demo-7", 1, "csv");
        Concern followed = Concern.newBuilder(notice)
                .setReasons(List.of(new TellingReason(ReasonKind.FOLLOWS_REACHED, "follow:package:demo:c*")))
                .build();

        assertThat(letters.letter(Told.told("ada", "e-1", InboxKind.DIGEST, followed))
                        .text())
                .contains("3 of 12 are packages you follow; you follow what it reaches")
                .doesNotContain("yours");
        assertThat(letters.letter(Told.told("ada", "e-1", InboxKind.MESSAGE, followed))
                        .text())
                .contains(
                        "Worth a message, since something that you follow is likely to break.",
                        "Followed    csv for x86_64-linux");
    }

    @Test
    void a_wave_of_many_bumps_names_the_first_of_them_and_fewer_in_a_line_among_many() {
        Notice told = Told.notice("ada", "demo-7", 1, "csv").getNotice().orElseThrow();
        Notice large = Notice.newBuilder(told)
                .setBumps(Collections.nCopies(2_000, told.getBumps().getFirst()))
                .build();
        Concern concern = ConcernCodec.concern(
                "ada",
                new FindReached.Stake(
                        List.of(new Reason(Reason.Kind.REACHED, "csv")),
                        List.of(new Reached("csv", List.of("ada"), true)),
                        1),
                large,
                Map.of("csv", told.getReached().getFirst()));

        Notice kept = concern.getNotice().orElseThrow();
        assertThat(kept.getBumps()).hasSize(20);
        assertThat(kept.getReached())
                .singleElement()
                .satisfies(reached -> assertThat(reached.getMaintainers()).isEmpty());
        assertThat(ConcernCodec.brief(concern).getNotice().orElseThrow().getBumps())
                .hasSize(3);
    }

    @Test
    void a_wish_for_notices_at_the_end_of_a_wave_is_refused_and_read_as_weekly_where_it_is_stored() {
        Subscription said = Subscription.newBuilder()
                .setPerson("ada")
                .setRule(Wishes.NOTICES)
                .setFollow(new FollowRule(FollowKind.NOTICES, "", TellingPace.PER_WAVE))
                .setBy("ada")
                .setAt(Told.NOW)
                .build();

        assertThatThrownBy(() -> SubscriptionCodec.check(said)).hasMessageContaining("use at-once, daily, weekly");
        assertThat(SubscriptionCodec.wishes(List.of(said), USUAL).paces())
                .containsExactly(Map.entry(Wishes.NOTICES, Wishes.Pace.WEEKLY));
    }

    @Test
    void a_wish_to_follow_what_is_no_pattern_is_refused() {
        Subscription said = Subscription.newBuilder()
                .setPerson("ada")
                .setRule("follow:package:csv")
                .setFollow(new FollowRule(FollowKind.PACKAGES, "csv", TellingPace.DAILY))
                .setBy("ada")
                .setAt(Told.NOW)
                .build();

        assertThatThrownBy(() -> SubscriptionCodec.check(said)).hasMessageContaining("names no set");
    }
}
