package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.cli.broker.EmbeddedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "while ! test -e '%s'; do sleep 0.1; done\n".formatted(gate)
                        + "grep -x left \"$deps/base/words\" > \"$out/taken\"\n");
        String port = Integer.toString(FreePort.any());
        String farm = "127.0.0.1:" + port;

        try (TidemarkProcess up = up(set, port)) {
            up.await("the farm is up", output -> output.contains("The farm is up at " + farm));
            run(0, "bump", "tiny:base", "--to", "2", "--farm", farm);
            try (TidemarkProcess watch =
                    TidemarkProcess.start(folder, "watch", "--from", "beginning", "--farm", farm)) {
                watch.await("left is being built", output -> output.contains("building    left"));
            }
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
        assertThat(run(3, "planner", "-Dfarm.borkers=127.0.0.1:1")).contains("there is no key \"farm.borkers\"");
        assertThat(run(2, "bump", "tiny:base")).contains("tidemark bump SET:PACKAGE --to VERSION");
        assertThat(run(3, "demo", "--set", folder.resolve("nothing").toString()))
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

    private TidemarkProcess up(Path set, String port) throws IOException {
        // Its recipes wait for a file of this machine.
        return TidemarkProcess.start(folder, "up", "--set", set.toString(), "--port", port, "-Dagent.sandbox.mode=off");
    }

    private String run(int expected, String... arguments) throws Exception {
        return TidemarkProcess.run(folder, expected, arguments);
    }
}
