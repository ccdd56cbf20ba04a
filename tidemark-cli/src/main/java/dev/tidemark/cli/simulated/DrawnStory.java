package dev.tidemark.cli.simulated;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.cli.simulated.TimedBuilds.End;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.virtual.DrawnBuilds;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Builds that end as {@link DrawnBuilds} has it, faster than they are said to; and how many there were. What was built before ends at once.
 * Safe for any thread.
 */
public final class DrawnStory implements Function<Build, End>, SimulatedAgents.Watcher {

    private static final double MILLIS = 1000;

    private final DrawnBuilds builds;
    private final double speed;
    /** By attempt: what runs, and how long it will be said to have taken. */
    private final Map<String, Long> running = new HashMap<>();

    private long before;
    private long succeeded;
    private long failed;
    private long cancelled;
    private long busyMillis;
    private Optional<Instant> lastEnd = Optional.empty();

    /** @param speed how many times faster builds end than they are said to */
    public DrawnStory(DrawnBuilds builds, double speed) {
        this.builds = builds;
        this.speed = speed;
    }

    @Override
    public End apply(Build build) {
        BuildSpec spec = build.getSpec();
        Sha256 key = new Sha256(spec.getBuildKey());
        long millis =
                builds.millis(new PackageId(spec.getSet(), spec.getAttribute()), spec.getSystem(), build.getAttempt());
        Duration took = Duration.ofMillis(millis);
        if (builds.wasBuilt(key)) {
            return new End(Duration.ZERO, took, Optional.empty());
        }
        synchronized (this) {
            running.put(build.getAttempt(), millis);
        }
        Duration after = Duration.ofNanos(Math.round(took.toNanos() / speed));
        return new End(after, took, builds.fails(key) ? Optional.of(FailureKind.BUILD_FAILED) : Optional.empty());
    }

    @Override
    public synchronized void answered(Build build, boolean built) {
        Long millis = running.remove(build.getAttempt());
        if (millis == null) {
            before++;
            return;
        }
        succeeded += built ? 1 : 0;
        failed += built ? 0 : 1;
        busyMillis += millis;
        lastEnd = Optional.of(Instant.now());
    }

    @Override
    public synchronized void cancelled(Build build) {
        if (running.remove(build.getAttempt()) != null) {
            cancelled++;
        }
    }

    /** How far it is, in a line for people. */
    public synchronized String told() {
        return "%,d builds simulated, %,d of them failed, %,d cut short; %,d built before"
                .formatted(succeeded + failed + cancelled, failed, cancelled, before);
    }

    /** As one JSON object; docs/formats/simulation.md says what its fields are. */
    public synchronized void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("simulation", true);
        json.writeNumberField("built", succeeded + failed + cancelled);
        json.writeNumberField("failed", failed);
        json.writeNumberField("cutShort", cancelled);
        json.writeNumberField("builtBefore", before);
        json.writeNumberField("busySeconds", busyMillis / MILLIS);
        if (lastEnd.isPresent()) {
            json.writeStringField("lastEnd", lastEnd.get().toString());
        }
        json.writeEndObject();
    }
}
