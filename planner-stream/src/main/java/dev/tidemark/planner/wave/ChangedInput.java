package dev.tidemark.planner.wave;

import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A direct input of a job that is not what it was on the baseline, where the job was last green.
 *
 * @param attribute the input
 * @param before what it was; null where it was none
 * @param now what it is; null where it is none any more
 */
public record ChangedInput(
        String attribute, @Nullable Input before, @Nullable Input now) {

    /** An input as it was built. */
    public record Input(String version, Sha256 output) {}

    /** Of a WAVE job that was built or failed, ordered by attribute; none where the set has the job only with the bumps. */
    public static List<ChangedInput> of(WaveView wave, int job) {
        int baseline = wave.plan().baselineOf(job);
        if (baseline < 0) {
            return List.of();
        }
        Map<String, Input> before = inputs(wave, baseline);
        Map<String, Input> now = inputs(wave, job);
        TreeMap<String, Input> all = new TreeMap<>(before);
        all.putAll(now);
        List<ChangedInput> changed = new ArrayList<>();
        for (String attribute : all.keySet()) {
            if (!Objects.equals(output(before.get(attribute)), output(now.get(attribute)))) {
                changed.add(new ChangedInput(attribute, before.get(attribute), now.get(attribute)));
            }
        }
        return changed;
    }

    private static @Nullable Sha256 output(@Nullable Input input) {
        return input == null ? null : input.output();
    }

    /** What has no output was not read by a job that was built or failed. What is fetched is a part of the recipe. */
    private static Map<String, Input> inputs(WaveView wave, int job) {
        WavePlan plan = wave.plan();
        Map<String, Input> inputs = new TreeMap<>();
        for (int need : plan.dependenciesOf(job)) {
            Sha256 output = wave.outputOf(need);
            if (output != null && !plan.isSource(need)) {
                inputs.put(plan.attribute(need), new Input(plan.version(need), output));
            }
        }
        return inputs;
    }
}
