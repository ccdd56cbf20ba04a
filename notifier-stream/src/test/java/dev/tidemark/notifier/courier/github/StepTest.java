package dev.tidemark.notifier.courier.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.notifier.courier.github.Step.Posted;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StepTest {

    private static final long RAISED = 1_772_366_400;
    private static final boolean STANDS = false;
    private static final boolean RESOLVED = true;
    private static final boolean OPEN = true;
    private static final boolean CLOSED = false;

    private static Marker change(int change, boolean resolved) {
        return new Marker("b-1", RAISED, change, resolved);
    }

    private static Optional<Posted> posted(int change, boolean resolved, boolean isOpen) {
        return Optional.of(new Posted(change(change, resolved), isOpen, false, false, false));
    }

    @Test
    void what_stands_gets_an_issue_and_what_is_over_gets_none() {
        assertThat(Step.towards(change(1, STANDS), Optional.empty())).containsExactly(Step.CREATE);
        assertThat(Step.towards(change(4, STANDS), Optional.empty())).containsExactly(Step.CREATE);
        assertThat(Step.towards(change(2, RESOLVED), Optional.empty())).isEmpty();
    }

    @Test
    void a_change_is_told_before_the_issue_says_that_it_was() {
        assertThat(Step.towards(change(2, STANDS), posted(1, STANDS, OPEN)))
                .containsExactly(Step.COMMENT, Step.REWRITE);
        assertThat(Step.towards(change(2, RESOLVED), posted(1, STANDS, OPEN)))
                .containsExactly(Step.COMMENT, Step.CLOSE, Step.REWRITE);
        assertThat(Step.towards(change(3, STANDS), posted(2, RESOLVED, CLOSED)))
                .containsExactly(Step.COMMENT, Step.REOPEN, Step.REWRITE);
    }

    @Test
    void what_was_done_is_not_done_again() {
        assertThat(Step.towards(
                        change(2, RESOLVED), Optional.of(new Posted(change(1, STANDS), CLOSED, true, true, false))))
                .containsExactly(Step.REWRITE);
        assertThat(Step.towards(
                        change(2, STANDS), Optional.of(new Posted(change(2, STANDS), OPEN, false, false, true))))
                .isEmpty();
    }

    @Test
    void other_jobs_without_a_change_of_state_are_written_and_told_to_nobody() {
        assertThat(Step.towards(change(2, STANDS), posted(2, STANDS, OPEN))).containsExactly(Step.REWRITE);
    }

    @Test
    void what_is_older_than_the_issue_changes_nothing() {
        assertThat(Step.towards(change(1, STANDS), posted(2, RESOLVED, CLOSED))).isEmpty();
        assertThat(Step.towards(new Marker("b-1", RAISED - 1, 9, RESOLVED), posted(2, STANDS, OPEN)))
                .isEmpty();
    }

    @Test
    void a_breakage_that_was_forgotten_and_is_raised_again_goes_on_in_its_issue() {
        Marker again = new Marker("b-1", RAISED + 1, 1, STANDS);

        assertThat(Step.towards(again, posted(2, RESOLVED, CLOSED)))
                .containsExactly(Step.COMMENT, Step.REOPEN, Step.REWRITE);
        assertThat(Step.towards(again, posted(1, STANDS, OPEN))).containsExactly(Step.COMMENT, Step.REWRITE);
    }

    @Test
    void an_issue_that_we_closed_without_saying_so_is_opened_when_the_breakage_is_back() {
        assertThat(Step.towards(
                        change(3, STANDS), Optional.of(new Posted(change(1, STANDS), CLOSED, true, false, false))))
                .containsExactly(Step.COMMENT, Step.REOPEN, Step.REWRITE);
    }

    @Test
    void an_issue_that_people_closed_stays_closed_while_the_breakage_stands() {
        assertThat(Step.towards(change(2, STANDS), posted(1, STANDS, CLOSED)))
                .containsExactly(Step.COMMENT, Step.REWRITE);
        assertThat(Step.towards(change(2, RESOLVED), posted(1, STANDS, CLOSED)))
                .containsExactly(Step.COMMENT, Step.REWRITE);
    }

    @Test
    void a_relapse_that_was_passed_over_reopens_it_all_the_same() {
        assertThat(Step.towards(change(4, STANDS), posted(2, RESOLVED, CLOSED)))
                .containsExactly(Step.COMMENT, Step.REOPEN, Step.REWRITE);
    }

    @Test
    void a_marker_is_read_back_and_nothing_else_is_one() {
        Marker marker = new Marker("b-6f08ba02f0f4505d", RAISED, 12, true);
        assertThat(Marker.in("edited by hand\n" + marker.line() + "text")).contains(marker);
        assertThat(Marker.in("<!-- tidemark breakage=b-1 change=2 stands -->"))
                .contains(new Marker("b-1", 0, 2, false));
        assertThat(Marker.in("<!-- tidemark breakage=b 1 change=1 stands -->")).isEmpty();
        assertThat(Marker.in("")).isEmpty();
        assertThatThrownBy(() -> new Marker("b-1 --> <b>", 0, 1, false)).isInstanceOf(IllegalArgumentException.class);
    }
}
