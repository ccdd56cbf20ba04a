package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class MeantForTest {

    private static final MeantFor MAIL = MeantFor.only("mail-courier");

    @Test
    void a_record_is_for_those_that_its_headers_name_whatever_they_named_before() {
        RecordHeaders headers = new RecordHeaders();
        MeantFor.only("webhook-courier").into(headers);
        MAIL.and(MeantFor.only("another-courier")).into(headers);

        MeantFor read = MeantFor.from(headers);
        assertThat(read.couriers()).containsExactly("another-courier", "mail-courier");
        assertThat(read.isFor("mail-courier")).isTrue();
        assertThat(read.isFor("webhook-courier")).isFalse();
        assertThat(read.isForAll()).isFalse();
    }

    @Test
    void a_record_that_names_none_is_for_all() {
        MeantFor all = new MeantFor(new TreeSet<>());
        RecordHeaders headers = new RecordHeaders();
        MAIL.into(headers);
        all.into(headers);

        assertThat(headers.toArray()).isEmpty();
        assertThat(MeantFor.from(headers)).isEqualTo(all);
        assertThat(all.isFor("mail-courier")).isTrue();
    }
}
