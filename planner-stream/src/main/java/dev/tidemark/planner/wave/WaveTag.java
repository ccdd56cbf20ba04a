package dev.tidemark.planner.wave;

import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a green wave came to. Equal waves have equal tags.
 *
 * @param counts WAVE jobs by outcome
 * @param exceptions the first that the wave went on without, or that were broken before it, ordered by job; at most 50
 * @param exceptionsInAll how many there are
 * @param digest over job, version, outcome and output hash of each WAVE job, ordered by job
 */
public record WaveTag(Map<JobState, Integer> counts, List<Exempt> exceptions, int exceptionsInAll, Sha256 digest) {

    private static final int MOST_EXCEPTIONS = 50;

    /**
     * A job that was not built, though it was to be.
     *
     * @param job the job
     * @param state EXCLUDED or PREEXISTING
     * @param reason why, as a sentence
     */
    public record Exempt(JobId job, JobState state, String reason) {}

    /** Of a wave that is green. */
    public static WaveTag of(WaveView wave) {
        WavePlan plan = wave.plan();
        int[] inOrder = IntStream.range(0, plan.size())
                .filter(plan::isWaveJob)
                .boxed()
                .sorted(Comparator.comparing(job -> plan.job(job).id()))
                .mapToInt(Integer::intValue)
                .toArray();
        Sha256.Builder digest = Sha256.builder();
        List<Exempt> exceptions = new ArrayList<>();
        int exceptional = 0;
        for (int job : inOrder) {
            JobId id = plan.job(job).id();
            JobState state = wave.stateOf(job);
            Sha256 output = wave.status(job).isLost() ? null : wave.outputOf(job);
            digest.add(id.toString()).add(plan.version(job)).add(state.name()).add(output == null ? "" : output.hex());
            if (state == JobState.EXCLUDED || state == JobState.PREEXISTING) {
                exceptional++;
                if (exceptions.size() < MOST_EXCEPTIONS) {
                    exceptions.add(new Exempt(id, state, wave.reasonOf(job)));
                }
            }
        }
        return new WaveTag(wave.counts(), List.copyOf(exceptions), exceptional, digest.build());
    }
}
