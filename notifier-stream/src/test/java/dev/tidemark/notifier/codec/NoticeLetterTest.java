package dev.tidemark.notifier.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.letter.Letter;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.WishLinks;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.InboxKind;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NoticeLetterTest {

    private final LetterCodec letters =
            new LetterCodec(new Templates(Optional.empty()), new Links("http://farm"), new WishLinks() {
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
    void a_message_says_what_is_coming_at_what_of_theirs_how_much_it_is_why_and_how_to_hear_no_more() {
        Letter letter = letters.letter(
                Told.told("ada", "e-1", InboxKind.MESSAGE, Told.notice("ada", "demo-7", 1, "csv", "docs")));

        assertThat(letter.subject()).isEqualTo("textkit 2.0 is coming, and likely to break csv");
        assertThat(letter.thread()).isEmpty();
        assertThat(letter.text()).startsWith("""
                textkit 2.0 is coming, and likely to break csv.

                Told at once, since something of yours is likely to break.

                Coming      textkit 1.0 → 2.0, published by watcher
                Yours       csv for x86_64-linux: likely to break, it fails 40 % of its builds
                Yours       docs for x86_64-linux
                            and 2 more
                Plan        12 packages are built again, 20 jobs at most (x86_64-linux.free 20)
                When        at once; about 3 hours of agents' time, and no sooner over than in 11 minutes
                Wave        demo-7 of demo

                Why you     you maintain what it reaches
                Not of it   tidemark mute ada --wave demo-7
                Of none     tidemark subscribe ada --notices --pace weekly|off
                """);
        assertThat(letter.html()).contains("likely to break, it fails 40 % of its builds", "--notices --pace");
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
    }
}
