package dev.tidemark.notifier.testing;

import dev.tidemark.schemas.event.BuildSpec;
import dev.tidemark.schemas.event.Input;
import dev.tidemark.schemas.event.Job;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.Trust;
import dev.tidemark.schemas.event.Variant;
import java.util.List;

/** How csv of the set demo was built with textkit, for tests. */
public final class Built {

    /** The digest of its recipe. */
    public static final String RECIPE = "d".repeat(64);

    /** The digest of what textkit's build made. */
    public static final String TEXTKIT = "e".repeat(64);

    private Built() {}

    /** By a set's own recipe, of what everybody may read. */
    public static Job csv(String system) {
        return csv(system, "", Trust.FREE, Trust.FREE);
    }

    /**
     * @param workspace where it was built; empty for the set's own folder
     * @param trust the domain of csv
     * @param textkit the domain of textkit
     */
    public static Job csv(String system, String workspace, Trust trust, Trust textkit) {
        return Job.newBuilder()
                .setWave("demo-1")
                .setSet("demo")
                .setJob(new JobRef("csv", system, Variant.WAVE, ""))
                .setVersion("1.5")
                .setTrust(trust)
                .setState(JobState.REGRESSED)
                .setTries(2)
                .setFlaky(false)
                .setRoots(List.of())
                .setBlamed(List.of())
                .setPath(List.of())
                .setMaintainers(List.of())
                .setBumpMaintainers(List.of())
                .setSpec(BuildSpec.newBuilder()
                        .setSet("demo")
                        .setAttribute("csv")
                        .setVersion("1.5")
                        .setSystem(system)
                        .setTrust(trust)
                        .setRecipeDigest(RECIPE)
                        .setInputs(List.of(new Input("textkit", TEXTKIT, textkit)))
                        .setFeatures(List.of())
                        .setBuildKey("f".repeat(64))
                        .setWorkspace(workspace)
                        .build())
                .build();
    }
}
