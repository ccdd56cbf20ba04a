package dev.tidemark.service.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.schemas.catalogue.Topic;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.schemas.store.PoolEntry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoutedTest {

    private static final Bump BUMP = Bump.newBuilder()
            .setSet("demo")
            .setBump(new BumpRef("textkit", "1.0", "2.0", BumpKind.ROUTINE, "watcher", null, List.of(), null))
            .setState(BumpState.HELD)
            .build();

    @Test
    void streams_sends_each_record_where_the_catalogue_says() {
        for (int partitions = 1; partitions < 30; partitions++) {
            assertThat(Routed.by(Topics.BUMP).partitions("ignored", "demo:textkit@2.0", BUMP, partitions))
                    .isEqualTo(Optional.of(Set.of(Topics.BUMP.partition("demo:textkit@2.0", BUMP, partitions))));
        }
    }

    @Test
    void a_record_that_lies_where_it_belongs_is_not_amiss() {
        int belongs = Topics.BUMP.partition("demo:textkit@2.0", BUMP, 8);

        assertThat(Routed.misrouting(at(Topics.BUMP, belongs), "demo:textkit@2.0", BUMP, 8))
                .isEmpty();
    }

    @Test
    void a_record_that_lies_elsewhere_is_told_with_where_it_belongs_and_who_is_to_mend_it() {
        int belongs = Topics.BUMP.partition("demo:textkit@2.0", BUMP, 8);
        int elsewhere = (belongs + 1) % 8;

        assertThat(Routed.misrouting(at(Topics.BUMP, elsewhere), "demo:textkit@2.0", BUMP, 8))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("in partition %d, but it belongs in %d of 8".formatted(elsewhere, belongs))
                        .contains("let its producer partition by the set"));
    }

    @Test
    void a_record_without_a_key_is_told() {
        assertThat(Routed.misrouting(at(Topics.BUMP, 0), null, BUMP, 8))
                .contains(
                        "tidemark.bump.v1 holds a record without a key: let its producer key it set:attribute@version[@change], and publish it again");
    }

    @Test
    void a_tombstone_belongs_into_a_compacted_topic_only() {
        assertThat(Routed.misrouting(at(Topics.BUMP, 3), "demo:textkit@2.0", null, 8))
                .isEmpty();
        assertThat(Routed.misrouting(at(Topics.VERSION_BUMP, 3), "demo:textkit", null, 8))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("without a value"));
    }

    @Test
    void a_value_without_what_it_is_routed_by_is_refused() {
        Topic reports = Topics.agentReport(TrustDomain.FREE);

        assertThatThrownBy(() -> reports.partition("north", new PoolEntry(1L, null), 8))
                .hasMessage("a record without a pool cannot be routed by it");
    }

    private static Routed.Origin at(Topic topic, int partition) {
        return new Routed.Origin(topic.name(), partition);
    }
}
