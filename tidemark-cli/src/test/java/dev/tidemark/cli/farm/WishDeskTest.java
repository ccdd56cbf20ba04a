package dev.tidemark.cli.farm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.event.GroupBy;
import dev.tidemark.schemas.event.GroupingRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What somebody does not say of how messages are put together stays as it is. */
final class WishDeskTest {

    private static final GroupingRule BEFORE = new GroupingRule(List.of(GroupBy.WAVE), 600, 900, 3_600, 5, 8);
    private static final WishDesk.Grouping NOTHING = new WishDesk.Grouping(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    void what_is_not_said_stays_as_it_was() {
        assertThat(NOTHING.over(BEFORE)).isEqualTo(BEFORE);
        assertThat(new WishDesk.Grouping(
                                Optional.empty(),
                                Optional.of(Duration.ofMinutes(1)),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(7),
                                Optional.empty())
                        .over(BEFORE))
                .isEqualTo(new GroupingRule(List.of(GroupBy.WAVE), 60, 900, 3_600, 7, 8));
    }

    @Test
    void what_is_said_holds_be_it_nothing_to_group_by() {
        assertThat(new WishDesk.Grouping(
                                Optional.of(List.of()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Duration.ZERO),
                                Optional.empty(),
                                Optional.empty())
                        .over(BEFORE))
                .isEqualTo(new GroupingRule(List.of(), 600, 900, 0, 5, 8));
    }

    @Test
    void who_has_no_such_wish_yet_keeps_what_a_notifier_has_of_itself() {
        assertThat(NOTHING.over(WishDesk.usual()))
                .isEqualTo(new GroupingRule(List.of(GroupBy.BREAKAGE), 1, 300, 0, 10, 6));
    }
}
