package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildOutcome.Failed;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.FailureKind;
import dev.tidemark.agent.log.LiveLog;
import dev.tidemark.agent.prepare.Workspaces.Reproduced;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One build while it goes on.
 *
 * @param task what is asked for
 * @param workspace that it is built in
 * @param folder of its own, for roots and the log
 * @param cancel tells when it is not wanted any more
 * @param live is told what is printed
 * @param started by the clock of {@code System.nanoTime}
 */
record NixJob(BuildTask task, Reproduced workspace, Path folder, CancelSignal cancel, LiveLog live, long started) {

    Failed failed(FailureKind kind, String message) {
        return Failed.withoutLog(kind, message, took());
    }

    BuildOutcome cancelled() {
        return new BuildOutcome.Cancelled(took());
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
