package dev.tidemark.schemas.catalogue;

import dev.tidemark.schemas.event.Finished;
import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.store.AdmittedWave;
import dev.tidemark.schemas.store.AgentEntry;
import dev.tidemark.schemas.store.AnnouncedWave;
import dev.tidemark.schemas.store.BlockedEntry;
import dev.tidemark.schemas.store.BreakageEntry;
import dev.tidemark.schemas.store.CarriedWave;
import dev.tidemark.schemas.store.ConcernedEntry;
import dev.tidemark.schemas.store.DemandEntry;
import dev.tidemark.schemas.store.DeskEntry;
import dev.tidemark.schemas.store.EndingWave;
import dev.tidemark.schemas.store.EvaluationPart;
import dev.tidemark.schemas.store.Evidence;
import dev.tidemark.schemas.store.FindingEntry;
import dev.tidemark.schemas.store.FinishedWave;
import dev.tidemark.schemas.store.GreenPackage;
import dev.tidemark.schemas.store.HeardWave;
import dev.tidemark.schemas.store.JobAnswer;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.ParkedOpen;
import dev.tidemark.schemas.store.PoolEntry;
import dev.tidemark.schemas.store.ShareEntry;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import dev.tidemark.schemas.store.WordEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Every schema that is written to a topic or a store, as this release writes it. What earlier ones wrote, and under which
 * ids: {@code SchemaHistory}.
 */
public final class SchemaCatalogue {

    private static final List<Schema> STORED = List.of(
            Admissions.getClassSchema(),
            AdmittedWave.getClassSchema(),
            WaveEntry.getClassSchema(),
            WaveJob.getClassSchema(),
            EvaluationPart.getClassSchema(),
            FinishedWave.getClassSchema(),
            JobEntry.getClassSchema(),
            AgentEntry.getClassSchema(),
            ShareEntry.getClassSchema(),
            DemandEntry.getClassSchema(),
            Evidence.getClassSchema(),
            PoolEntry.getClassSchema(),
            ParkedOpen.getClassSchema(),
            BreakageEntry.getClassSchema(),
            FindingEntry.getClassSchema(),
            BlockedEntry.getClassSchema(),
            CarriedWave.getClassSchema(),
            GreenPackage.getClassSchema(),
            JobAnswer.getClassSchema(),
            HeardWave.getClassSchema(),
            ConcernedEntry.getClassSchema(),
            WordEntry.getClassSchema(),
            DeskEntry.getClassSchema(),
            EndingWave.getClassSchema(),
            AnnouncedWave.getClassSchema());

    /** What is written as JSON, and signed, and so grows by the same rules. */
    private static final List<Schema> SIGNED = List.of(Finished.getClassSchema());

    private static final List<Entry> ENTRIES = List.copyOf(collected().values());

    private SchemaCatalogue() {}

    /** All of them: those of topics in the topics' order, then what is signed, then those of stores alone. */
    public static List<Entry> entries() {
        return ENTRIES;
    }

    private static Map<String, Entry> collected() {
        Map<String, Entry> bySubject = new LinkedHashMap<>();
        for (Topic topic : Topics.all()) {
            topic.value().ifPresent(schema -> {
                Entry entry = new Entry(schema, topic.audience());
                bySubject.merge(entry.subject(), entry, SchemaCatalogue::stricter);
            });
        }
        SIGNED.forEach(schema -> bySubject.put(schema.getFullName(), new Entry(schema, Audience.PUBLIC)));
        STORED.forEach(schema -> bySubject.put(schema.getFullName(), new Entry(schema, Audience.INTERNAL)));
        return bySubject;
    }

    private static Entry stricter(Entry one, Entry other) {
        return one.audience() == Audience.INTERNAL ? other : one;
    }

    /**
     * A schema that is written.
     *
     * @param schema as the generated class has it
     * @param audience of the topics and stores that hold it; public when one of them is
     */
    public record Entry(Schema schema, Audience audience) {
        /** The registry's subject: the record's full name, whatever topic it is in. */
        public String subject() {
            return schema.getFullName();
        }
    }
}
