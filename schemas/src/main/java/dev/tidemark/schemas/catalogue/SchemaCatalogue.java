package dev.tidemark.schemas.catalogue;

import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.GraphRevision;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.JobEvent;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.VersionBump;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.store.AgentEntry;
import dev.tidemark.schemas.store.DemandEntry;
import dev.tidemark.schemas.store.Evidence;
import dev.tidemark.schemas.store.JobEntry;
import dev.tidemark.schemas.store.ParkedOpen;
import dev.tidemark.schemas.store.PoolEntry;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.store.WaveJob;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Every schema that is written to a topic or a store, with the id that it has wherever there is no registry server. An
 * id is never given to another schema: what one process wrote, a restart and a stranger must read.
 */
public final class SchemaCatalogue {

    private static final List<Entry> ENTRIES = List.of(
            new Entry(1, Package.getClassSchema()),
            new Entry(2, GraphRevision.getClassSchema()),
            new Entry(3, VersionBump.getClassSchema()),
            new Entry(4, Bump.getClassSchema()),
            new Entry(5, WaveCommand.getClassSchema()),
            new Entry(6, Wave.getClassSchema()),
            new Entry(7, Job.getClassSchema()),
            new Entry(8, JobDemand.getClassSchema()),
            new Entry(9, JobEvent.getClassSchema()),
            new Entry(10, BuildRequest.getClassSchema()),
            new Entry(11, AgentReport.getClassSchema()),
            new Entry(12, Breakage.getClassSchema()),
            new Entry(101, Admissions.getClassSchema()),
            new Entry(102, WaveEntry.getClassSchema()),
            new Entry(103, WaveJob.getClassSchema()),
            new Entry(104, JobEntry.getClassSchema()),
            new Entry(105, AgentEntry.getClassSchema()),
            new Entry(106, DemandEntry.getClassSchema()),
            new Entry(107, Evidence.getClassSchema()),
            new Entry(108, PoolEntry.getClassSchema()),
            new Entry(109, ParkedOpen.getClassSchema()));

    private SchemaCatalogue() {}

    /** All of them, by id. */
    public static List<Entry> entries() {
        return ENTRIES;
    }

    /**
     * A schema and its id.
     *
     * @param id fixed for ever
     * @param schema as the generated class has it
     */
    public record Entry(int id, Schema schema) {
        /** The registry's subject: the record's full name, whatever topic it is in. */
        public String subject() {
            return schema.getFullName();
        }
    }
}
