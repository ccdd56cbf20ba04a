package dev.tidemark.schemas.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PresentTopicsTest {

    @Test
    void equally_many_partitions_are_in_order() {
        PresentTopics present = allWith(8);

        assertThat(present.firstMissing()).isEmpty();
        assertThat(present.disagreement()).isEmpty();
        assertThat(present.disagreementWith(8)).isEmpty();
    }

    @Test
    void nothing_there_yet_disagrees_with_nothing() {
        PresentTopics none = new PresentTopics(new TreeMap<>());

        assertThat(none.disagreement()).isEmpty();
        assertThat(none.disagreementWith(3)).isEmpty();
        assertThat(none.firstMissing()).contains(Topics.PACKAGE);
    }

    @Test
    void a_topic_that_is_missing_is_named() {
        SortedMap<String, Integer> partitions = allWith(8).partitions();
        partitions.remove(Topics.WAVE.name());

        assertThat(new PresentTopics(partitions).firstMissing()).contains(Topics.WAVE);
    }

    @Test
    void topics_of_different_widths_are_named_with_both() {
        SortedMap<String, Integer> partitions = allWith(3).partitions();
        partitions.put(Topics.WAVE.name(), 8);

        assertThat(new PresentTopics(partitions).disagreement())
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("tidemark.agent-report.free.v1 3, tidemark.wave.v1 8")
                        .contains("delete"));
    }

    @Test
    void another_number_than_is_there_is_refused_with_the_number_to_ask_for() {
        assertThat(allWith(3).disagreementWith(8))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .startsWith("the topic tidemark.agent-report.free.v1 has 3 partitions and 8 are asked for")
                        .contains("ask for 3"));
    }

    private static PresentTopics allWith(int partitions) {
        SortedMap<String, Integer> all = new TreeMap<>();
        Topics.all().forEach(topic -> all.put(topic.name(), partitions));
        return new PresentTopics(all);
    }
}
