package dev.tidemark.cli.demo;

import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.JobState;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the demo showed what it is there to show: a bump that really broke something downstream, proven, with the bump to
 * blame. Judged by what was seen on the topics alone.
 *
 * @param shown true when it did
 * @param reasons what was missing, a sentence each; empty when nothing was
 */
record Verdict(boolean shown, List<String> reasons) {

    /**
     * @param inTime whether everything had been seen within the time that the demo gives itself
     */
    static Verdict of(WaveStory story, boolean inTime) {
        List<String> missing = new ArrayList<>(story.violations());
        Optional<Bump> held = story.bump().filter(bump -> bump.getState() == BumpState.HELD);
        held.ifPresent(
                bump -> missing.add("the bump is held: " + bump.getReason().orElse("no reason given")));
        if (!inTime) {
            missing.add("the wave did not end in time");
        }
        if (held.isEmpty()) {
            judge(story, missing);
        }
        return new Verdict(missing.isEmpty(), missing);
    }

    private static void judge(WaveStory story, List<String> missing) {
        Optional<WaveState> state = story.wave().map(Wave::getState);
        if (state.isEmpty()) {
            missing.add("no wave was opened");
            return;
        }
        if (state.get() == WaveState.HALTED) {
            missing.add("the wave is halted: "
                    + story.wave().flatMap(Wave::getReason).orElse("no reason given"));
        }
        if (story.inState(JobState.SUCCEEDED).isEmpty()) {
            missing.add("no job of the wave was built");
        }
        if (story.breakages().isEmpty()) {
            missing.add("nothing broke: the bump raised no breakage");
        } else if (regressed(story).allMatch(name -> name.equals(story.bumped().attribute()))) {
            missing.add("nothing downstream broke: only %s itself did"
                    .formatted(story.bumped().attribute()));
        }
        for (Breakage breakage : story.breakages()) {
            judge(story, breakage, missing);
        }
    }

    private static Stream<String> regressed(WaveStory story) {
        return story.breakages().stream()
                .flatMap(breakage -> breakage.getRegressed().stream())
                .map(job -> job.getJob().getAttribute());
    }

    private static void judge(WaveStory story, Breakage breakage, List<String> missing) {
        List<BumpRef> published = story.wave().map(Wave::getBumps).orElse(List.of());
        if (!breakage.getBlamed().equals(published)) {
            missing.add("breakage %s does not blame the bump that was published".formatted(breakage.getBreakage()));
        }
        if (breakage.getAct().isEmpty()) {
            missing.add("breakage %s names nobody who can act".formatted(breakage.getBreakage()));
        }
        for (RegressedJob job : breakage.getRegressed()) {
            if (job.getFailure().getLogTail().isEmpty()) {
                missing.add("the failure of %s comes without a log"
                        .formatted(job.getJob().getAttribute()));
            }
        }
    }
}
