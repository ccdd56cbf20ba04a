package dev.tidemark.notifier.topology;

import dev.tidemark.notifier.breakage.JobStanding;
import dev.tidemark.notifier.codec.JudgementCodec;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Judgement;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.store.HeardWave;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.streams.UndecidableException;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Brings what happens in waves to where a set's breakages are raised: jobs that stand, stand no more or are settled, waves that move,
 * and answers for good. Keyed by wave in, by set out.
 */
final class GatherJudgementsProcessor implements Processor<String, SpecificRecord, String, Judgement> {

    private ProcessorContext<String, Judgement> context;
    private KeyValueStore<String, String> standings;
    private KeyValueStore<String, HeardWave> waves;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private GatherJudgementsProcessor() {}

    static ProcessorSupplier<String, SpecificRecord, String, Judgement> supplier(EventSerdes serdes) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, SpecificRecord, String, Judgement> get() {
                return new GatherJudgementsProcessor();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return new NotifierStores(serdes).gatherJudgements();
            }
        };
    }

    @Override
    public void init(ProcessorContext<String, Judgement> initialised) {
        context = initialised;
        standings = initialised.getStateStore(NotifierStores.STANDING_JOBS);
        waves = initialised.getStateStore(NotifierStores.HEARD_WAVES);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        @Nullable SpecificRecord value = record.value();
        switch (value) {
            case Job job -> gather(record, job);
            case Wave wave -> gather(record, wave);
            case WaveCommand command -> command.getAnswer().ifPresent(answer -> gather(record, command, answer));
            case null -> forget(record.key());
            default -> throw new AssertionError("nothing else is read: " + value.getSchema());
        }
    }

    /** A tombstone: of a job, whose key has a slash, or of a wave. */
    private void forget(String key) {
        standings.delete(key);
        waves.delete(key);
    }

    private void gather(Record<String, SpecificRecord> record, Job job) {
        Optional<JobStanding> standing;
        try {
            standing = JudgementCodec.standing(job);
        } catch (IllegalArgumentException e) {
            throw new UndecidableException("the job " + record.key() + " cannot be judged: " + e.getMessage(), e);
        }
        standing.ifPresent(now -> {
            String before = standings.get(record.key());
            if (now.isNews(before == null ? null : JobStanding.valueOf(before))) {
                forward(record, judgement(job.getSet(), job.getWave()).setJob(job));
            }
            if (now.stands()) {
                standings.put(record.key(), now.name());
            } else if (before != null) {
                standings.delete(record.key());
            }
        });
    }

    private void gather(Record<String, SpecificRecord> record, Wave wave) {
        HeardWave before = waves.get(record.key());
        if (before == null || before.getState() != wave.getState()) {
            waves.put(record.key(), new HeardWave(wave.getSet(), wave.getState()));
            forward(record, judgement(wave.getSet(), wave.getWave()).setMoved(wave));
        }
    }

    /** An answer to a wave that nobody has heard of has no set; the planner refuses it, too. */
    private void gather(Record<String, SpecificRecord> record, WaveCommand command, AnswerJob answer) {
        HeardWave wave = waves.get(record.key());
        try {
            if (wave != null && JudgementCodec.kind(answer.getResolution()).isPresent()) {
                forward(
                        record,
                        judgement(wave.getSet(), command.getWave())
                                .setAnswer(answer)
                                .setAnsweredAt(command.getAt()));
            }
        } catch (IllegalArgumentException e) {
            throw new UndecidableException("the command for " + record.key() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Judgement.Builder judgement(String set, String wave) {
        return Judgement.newBuilder().setSet(set).setWave(wave);
    }

    private void forward(Record<String, SpecificRecord> cause, Judgement.Builder judgement) {
        Judgement told = judgement.build();
        context.forward(new Record<>(
                Topics.JUDGEMENT.key().of(told), told, cause.timestamp(), new RecordHeaders(cause.headers())));
    }
}
