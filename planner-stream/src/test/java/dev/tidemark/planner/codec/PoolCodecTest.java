package dev.tidemark.planner.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.dispatch.Agent;
import dev.tidemark.planner.dispatch.AgentStanding;
import dev.tidemark.planner.dispatch.Condition;
import dev.tidemark.planner.dispatch.Demand;
import dev.tidemark.planner.dispatch.DispatchEvent;
import dev.tidemark.planner.dispatch.Enrolment;
import dev.tidemark.planner.dispatch.Gpu;
import dev.tidemark.planner.dispatch.Health;
import dev.tidemark.planner.dispatch.Offer;
import dev.tidemark.planner.dispatch.OperatorNews;
import dev.tidemark.planner.dispatch.Want;
import dev.tidemark.planner.dispatch.WaveShare;
import dev.tidemark.planner.testing.RandomValues;
import dev.tidemark.planner.testing.Seeds;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.AgentState;
import dev.tidemark.schemas.event.Beat;
import dev.tidemark.schemas.event.Hold;
import dev.tidemark.schemas.event.JobDemand;
import dev.tidemark.schemas.event.OperatorEventKind;
import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.store.AgentEntry;
import dev.tidemark.schemas.store.DemandEntry;
import dev.tidemark.schemas.store.Wanter;
import dev.tidemark.schemas.wire.IdentityCodec;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class PoolCodecTest {

    private static final int SEEDS = 200;

    @BeforeAll
    static void trustTheEvents() {
        TrustedEvents.declare();
    }

    @Test
    void a_demand_is_read_back_as_it_was_kept() {
        Seeds.each(SEEDS, seed -> {
            Demand demand = new RandomValues(seed).demand();
            assertThat(PoolCodec.demand(kept(PoolCodec.entry(demand)))).isEqualTo(demand);
        });
    }

    @Test
    void an_agent_is_read_back_as_it_was_kept() {
        Seeds.each(SEEDS, seed -> {
            Agent agent = new RandomValues(seed).agent();
            assertThat(PoolCodec.agent(agent.name(), kept(PoolCodec.entry(agent))))
                    .isEqualTo(agent);
        });
    }

    @Test
    void an_agent_that_an_earlier_release_kept_has_no_gpus_that_it_said() {
        Agent agent = new RandomValues(3).agent();
        Offer offer = agent.offer();
        AgentEntry now = PoolCodec.entry(agent);
        Schema earlier = SchemaHistory.of(AgentEntry.getClassSchema().getFullName())
                .get(3)
                .schema();
        assertThat(earlier.getField("gpus")).isNull();

        Agent read = PoolCodec.agent(
                agent.name(), readBack(written(now, earlier), new SpecificDatumReader<>(earlier, now.getSchema())));

        assertThat(read.offer())
                .isEqualTo(new Offer(
                        offer.features(),
                        offer.sets(),
                        offer.slots(),
                        offer.cpus(),
                        offer.memoryBytes(),
                        offer.buildMemoryBytes(),
                        List.of(),
                        offer.wish(),
                        offer.bounds()));
    }

    @Test
    void people_see_the_gpus_of_an_agent_and_how_its_machine_is() {
        Gpu gpu = new Gpu("NVIDIA H200", "sm-90", 1L << 37, "550.54.15");
        Offer offer = new Offer(
                List.of("gpu"), List.of(), 1, 8, 64, 8, List.of(gpu, gpu), Offer.Wish.NO_DISK, Offer.Bounds.UNKNOWN);
        Agent agent = new Agent("north", "life-1", Instant.EPOCH, List.of(), offer, Health.GOOD);
        Condition condition = new Condition(1L << 30, new Condition.Pressure(0.5, 0.25, 0.125));

        var seen = PoolCodec.event(
                Pool.parse("x86_64-linux.free"),
                new AgentStanding(agent, 1, AgentStanding.State.HELD, condition, Instant.EPOCH));

        var shown = new dev.tidemark.schemas.event.Gpu("NVIDIA H200", "sm-90", 1L << 37, "550.54.15");
        assertThat(seen.getGpus()).containsExactly(shown, shown);
        assertThat(seen.getHold()).isEqualTo(Hold.DISK);
        assertThat(seen.getDiskBytes()).isEqualTo(1L << 30);
        assertThat(seen.getPressure()).contains(new dev.tidemark.schemas.event.Pressure(0.5, 0.25, 0.125));
    }

    @Test
    void a_share_is_read_back_as_it_was_kept() {
        Seeds.each(SEEDS, seed -> {
            WaveShare share = new RandomValues(seed).waveShare();
            assertThat(PoolCodec.share(share.wave().value(), kept(PoolCodec.entry(share))))
                    .isEqualTo(share);
        });
    }

    @Test
    void who_wanted_a_build_in_an_earlier_release_wants_it_as_much_as_the_build_was_wanted() {
        Seeds.each(SEEDS, seed -> {
            Demand demand = new RandomValues(seed).demand();
            DemandEntry entry = PoolCodec.entry(demand);
            Wanter now = entry.getWanters().getFirst();
            Wanter earlier = Wanter.newBuilder()
                    .setWave(now.getWave())
                    .setJob(now.getJob())
                    .setTries(now.getTries())
                    .build();

            Demand read = PoolCodec.demand(kept(DemandEntry.newBuilder(entry)
                    .setWanters(List.of(earlier))
                    .setExpectedSeconds(0)
                    .build()));

            assertThat(read.purpose()).isEqualTo(demand.purpose());
            assertThat(read.urgency()).isEqualTo(demand.urgency());
            assertThat(read.rank()).isEqualTo(demand.rank());
            assertThat(read.wants().getFirst().remainingSeconds()).isPositive();
        });
    }

    @Test
    void what_an_agent_offers_is_what_the_dispatcher_hears() {
        Seeds.each(SEEDS, seed -> {
            RandomValues random = new RandomValues(seed);
            Offer offer = random.offer();
            Condition condition = random.condition();
            AgentReport report = AgentReport.newBuilder()
                    .setAgent("north")
                    .setIncarnation("life-1")
                    .setPool("x86_64-linux.free")
                    .setBeat(Beat.newBuilder()
                            .setFeatures(offer.features())
                            .setSlots(offer.slots())
                            .setAttempts(List.of())
                            .setCpus(offer.cpus())
                            .setMemoryBytes(offer.memoryBytes())
                            .setDraining(offer.wish() == Offer.Wish.DRAINING)
                            .setSets(offer.sets())
                            .setBuildMemoryBytes(offer.buildMemoryBytes())
                            .setSandbox(offer.bounds().sandbox())
                            .setLimits(offer.bounds().limits())
                            .setHold(EventCodec.hold(offer.wish()))
                            .setGpus(EventCodec.gpuEvents(offer.gpus()))
                            .setDiskBytes(condition.diskBytes())
                            .setPressure(PoolCodec.pressure(condition.pressure()))
                            .build())
                    .build();

            assertThat(DispatchCodec.reported(kept(report), Instant.EPOCH))
                    .isEqualTo(new DispatchEvent.Beat(
                            "north", "life-1", Instant.EPOCH, offer, List.of(), condition, false));
        });
    }

    @Test
    void who_may_build_is_kept_as_it_was_decided() {
        Seeds.each(SEEDS, seed -> {
            Enrolment enrolment = new RandomValues(seed).enrolment();

            assertThat(PoolCodec.enrolment(kept(PoolCodec.event(Pool.parse("x86_64-linux.free"), enrolment))))
                    .isEqualTo(enrolment);
        });
    }

    @Test
    void what_a_wave_takes_back_is_what_the_dispatcher_hears() {
        Seeds.each(SEEDS, seed -> {
            RandomValues random = new RandomValues(seed);
            Want want = random.want();
            JobDemand demand = JobDemand.newBuilder()
                    .setPool("x86_64-linux.free")
                    .setWave(want.wanter().wave().value())
                    .setJob(IdentityCodec.jobRef(want.wanter().job()))
                    .setTries(want.wanter().tries())
                    .setSpec(EventCodec.spec(random.spec()))
                    .setPurpose(EventCodec.purpose(want.purpose()))
                    .setKind(EventCodec.kind(want.urgency()))
                    .setRank(want.rank())
                    .setAvoid(List.of())
                    .setWithdrawn(true)
                    .build();

            assertThat(DispatchCodec.demanded(kept(demand), null))
                    .isEqualTo(new DispatchEvent.Withdrawn(
                            want.wanter().wave(),
                            want.wanter().job(),
                            want.wanter().tries()));
        });
    }

    @Test
    void people_are_told_of_every_state_of_an_agent_and_operators_of_every_kind_of_thing() {
        Agent agent = new RandomValues(1).agent();
        for (AgentStanding.State state : AgentStanding.State.values()) {
            AgentStanding standing = new AgentStanding(agent, 1, state, Condition.UNKNOWN, agent.since());
            assertThat(PoolCodec.event(Pool.parse("x86_64-linux.free"), standing)
                            .getState())
                    .isEqualTo(AgentState.valueOf(state.name()));
        }
        for (OperatorNews.Kind kind : OperatorNews.Kind.values()) {
            assertThat(PoolCodec.event(new OperatorNews(kind, "north", "it is so", "do that"), Instant.EPOCH)
                            .getKind())
                    .isEqualTo(OperatorEventKind.valueOf(kind.name()));
        }
    }

    /** As it comes back from where it was kept. */
    private static <T extends SpecificRecord> T kept(T event) {
        return readBack(
                written(event, event.getSchema()), new SpecificDatumReader<>(event.getSchema(), event.getSchema()));
    }

    /** @param schema its own, or an earlier one that has the first of its fields */
    private static <T extends SpecificRecord> byte[] written(T event, Schema schema) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SpecificDatumWriter<T>(schema).write(event, encoder);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T extends SpecificRecord> T readBack(byte[] bytes, SpecificDatumReader<T> reader) {
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
