package dev.tidemark.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.schemas.history.SchemaHistory;
import dev.tidemark.schemas.store.Admissions;
import dev.tidemark.schemas.store.Evidence;
import dev.tidemark.schemas.store.PoolEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TwoProcessesTest {

    @TempDir
    private Path folder;

    @Test
    void what_one_process_writes_another_reads_whatever_schema_either_uses_first() throws Exception {
        run("write", "forwards");
        run("read", "backwards");

        assertThat(id("admissions")).isEqualTo(newest(Admissions.getClassSchema()));
        assertThat(id("evidence")).isEqualTo(newest(Evidence.getClassSchema()));
        assertThat(id("pool")).isEqualTo(newest(PoolEntry.getClassSchema()));
    }

    @Test
    void the_order_in_which_schemas_are_used_changes_no_byte() throws Exception {
        run("write", "forwards");
        byte[] first = Files.readAllBytes(folder.resolve("pool"));
        run("write", "backwards");

        assertThat(folder.resolve("pool")).hasBinaryContent(first);
    }

    private static int newest(Schema schema) {
        return SchemaHistory.newest(schema.getFullName()).orElseThrow().id();
    }

    private int id(String name) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name))).getInt(1);
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName()));
        command.addAll(Arrays.asList(arguments));
        command.add(folder.toString());
        Path log = Files.createTempFile(folder, "process", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    }
}
