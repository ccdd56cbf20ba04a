package dev.tidemark.cli.farm;

import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.AnswerJob;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.PauseWave;
import dev.tidemark.schemas.event.Resolution;
import dev.tidemark.schemas.event.ResumeWave;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Where people tell waves what to do. What the farm refuses of it becomes a dead letter. */
public final class WaveDesk {

    private static final Set<JobState> STANDING = EnumSet.of(JobState.REGRESSED, JobState.STUCK, JobState.BLOCKED);

    private final Waves waves;

    public WaveDesk(FarmSettings farm) {
        this.waves = new Waves(farm);
    }

    /** How a job that stands is answered. */
    public enum Answer {
        RETRY(Resolution.RETRY),
        WONT_FIX(Resolution.WONT_FIX),
        CANT_FIX(Resolution.CANT_FIX);

        private final Resolution resolution;

        Answer(Resolution resolution) {
            this.resolution = resolution;
        }

        /** @throws IllegalArgumentException when there is no such answer */
        public static Answer named(String name) {
            for (Answer answer : values()) {
                if (answer.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                    return answer;
                }
            }
            throw new IllegalArgumentException("\"%s\" is no answer: use retry, wont-fix or cant-fix".formatted(name));
        }
    }

    /**
     * What is answered.
     *
     * @param wave the wave's name
     * @param job an attribute, or an attribute and a system with a slash between them
     */
    public record Answered(String wave, String job) {}

    /**
     * @return the state that the wave was in when it was told
     * @throws ServiceException when that is none in which it could
     */
    public String pause(String wave, String actor, String reason) {
        requireState(wave, "pause", EnumSet.of(WaveState.OPEN, WaveState.PREPARING));
        return order(wave, command -> command.setPause(new PauseWave(actor, reason)));
    }

    /**
     * @return the state that the wave was in when it was told
     * @throws ServiceException when that is none in which it could
     */
    public String resume(String wave, String actor, String reason) {
        requireState(wave, "resume", EnumSet.of(WaveState.PAUSED, WaveState.HALTED, WaveState.RED));
        return order(wave, command -> command.setResume(new ResumeWave(actor, reason)));
    }

    /**
     * @return the state that the wave was in when it was told
     * @throws ServiceException when that is none in which it could
     */
    public String abandon(String wave, String actor, String reason) {
        requireState(
                wave,
                "abandon",
                EnumSet.of(WaveState.PREPARING, WaveState.OPEN, WaveState.PAUSED, WaveState.HALTED, WaveState.RED));
        return order(wave, command -> command.setAbandon(new AbandonWave(actor, reason)));
    }

    /** @throws ServiceException when no such job stands, or one on several systems */
    public void resolve(Answered asked, Answer answer, String actor, String reason) {
        Job standing = onlyOne(asked, waves.jobs(asked.wave()));
        var unused = order(
                asked.wave(),
                command -> command.setAnswer(new AnswerJob(standing.getJob(), answer.resolution, actor, reason)));
    }

    /** It may be another by the time that the wave hears of it: then the order becomes a dead letter. */
    private void requireState(String name, String order, Set<WaveState> fitting) {
        WaveState state = waves.named(name).getState();
        if (!fitting.contains(state)) {
            throw new UsageException("the wave %s is %s: %s is for waves that are %s"
                    .formatted(
                            name,
                            state,
                            order,
                            fitting.stream().map(WaveState::name).collect(Collectors.joining(", "))));
        }
    }

    private String order(String name, UnaryOperator<WaveCommand.Builder> order) {
        Wave wave = waves.named(name);
        waves.tell(order.apply(WaveCommand.newBuilder()
                        .setWave(name)
                        .setAt(Clock.systemUTC().instant()))
                .build());
        return wave.getState().name();
    }

    /** That of the wave before that without its bumps, which stands only where it keeps others from being judged or built. */
    private static Job onlyOne(Answered asked, List<Job> jobs) {
        String job = asked.job();
        String wave = asked.wave();
        List<Job> standing = jobs.stream()
                .filter(each ->
                        STANDING.contains(each.getState()) && each.getJob().getVariant() != Variant.PROBE)
                .filter(each -> job.equals(each.getJob().getAttribute())
                        || job.equals(each.getJob().getAttribute() + "/"
                                + each.getJob().getSystem()))
                .toList();
        List<String> systems = standing.stream()
                .map(each -> each.getJob().getSystem())
                .distinct()
                .toList();
        if (systems.size() != 1) {
            throw new UsageException(
                    systems.isEmpty()
                            ? "no job %s stands in the wave %s: see tidemark wave show %s".formatted(job, wave, wave)
                            : "%s stands on %s: name one of them, as in %s/%s"
                                    .formatted(job, String.join(", ", systems), job, systems.getFirst()));
        }
        // Of the same job, WAVE comes last in the order of the keys.
        return standing.getLast();
    }
}
