package dev.tidemark.service;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a metric is called, with labels, in the way that Graphite tags names: {@code planner.queue;pool=x86_64-linux.free}. Labels are
 * of what there are few of. Immutable.
 */
public final class MetricName {

    private static final char TAG = ';';
    private static final char VALUE = '=';

    private final String base;
    private final SequencedMap<String, String> labels;

    private MetricName(String base, SequencedMap<String, String> labels) {
        this.base = base;
        this.labels = labels;
    }

    /** One without labels. */
    public static MetricName of(String base) {
        return new MetricName(base, new LinkedHashMap<>());
    }

    /** One as it was registered. */
    static MetricName parse(String name) {
        String[] parts = name.split(String.valueOf(TAG), -1);
        MetricName parsed = of(parts[0]);
        for (int label = 1; label < parts.length; label++) {
            int at = parts[label].indexOf(VALUE);
            parsed = parsed.with(parts[label].substring(0, at), parts[label].substring(at + 1));
        }
        return parsed;
    }

    static boolean isLabelled(String name) {
        return name.indexOf(TAG) >= 0;
    }

    /** The same with one more label; what would end a value becomes an underscore in it. */
    public MetricName with(String label, String value) {
        SequencedMap<String, String> more = new LinkedHashMap<>(labels);
        more.put(label, value.replace(TAG, '_'));
        return new MetricName(base, more);
    }

    String base() {
        return base;
    }

    Map<String, String> labels() {
        return labels;
    }

    @Override
    public String toString() {
        StringBuilder name = new StringBuilder(base);
        labels.forEach(
                (label, value) -> name.append(TAG).append(label).append(VALUE).append(value));
        return name.toString();
    }
}
