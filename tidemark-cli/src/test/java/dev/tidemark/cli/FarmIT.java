package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.agent.AgentConfig;
import dev.tidemark.cli.broker.EmbeddedCluster;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.identity.TrustDomain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a farm that is kept, each in a process of its own. */
final class FarmIT {

    @TempDir
    private Path folder;

    @Test
    void a_farm_that_is_killed_goes_on_where_it_was() throws Exception {
        Path set = TinySet.write(folder.resolve("tiny"));
        Path gate = folder.resolve("gate");
        TinySet.addPackage(
                set,
                "left",
                List.of("base"),
                "echo left begins; while ! test -e '%s'; do sleep 0.1; done; echo left ends\n".formatted(gate)
                        + "grep -x left \"$deps/base/words\" > \"$out/taken\"\n");
        String port = Integer.toString(FreePort.any());
        String farm = "127.0.0.1:" + port;

        TidemarkProcess logs;
        String wave;
        try (TidemarkProcess up = up(set, port)) {
            up.await("the farm is up", output -> output.contains("The farm is up at " + farm));
            run(0, "bump", "tiny:base", "--to", "2", "--farm", farm);
            try (TidemarkProcess watch =
                    TidemarkProcess.start(folder, "watch", "--from", "beginning", "--farm", farm)) {
                watch.await("left is being built", output -> output.contains("building    left"));
            }
            wave = waveOf(run(0, "wave", "list", "-o", "json", "--farm", farm));
            logs = TidemarkProcess.start(folder, "logs", wave, "left", "-f", "--farm", farm);
            logs.await("what left printed before it ended", output -> output.contains("left begins"));
            up.kill();
        }
        Files.createFile(gate);
        try (TidemarkProcess up = up(set, port)) {
            up.await("the farm is up again", output -> output.contains("The farm is up at " + farm));
            assertThat(up.output()).contains("5 packages, unchanged since graph revision 1");
            try (TidemarkProcess watch =
                    TidemarkProcess.start(folder, "watch", "--from", "beginning", "--farm", farm)) {
                watch.await("the breakage", output -> output.contains("BREAKAGE b-"));
                watch.await("the wave is red", output -> output.contains("2 SUCCEEDED · 1 REGRESSED · 1 BLOCKED"));
                assertThat(watch.output().split("REGRESSED   right", -1)).hasSize(2);
            }
            // base and left were built with the bump, right without it; top never was.
            assertThat(run(0, "plan", "tiny:base", "-o", "json", "--farm", farm))
                    .contains("\"jobs\":4")
                    .contains("\"durations\":{\"learnt\":3,\"assumed\":1,");
            assertThat(logs.exitStatus()).as(logs.output()).isZero();
            // What Kafka's client says of the broker that is away comes in between.
            String agent = AgentConfig.hostName();
            assertThat(logs.output().lines().filter(line -> line.matches("(-- attempt |left (begins|ends)).*")))
                    .containsExactly(
                            "-- attempt 1 of left/x86_64-linux, on " + agent,
                            "left begins",
                            "-- attempt 1 was lost with %s: it is tried again".formatted(agent),
                            "-- attempt 2 of left/x86_64-linux, on " + agent,
                            "left begins",
                            "left ends");
            assertLogsAreKept(farm, wave);
            up.terminate();
            up.exitStatus();
        }
    }

    @Test
    void what_cannot_be_had_is_one_sentence_with_the_next_step() throws Exception {
        int closed = FreePort.any();
        assertThat(run(3, "watch", "--farm", "127.0.0.1:" + closed))
                .startsWith("tidemark: no Kafka broker answers at 127.0.0.1:" + closed)
                .hasLineCount(1);
        assertThat(run(3, "agent", "-Dfarm.brokers=127.0.0.1:" + closed, "-Dstatus.port=0"))
                .contains("tidemark: no Kafka broker answers");
        assertThat(run(0, "--version")).matches("tidemark \\d+\\.\\d+\\.\\d+.*");
        Path foreign = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.txt"), "ten years");
        for (String command : List.of("demo", "up")) {
            assertThat(run(3, command, "--data", foreign.toString()))
                    .contains("is not empty and not a farm's: choose another with --data")
                    .hasLineCount(1);
        }
        assertThat(foreign.toFile().list()).containsExactly("thesis.txt");
        assertThat(run(2, "planner", "-Dfarm.borkers=127.0.0.1:1")).contains("there is no key \"farm.borkers\"");
        assertThat(run(2, "bump", "tiny:base")).contains("tidemark bump SET:PACKAGE --to VERSION");
        assertThat(run(2, "demo", "--set", folder.resolve("nothing").toString()))
                .startsWith("tidemark: ");
        Files.writeString(folder.resolve("file"), "in the way");
        assertThat(run(3, "demo", "--data", folder.resolve("file/data").toString()))
                .startsWith("tidemark: the data folder")
                .contains("--data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(3, "up", "--port", Integer.toString(taken.getLocalPort())))
                    .contains("is in use")
                    .contains("--port");
        }
    }

    @Test
    void a_broker_without_the_farms_topics_is_told_from_a_farm() throws Exception {
        String set = TinySet.write(folder.resolve("tiny")).toString();
        try (EmbeddedCluster bare = EmbeddedCluster.start(folder.resolve("bare"), 1, 0)) {
            String farm = bare.bootstrapServers();
            String next = "run tidemark topics apply --farm " + farm;
            assertThat(run(3, "watch", "--farm", farm)).contains(next).hasLineCount(1);
            assertThat(run(3, "bump", "tiny:base", "--to", "2", "--farm", farm))
                    .contains(next)
                    .hasLineCount(1);
            assertThat(run(3, "graph", "import", set, "--farm", farm))
                    .contains(next)
                    .hasLineCount(1);
        }
    }

    /** Of two jobs that were built at the same time, by the same agent. */
    private void assertLogsAreKept(String farm, String wave) throws Exception {
        Path artifacts = folder.resolve(".tidemark/farm/artifacts");
        String right = InThisProcess.run(1, "logs", wave, "right", "-f", "--farm", farm);
        assertThat(right)
                .contains("attempt 2 of right/")
                .contains("error: base offers no word right")
                .contains("right on x86_64-linux was broken by the wave")
                .doesNotContain("left");
        assertThat(InThisProcess.run(0, "logs", wave, "left", "--attempt", "1", "--farm", farm))
                .contains("left begins")
                .doesNotContain("left ends");
        Matcher hash = Pattern.compile("\"logHash\" : \"([0-9a-f]{64})\"")
                .matcher(InThisProcess.run(1, "job", "show", wave, "right/x86_64-linux", "-o", "json", "--farm", farm));
        assertThat(hash.find()).isTrue();
        String whole = Files.readString(artifacts
                .resolve("free")
                .resolve(hash.group(1).substring(0, 2))
                .resolve(hash.group(1).substring(2)));
        assertThat(whole).contains("error: base offers no word right");
        assertThat(right.lines().filter(line -> !line.startsWith("--")).filter(whole::contains))
                .containsSubsequence(whole.lines().toList());

        emptyLogs(farm);

        String[] ofRight = {"logs", wave, "right", "--farm", farm, "--artifacts"};
        assertThat(InThisProcess.run(0, with(ofRight, artifacts.toString())))
                .contains("from the artifact store")
                .contains(whole.strip());
        assertThat(InThisProcess.run(0, with(ofRight, folder.resolve("nowhere").toString())))
                .contains("-- whole log: " + hash.group(1))
                .contains("--artifacts DIR")
                .doesNotContain("error:");
        assertThat(InThisProcess.run(0, "logs", wave, "left", "--farm", farm))
                .contains("the brokers, which keep logs for a week, have nothing of it");
        assertThat(InThisProcess.run(3, "logs", wave, "top", "--farm", farm))
                .contains("there is no log of it: top on x86_64-linux cannot be built, behind right");
        assertThat(InThisProcess.run(1, "logs", wave, "top", "-f", "--farm", farm))
                .as("it stood before it was followed")
                .contains("top on x86_64-linux cannot be built, behind right");
        assertThat(InThisProcess.run(1, "logs", wave, "right", "-f", "--attempt", "1", "--farm", farm))
                .contains("attempt 1 of right/");
        assertThat(InThisProcess.run(2, "logs", wave, "nobody", "--farm", farm))
                .contains("has no job nobody: see tidemark job list " + wave);
        assertThat(InThisProcess.run(2, "logs", wave, "left", "--attempt", "7", "--farm", farm))
                .contains("left has no attempt 7, but 2");
    }

    private static String[] with(String[] arguments, String last) {
        return Stream.concat(Arrays.stream(arguments), Stream.of(last)).toArray(String[]::new);
    }

    /** As a week does. */
    private static void emptyLogs(String farm) throws Exception {
        String topic = Topics.buildLog(TrustDomain.FREE).name();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", farm))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                    .flatMap(described -> described.partitions().stream())
                    .forEach(partition -> all.put(
                            new TopicPartition(topic, partition.partition()), RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get();
        }
    }

    private static String waveOf(String waves) {
        Matcher wave = Pattern.compile("tiny-\\d+-[0-9a-f]+").matcher(waves);
        assertThat(wave.find()).as(waves).isTrue();
        return wave.group();
    }

    private TidemarkProcess up(Path set, String port) throws IOException {
        // Its recipes wait for a file of this machine.
        return TidemarkProcess.start(folder, "up", "--set", set.toString(), "--port", port, "-Dagent.sandbox.mode=off");
    }

    private String run(int expected, String... arguments) throws Exception {
        return TidemarkProcess.run(folder, expected, arguments);
    }
}
