package dev.tidemark.service.streams;

import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Has what comes in time committed soon, and what has waited in larger transactions. A commit costs more than deciding a record
 * does: who is behind, after a restart or in a rush, must not pay it every few records, and who is not must not let others wait.
 */
public final class Paced {

    /** Milliseconds, as a number: how long the output of a record that came in time may wait to be published. */
    static final String SOON_CONFIG = "tidemark.commit.soon.ms";

    /** The {@link DueCommits} of the application. */
    static final String DUE_CONFIG = "tidemark.commit.due";

    /** A record that is as old as that has waited. */
    static final Duration BEHIND = Duration.ofMillis(200);

    /** How long the output of one that has waited may wait still. */
    static final Duration LONGEST = Duration.ofMillis(100);

    private Paced() {}

    /**
     * Processors whose outputs are committed so. A record has waited when it is older, by its own time and this machine's clock, than
     * {@link #BEHIND}.
     */
    public static <K, V, L, W> ProcessorSupplier<K, V, L, W> soon(ProcessorSupplier<K, V, L, W> processors) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<K, V, L, W> get() {
                return new Committing<>(processors.get());
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                return processors.stores();
            }
        };
    }

    private static final class Committing<K, V, L, W> implements Processor<K, V, L, W> {
        private final Processor<K, V, L, W> processor;
        private ProcessorContext<L, W> context;
        private DueCommits commits;
        private boolean due;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
        Committing(Processor<K, V, L, W> processor) {
            this.processor = processor;
        }

        @Override
        public void init(ProcessorContext<L, W> initialised) {
            context = initialised;
            processor.init(initialised);
            if (!(initialised.appConfigs().get(SOON_CONFIG) instanceof Long soon
                    && initialised.appConfigs().get(DUE_CONFIG) instanceof DueCommits known)) {
                throw new IllegalStateException("a topology runs with the properties of a StreamsPart");
            }
            commits = known;
            initialised.schedule(Duration.ofMillis(soon), PunctuationType.WALL_CLOCK_TIME, now -> commitWhatIsDue());
        }

        private void commitWhatIsDue() {
            if (due) {
                settle();
                context.commit();
            }
        }

        private void settle() {
            if (due) {
                due = false;
                commits.end();
            }
        }

        @Override
        public void process(Record<K, V> record) {
            if (!due && context.currentSystemTimeMs() - record.timestamp() < BEHIND.toMillis()) {
                due = true;
                commits.begin();
            }
            processor.process(record);
        }

        @Override
        public void close() {
            settle();
            processor.close();
        }
    }
}
