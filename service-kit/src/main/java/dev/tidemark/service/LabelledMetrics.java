package dev.tidemark.service;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * Shows Prometheus the counters, gauges and timers whose names have labels ({@link MetricName}): those of one name as one metric.
 * Safe for any thread.
 */
final class LabelledMetrics implements MultiCollector {

    private static final List<Double> QUANTILES = List.of(0.5, 0.95, 0.99);
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MetricRegistry registry;

    LabelledMetrics(MetricRegistry registry) {
        this.registry = registry;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> all = new ArrayList<>();
        all.addAll(together(registry.getCounters(), LabelledMetrics::counter, CounterSnapshot::new));
        all.addAll(together(registry.getGauges(), LabelledMetrics::gauge, GaugeSnapshot::new));
        all.addAll(together(registry.getTimers(), LabelledMetrics::timer, SummarySnapshot::new));
        return new MetricSnapshots(all);
    }

    private static <M, P, S> List<S> together(
            Map<String, M> metrics,
            BiFunction<M, Labels, P> point,
            BiFunction<MetricMetadata, Collection<P>, S> whole) {
        SortedMap<String, List<P>> points = new TreeMap<>();
        metrics.forEach((name, metric) -> {
            if (MetricName.isLabelled(name)) {
                MetricName parsed = MetricName.parse(name);
                points.computeIfAbsent(PrometheusNaming.sanitizeMetricName(parsed.base()), first -> new ArrayList<>())
                        .add(point.apply(metric, labels(parsed)));
            }
        });
        List<S> all = new ArrayList<>();
        points.forEach((name, each) -> all.add(whole.apply(new MetricMetadata(name), each)));
        return all;
    }

    private static Labels labels(MetricName name) {
        Labels.Builder labels = Labels.builder();
        name.labels().forEach((label, value) -> labels.label(PrometheusNaming.sanitizeLabelName(label), value));
        return labels.build();
    }

    private static CounterDataPointSnapshot counter(com.codahale.metrics.Counter counter, Labels labels) {
        return CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) counter.getCount())
                .build();
    }

    private static GaugeDataPointSnapshot gauge(Gauge<?> gauge, Labels labels) {
        double value = gauge.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }

    private static SummaryDataPointSnapshot timer(Timer timer, Labels labels) {
        Snapshot taken = timer.getSnapshot();
        Quantiles quantiles = Quantiles.of(QUANTILES.stream()
                .map(quantile -> new Quantile(quantile, taken.getValue(quantile) / NANOS_PER_SECOND))
                .toList());
        return SummaryDataPointSnapshot.builder()
                .labels(labels)
                .count(timer.getCount())
                .quantiles(quantiles)
                .build();
    }
}
