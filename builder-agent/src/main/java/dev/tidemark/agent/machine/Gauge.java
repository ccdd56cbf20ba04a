package dev.tidemark.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads how the machine is. What cannot be read is not known. Thread-safe. */
public final class Gauge {

    private static final Path PRESSURE = Path.of("/proc/pressure");

    private final Path pressure;
    private final Path work;

    /** @param work where builds write */
    public Gauge(Path work) {
        this(PRESSURE, work);
    }

    Gauge(Path pressure, Path work) {
        this.pressure = pressure;
        this.work = work;
    }

    /** Now. */
    public Condition read() {
        return new Condition(pressure(), disk());
    }

    private Optional<Pressure> pressure() {
        OptionalDouble cpu = share("cpu", "some");
        OptionalDouble memory = share("memory", "full");
        OptionalDouble io = share("io", "full");
        return cpu.isPresent() && memory.isPresent() && io.isPresent()
                ? Optional.of(new Pressure(cpu.getAsDouble(), memory.getAsDouble(), io.getAsDouble()))
                : Optional.empty();
    }

    private OptionalDouble share(String what, String kind) {
        try {
            List<String> lines = Files.readAllLines(pressure.resolve(what));
            return Pressure.share(lines, kind);
        } catch (IOException e) {
            return OptionalDouble.empty(); // An older kernel, one that was told not to count, or another system.
        }
    }

    private OptionalLong disk() {
        try {
            return OptionalLong.of(Files.getFileStore(work).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty(); // There is no such folder yet, or its disk does not answer.
        }
    }
}
