package dev.tidemark.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GaugeTest {

    @TempDir
    private Path folder;

    @Test
    void pressure_is_read_as_linux_says_it() throws Exception {
        Files.writeString(folder.resolve("cpu"), """
                some avg10=31.87 avg60=22.48 avg300=11.97 total=86904281
                full avg10=0.00 avg60=0.00 avg300=0.00 total=0
                """);
        Files.writeString(folder.resolve("memory"), """
                some avg10=12.00 avg60=0.00 avg300=0.00 total=1
                full avg10=7.50 avg60=0.00 avg300=0.00 total=1
                """);
        Files.writeString(folder.resolve("io"), """
                some avg10=99.99 avg60=0.00 avg300=0.00 total=1
                full avg10=100.01 avg60=0.00 avg300=0.00 total=1
                """);

        assertThat(new Gauge(folder, folder).read().pressure()).contains(new Pressure(0.3187, 0.075, 1));
    }

    @Test
    void a_system_that_does_not_count_pressure_says_nothing_of_it() throws Exception {
        assertThat(new Gauge(folder, folder).read().pressure()).isEmpty();
        Files.writeString(folder.resolve("cpu"), "some avg10=1 avg60=0\n");
        Files.writeString(folder.resolve("memory"), "full avg10=often\n");
        Files.writeString(folder.resolve("io"), "full\n");
        assertThat(new Gauge(folder, folder).read().pressure()).isEmpty();
        assertThat(Pressure.share(List.of(), "some")).isEmpty();
    }

    @Test
    void the_room_for_builds_is_that_of_their_disk() {
        assertThat(new Gauge(folder).read().diskBytes().orElseThrow()).isPositive();
        assertThat(new Gauge(folder.resolve("nowhere")).read().diskBytes()).isEmpty();
    }
}
