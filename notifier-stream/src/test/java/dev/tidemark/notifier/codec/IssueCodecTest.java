package dev.tidemark.notifier.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.notifier.letter.IssueLetter;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IssueCodecTest {

    private static final Links LINKS = new Links("https://tidemark.example.org");
    private static final int GITHUB_TAKES = 65_536;
    private static final String HOSTILE =
            "@everyone @farm/team fixes #1 closes farm/tracker#2 GH-3 <script>alert(1)</script> <!-- tidemark --> ![x](http://x.example/)"
                    + " </pre> ``` | &lt; http://evil.example www.evil.example";

    @TempDir
    private Path folder;

    private static IssueCodec codec() {
        return codec(person -> Optional.empty());
    }

    private static IssueCodec codec(Function<String, Optional<String>> mentioned) {
        return new IssueCodec(new Templates(Optional.empty()), LINKS, mentioned);
    }

    @Test
    void an_issue_says_who_is_to_blame_how_it_failed_what_is_blocked_and_what_to_answer() {
        IssueLetter letter = codec().letter(Told.breakage("b-1", BreakageState.RAISED, 1, "csv", "json"));

        assertThat(letter.title()).isEqualTo("csv and 1 more are broken by textkit 2.0");
        assertThat(undone(letter.body()))
                .contains("| to blame | **textkit 1.0 → 2.0**, published by watcher |")
                .contains("| blocked | 1 behind it: docs |")
                .contains("| can act | ada, watcher |\n")
                .contains("| due | 15 March 2026 |")
                .contains("[b-1](https://tidemark.example.org/breakages/b-1)")
                .contains("### csv 1.5 for x86_64-linux", "### json 1.5 for x86_64-linux")
                .contains("The path from the bump: textkit → csv")
                .contains("<pre>error: no member named pad\n</pre>")
                .contains("[The whole log](https://tidemark.example.org/breakages/b-1/logs/aaaa")
                .contains("tidemark resolve demo-1 csv retry|wont-fix|cant-fix --by NAME");
        assertThat(undone(letter.comment()))
                .startsWith("**csv and 1 more are broken by textkit 2.0.**")
                .contains("2 broken, 1 blocked behind: docs; in wave demo-1, due 15 March 2026.");
    }

    @Test
    void it_says_that_a_job_is_good_without_the_bump_only_where_that_was_proven() {
        Breakage proven = Told.breakage("b-1", BreakageState.RAISED, 1, "csv");

        assertThat(undone(codec().letter(proven).body())).contains("; good without it. ");
        assertThat(undone(codec().letter(Told.onlyWithTheBump(proven)).body()))
                .contains("; the set has it only with the bump. ")
                .doesNotContain("good without");
    }

    @Test
    void where_recipes_are_served_an_issue_has_the_command_that_builds_it_again() {
        Links links = new Links("https://tidemark.example.org", true, workspace -> false);
        IssueLetter letter = new IssueCodec(new Templates(Optional.empty()), links, person -> Optional.empty())
                .letter(Told.breakage("b-1", BreakageState.RAISED, 1, "csv", HOSTILE));

        assertThat(undone(letter.body()))
                .contains(
                        "<pre>curl -fsS https://tidemark.example.org/breakages/b-1/reproduce/x86_64-linux/csv | sh</pre>");
        assertThat(letter.body().replaceAll("</?pre>", "").replace("https://tidemark.example.org/", ""))
                .doesNotContainPattern("[<`!@]|://|www\\.|\\[x]");
        assertThat(codec().letter(Told.breakage("b-1", BreakageState.RAISED, 1, "csv"))
                        .body())
                .doesNotContain("build it again");
    }

    @Test
    void what_is_resolved_says_why_and_asks_for_nothing() {
        IssueLetter letter = codec().letter(Told.breakage("b-1", BreakageState.RESOLVED, 2, "csv"));

        assertThat(undone(letter.body()))
                .contains("csv is no longer broken by textkit 2.0")
                .contains("csv (x86_64-linux) is built in wave demo-2.")
                .doesNotContain("can act", "tidemark resolve");
        assertThat(undone(letter.comment()))
                .contains("is built in wave demo-2.")
                .doesNotContain("due");
    }

    @Test
    void whatever_strangers_write_mentions_nobody_refers_to_nothing_and_is_no_markup() {
        Breakage told = Told.breakage("b-1", BreakageState.RESOLVED, 1, List.of(HOSTILE, HOSTILE), HOSTILE);
        Breakage hostile = Breakage.newBuilder(told)
                .setBlamed(List.of(BumpRef.newBuilder(told.getBlamed().getFirst())
                        .setAttribute(HOSTILE)
                        .setTo(HOSTILE)
                        .setPublisher(HOSTILE)
                        .build()))
                .setReason(HOSTILE)
                .setAct(List.of(HOSTILE))
                .setBlocked(List.of(new JobRef(HOSTILE, HOSTILE, Variant.WAVE, null)))
                .setWave(HOSTILE)
                .setSet(HOSTILE)
                .build();
        for (BreakageState state : List.of(BreakageState.RESOLVED, BreakageState.RAISED)) {
            IssueLetter letter =
                    codec().letter(Breakage.newBuilder(hostile).setState(state).build());
            for (String text : List.of(letter.body(), letter.comment())) {
                String withoutOurs = text.replaceAll("</?pre>", "").replace("https://tidemark.example.org/", "");
                assertThat(withoutOurs).doesNotContainPattern("[<`!@]|://|www\\.|\\[x]");
                assertThat(undone(withoutOurs)).doesNotContainPattern("@\\w|#\\d|(?i:GH-)\\d");
            }
            assertThat(letter.title())
                    .doesNotContainPattern("@\\w|#\\d|(?i:GH-)\\d")
                    .doesNotContain("\n");
        }
    }

    @Test
    void those_who_can_act_are_mentioned_where_their_account_is_known_and_is_one() {
        Map<String, String> accounts = Map.of("ada", "ada-l", "watcher", "no account @all");
        IssueCodec codec = codec(person -> Optional.ofNullable(accounts.get(person)));

        IssueLetter letter = codec.letter(Told.breakage("b-1", BreakageState.RAISED, 1, "csv"));

        assertThat(letter.body()).contains("| can act | ada, watcher (@ada-l) |");
        assertThat(letter.comment()).doesNotContain("@");
    }

    @Test
    void however_much_there_is_to_say_an_issue_takes_it_and_says_how_much_there_is() {
        String longest = "@".repeat(10_000);
        List<String> log = Collections.nCopies(100, longest);
        Breakage told = Told.breakage(
                "b-1",
                BreakageState.RAISED,
                1,
                log,
                IntStream.range(0, 50).mapToObj(i -> i + longest).toArray(String[]::new));
        Breakage huge = Breakage.newBuilder(told)
                .setRegressed(told.getRegressed().stream()
                        .map(job -> RegressedJob.newBuilder(job)
                                .setPath(Collections.nCopies(500, longest))
                                .build())
                        .toList())
                .setRegressedCount(9_000)
                .setBlocked(IntStream.range(0, 50)
                        .mapToObj(i -> new JobRef("docs" + i, "x86_64-linux", Variant.WAVE, null))
                        .toList())
                .setBlockedCount(50_000)
                .build();

        IssueLetter letter = codec().letter(huge);

        assertThat(letter.title()).hasSizeLessThanOrEqualTo(256);
        assertThat(letter.body()).hasSizeLessThanOrEqualTo(IssueCodec.MOST);
        assertThat(undone(letter.body()))
                .contains("| blocked | 50000 behind it: docs0, docs1,")
                .contains("… and 8999 more");
        assertThat(letter.comment()).contains("50000 blocked behind");
        assertThat(IssueCodec.MOST).isLessThan(GITHUB_TAKES - 150); // The marker's room.
    }

    @Test
    void logs_are_told_as_far_as_there_is_room() {
        List<String> log = Collections.nCopies(30, "x".repeat(150));
        String[] many = IntStream.range(0, 20).mapToObj(i -> "p" + i).toArray(String[]::new);

        String body = codec().letter(Told.breakage("b-1", BreakageState.RAISED, 1, log, many))
                .body();

        assertThat(body.split("<pre>x", -1)).hasSize(6);
        assertThat(body).contains("### p19");
    }

    @Test
    void a_template_of_the_operators_own_is_escaped_too_and_cut_where_it_is_too_long() throws IOException {
        Files.writeString(folder.resolve("issue.md.mustache"), "😀".repeat(40_000) + "{{title}}");
        Files.writeString(folder.resolve("comment.md.mustache"), "ours: {{state}} {{first}}");

        IssueLetter letter = new IssueCodec(new Templates(Optional.of(folder)), LINKS, person -> Optional.empty())
                .letter(Told.breakage("b-1", BreakageState.RAISED, 1, "<csv>"));

        assertThat(letter.comment()).isEqualTo("ours: raised &#60;csv&#62;");
        assertThat(letter.body()).hasSizeLessThanOrEqualTo(IssueCodec.MOST).endsWith("😀…");
    }

    /** As GitHub reads it once Markdown has undone the escapes. */
    private static String undone(String text) {
        return Pattern.compile("&#(\\d+);")
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(character(found)));
    }

    private static String character(MatchResult found) {
        return Character.toString(Integer.parseInt(found.group(1)));
    }
}
