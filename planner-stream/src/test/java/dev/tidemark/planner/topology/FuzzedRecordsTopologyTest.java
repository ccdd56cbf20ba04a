package dev.tidemark.planner.topology;

import static dev.tidemark.planner.testing.TestGraphs.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.planner.testing.TestGraphs;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AgentReport;
import dev.tidemark.schemas.event.BuildRequest;
import dev.tidemark.schemas.event.BuildSucceeded;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.identity.TrustDomain;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Results whose bytes somebody or something has changed on their way, as the planner reads them from the topic: it goes on whatever they
 * are, and none settles a build unless what is signed in it, and who says it, is as it was. {@code -Dseed=42} repeats a run.
 */
final class FuzzedRecordsTopologyTest {

    private static final int BUILDS = 12;
    private static final int ON_EACH = 150;
    /** Of Confluent's wire format: a zero byte, and the schema's id in four. */
    private static final int PREFIX = 5;

    private static final String TOPIC = Topics.agentReport(TrustDomain.FREE).name();

    /** What has become of a record. */
    private enum Fuzzed {
        CUT,
        CUT_AT_THE_FRONT,
        MAGIC_BYTE_CHANGED,
        SCHEMA_ID_CHANGED,
        BITS_FLIPPED,
        BYTES_REPLACED,
        BYTES_LEFT_OUT,
        BYTES_PUT_IN,
        ONLY_RUBBISH,
        /** Nobody reads that far: it says the same. */
        RUBBISH_BEHIND_IT
    }

    private static final List<Fuzzed> SPOILING =
            List.copyOf(EnumSet.complementOf(EnumSet.of(Fuzzed.RUBBISH_BEHIND_IT)));

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Serializer<AgentReport> writer =
            PlannerBench.serdes().of(AgentReport.class).serializer();
    private final Deserializer<AgentReport> reader =
            PlannerBench.serdes().of(AgentReport.class).deserializer();
    private final Map<Fuzzed, Integer> tried = new EnumMap<>(Fuzzed.class);
    /** How many said the same as before: none may settle but these. */
    private int genuine;

    private boolean settled;
    private PlannerBench planner;

    @SuppressWarnings("NullAway.Init") // JUnit calls start before each test.
    FuzzedRecordsTopologyTest() {}

    @BeforeEach
    void start() {
        planner = new PlannerBench(folder);
        planner.graph(1, node("textkit"));
        planner.beat("north");
    }

    @AfterEach
    void stop() {
        planner.close();
    }

    @Test
    void no_record_settles_a_build_but_one_that_says_what_its_agent_signed_and_the_planner_reads_on() {
        System.out.printf("fuzzed records: -Dseed=%d%n", seed);
        for (int build = 1; build <= BUILDS; build++) {
            planner.publish("textkit", "2." + build);
            BuildRequest request = wanted("2." + build);
            AgentReport good = PlannerBench.result(
                    request,
                    PlannerBench.finished(request)
                            .setSuccess(new BuildSucceeded(
                                    TestGraphs.hash("textkit " + build).hex(), 17L))
                            .build());
            byte[] bytes = writer.serialize(TOPIC, good);
            for (int each = 0; each < ON_EACH && !isSettled(); each++) {
                send(good, bytes, SPOILING.get(random.nextInt(SPOILING.size())));
            }
            if (build % 2 == 0) {
                send(good, bytes, Fuzzed.RUBBISH_BEHIND_IT);
            }
            planner.sendBytes(Topics.agentReport(TrustDomain.FREE), "north", bytes);
            assertThat(isSettled()).as("-Dseed=%d", seed).isTrue();
            settled = false;
        }
        System.out.printf("%s, of which %d said what was signed%n", tried, genuine);
        assertThat(tried.keySet()).containsExactly(Fuzzed.values());
        assertThat(planner.deadLetters()).isNotEmpty();
    }

    private void send(AgentReport good, byte[] bytes, Fuzzed how) {
        byte[] fuzzed = fuzzed(how, bytes);
        boolean saysTheSame = saysTheSame(good, fuzzed);
        tried.merge(how, 1, Integer::sum);
        genuine += saysTheSame ? 1 : 0;

        planner.sendBytes(Topics.agentReport(TrustDomain.FREE), "north", fuzzed);

        assertThat(isSettled())
                .as("%s, -Dseed=%d: %s", how, seed, Arrays.toString(fuzzed))
                .isEqualTo(saysTheSame);
    }

    /** Whether the job with the newest bump has been built. */
    private boolean isSettled() {
        Job job = planner.jobs().get("textkit/x86_64-linux/wave");
        settled |= job != null && job.getState() == JobState.SUCCEEDED;
        return settled;
    }

    private BuildRequest wanted(String version) {
        return planner.requests().stream()
                .filter(request -> request.getBuild()
                        .filter(asked -> asked.getSpec().getVersion().equals(version))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("%s was not asked for, -Dseed=%d".formatted(version, seed)));
    }

    /** Whether it is of the same agent, in the same life and pool, and what that has signed is in it as it was. */
    private boolean saysTheSame(AgentReport good, byte[] fuzzed) {
        Optional<AgentReport> read;
        try {
            read = Optional.ofNullable(reader.deserialize(TOPIC, fuzzed));
        } catch (SerializationException e) {
            return false;
        }
        return read.filter(good::equals).isPresent();
    }

    private byte[] fuzzed(Fuzzed how, byte[] bytes) {
        return switch (how) {
            case CUT -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case CUT_AT_THE_FRONT -> Arrays.copyOfRange(bytes, 1 + random.nextInt(bytes.length - 1), bytes.length);
            case MAGIC_BYTE_CHANGED -> changed(bytes, 0, 1);
            case SCHEMA_ID_CHANGED -> changed(bytes, 1 + random.nextInt(PREFIX - 1), 1);
            case BITS_FLIPPED -> {
                byte[] copy = bytes.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    copy[PREFIX + random.nextInt(copy.length - PREFIX)] ^= (byte) (1 << random.nextInt(8));
                }
                yield copy;
            }
            case BYTES_REPLACED -> {
                int length = 1 + random.nextInt(16);
                yield changed(bytes, PREFIX + random.nextInt(bytes.length - PREFIX - length), length);
            }
            case BYTES_LEFT_OUT -> {
                int from = PREFIX + random.nextInt(bytes.length - PREFIX - 1);
                int to = from + 1 + random.nextInt(bytes.length - from - 1);
                yield joined(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
            }
            case BYTES_PUT_IN -> {
                int at = PREFIX + random.nextInt(bytes.length - PREFIX);
                yield joined(joined(Arrays.copyOf(bytes, at), rubbish()), Arrays.copyOfRange(bytes, at, bytes.length));
            }
            case RUBBISH_BEHIND_IT -> joined(bytes, rubbish());
            case ONLY_RUBBISH -> random.nextBoolean() ? rubbish() : joined(Arrays.copyOf(bytes, PREFIX), rubbish());
        };
    }

    /** Each of some bytes becomes another one. */
    private byte[] changed(byte[] bytes, int from, int length) {
        byte[] copy = bytes.clone();
        for (int at = from; at < from + length; at++) {
            copy[at] ^= (byte) (1 + random.nextInt(255));
        }
        return copy;
    }

    private byte[] rubbish() {
        byte[] rubbish = new byte[1 + random.nextInt(200)];
        random.nextBytes(rubbish);
        return rubbish;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
