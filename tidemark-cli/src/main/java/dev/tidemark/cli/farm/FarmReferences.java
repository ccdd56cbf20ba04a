package dev.tidemark.cli.farm;

import dev.tidemark.cli.artifact.References;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import java.util.Map;
import java.util.TreeMap;

/** What a farm refers to in its artifact stores. */
public final class FarmReferences {

    private FarmReferences() {}

    /**
     * Reads what waves, breakages and jobs refer to, in this order: what is newer than a wave's record is then of a wave that was not
     * over.
     *
     * @throws ServiceException when anything of it cannot be read, with the next step
     */
    public static References read(FarmSettings farm, References.Rules rules) {
        Map<String, Wave> waves = new TreeMap<>();
        new FarmTopic<>(farm, Topics.WAVE, Wave.class).each(wave -> waves.put(wave.getWave(), wave));
        Map<String, Breakage> breakages = new TreeMap<>();
        new FarmTopic<>(farm, Topics.BREAKAGE, Breakage.class)
                .each(breakage -> breakages.put(breakage.getBreakage(), breakage));
        References references = new References(rules, waves.values(), breakages.values());
        new FarmTopic<>(farm, Topics.JOB, Job.class).each(references::add);
        return references;
    }
}
