package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.service.FarmSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of a farm's bumps, for people. */
public final class FarmBumps {

    private FarmBumps() {}

    /**
     * A bump and where it stands.
     *
     * @param id {@code set:attribute@version[@change]}
     * @param set its set
     * @param state WAITING, HELD, IN_WAVE, DONE or SKIPPED
     * @param held whether something or somebody has to change before it is taken up
     * @param pending whether it is not taken up yet
     * @param since since when it stands there; empty where that was not kept
     * @param until when it is judged again because of the time; empty where no time helps
     * @param reason why it stands there, or the wave that carries it
     * @param nextStep what a person can do about it; empty where there is nothing to do
     */
    public record Line(
            String id,
            String set,
            String state,
            boolean held,
            boolean pending,
            Optional<Instant> since,
            Optional<Instant> until,
            String reason,
            Optional<String> nextStep) {}

    /**
     * All of them, by id.
     *
     * @throws dev.tidemark.service.ServiceException when the brokers do not give them, with the next step
     */
    public static List<Line> all(FarmSettings farm) {
        return new FarmTopic<>(farm, Topics.BUMP, Bump.class)
                .newest(key -> true).entrySet().stream()
                        .map(entry -> line(entry.getKey(), entry.getValue()))
                        .toList();
    }

    private static Line line(String id, Bump bump) {
        BumpState state = bump.getState();
        return new Line(
                id,
                bump.getSet(),
                state.name(),
                state == BumpState.HELD,
                state == BumpState.HELD || state == BumpState.WAITING,
                bump.getSince(),
                bump.getUntil(),
                bump.getReason().or(bump::getWave).orElse(""),
                bump.getNextStep());
    }
}
