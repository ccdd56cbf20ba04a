package dev.tidemark.agent;

import dev.tidemark.agent.sandbox.Confinement;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What recipes see of the machine.
 *
 * @param mode whether they run in a sandbox: {@code auto}, {@code required} or {@code off}
 * @param readOnly further folders that they see
 * @param writable folders that they may write to
 */
public record SandboxSettings(String mode, List<Path> readOnly, List<Path> writable) {

    /** A sandbox where it works, and nothing of the machine but its programs. */
    public static final SandboxSettings DEFAULT = new SandboxSettings("auto", List.of(), List.of());

    /** @throws IllegalArgumentException when there is no such mode; says which there are */
    public SandboxSettings {
        readOnly = readOnly.stream().map(Path::toAbsolutePath).toList();
        writable = writable.stream().map(Path::toAbsolutePath).toList();
        if (!List.of("auto", "required", "off").contains(mode)) {
            throw new IllegalArgumentException("sandbox.mode is \"%s\": write auto, required or off".formatted(mode));
        }
    }

    Confinement.Mode toMode() {
        return Confinement.Mode.valueOf(mode.toUpperCase(Locale.ROOT));
    }
}
