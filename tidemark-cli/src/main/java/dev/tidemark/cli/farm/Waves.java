package dev.tidemark.cli.farm;

import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.util.List;
import java.util.Optional;

/** A farm's waves and their jobs, as its planners show them; and what people tell them to do. Immutable. */
public final class Waves {

    private final FarmTopic<Wave> waves;
    private final FarmTopic<Job> jobs;
    private final FarmTopic<WaveCommand> commands;

    public Waves(FarmSettings farm) {
        this.waves = new FarmTopic<>(farm, Topics.WAVE, Wave.class);
        this.jobs = new FarmTopic<>(farm, Topics.JOB, Job.class);
        this.commands = new FarmTopic<>(farm, Topics.WAVE_COMMAND, WaveCommand.class);
    }

    /** All of them, ordered by name, as they are now. */
    public List<Wave> all() {
        return List.copyOf(waves.newest(key -> true).values());
    }

    /** @throws ServiceException when the farm has no such wave */
    public Wave named(String name) {
        return Optional.ofNullable(waves.newest(name::equals).get(name))
                .orElseThrow(
                        () -> new UsageException("the farm has no wave %s: see tidemark wave list".formatted(name)));
    }

    /** Of one wave, ordered by attribute, system and variant, as they are now. */
    public List<Job> jobs(String wave) {
        return List.copyOf(jobs.newest(key -> key.startsWith(wave + "/")).values());
    }

    /**
     * Tells a wave something and waits until the brokers have it.
     *
     * @throws ServiceException when they do not take it, with the next step
     */
    void tell(WaveCommand command) {
        commands.put(command.getWave(), command);
    }
}
