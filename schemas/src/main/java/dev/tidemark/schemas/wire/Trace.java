package dev.tidemark.schemas.wire;

import dev.tidemark.schemas.catalogue.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Trace context that travels from a bump to its breakage, in the header {@code traceparent}.
 *
 * @param traceparent as in W3C Trace Context, level 1
 */
public record Trace(String traceparent) {

    private static final String HEADER = RecordHeader.TRACEPARENT.label();
    private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** @throws IllegalArgumentException when it is not of the specified form */
    public Trace {
        if (!FORM.matcher(traceparent).matches()) {
            throw new IllegalArgumentException("not a W3C traceparent of version 00");
        }
    }

    /** A new, sampled trace. */
    public static Trace fresh(RandomGenerator random) {
        byte[] ids = new byte[24];
        random.nextBytes(ids);
        HexFormat hex = HexFormat.of();
        return new Trace("00-%s-%s-01".formatted(hex.formatHex(ids, 0, 16), hex.formatHex(ids, 16, 24)));
    }

    /** What the record carries; empty when there is none or it is of another form. */
    public static Optional<Trace> from(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        String text = new String(header.value(), StandardCharsets.UTF_8);
        return FORM.matcher(text).matches() ? Optional.of(new Trace(text)) : Optional.empty();
    }

    /** Puts it in place of whatever is there. */
    public void into(Headers headers) {
        headers.remove(HEADER);
        RecordHeader.TRACEPARENT.add(headers, traceparent);
    }
}
