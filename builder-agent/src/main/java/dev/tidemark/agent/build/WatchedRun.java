package dev.tidemark.agent.build;

import dev.tidemark.agent.process.Command;
import dev.tidemark.agent.process.CommandEnd;
import dev.tidemark.agent.process.Patience;
import dev.tidemark.agent.process.Supervisor;
import dev.tidemark.agent.sandbox.Enclosure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Runs commands within limits, with a log, while their disk is watched, and says what their end means.
 *
 * @param grace between asking a command to end and ending it
 */
record WatchedRun(Supervisor supervisor, Limits limits, Duration grace) {

    /**
     * What is run.
     *
     * @param what it is, in words for people
     * @param folder that it writes to
     * @param others what else it may write to, on other disks perhaps; what is not there is passed over
     * @param log takes what it prints; finished afterwards
     * @param room that it is held to; closed afterwards, so that nothing changes its files any more
     * @param downloads what it has to do with other machines
     * @param sandboxFailed tells afterwards whether it never ran, or was ended from outside
     */
    record Scene(
            String what,
            Path folder,
            List<Path> others,
            Command command,
            BuildLog log,
            Enclosure room,
            Classification.Downloads downloads,
            BooleanSupplier sandboxFailed) {}

    Verdict run(Scene scene, CancelSignal cancel) throws IOException, InterruptedException {
        BuildLog log = scene.log();
        Stopper stopper = new Stopper();
        cancel.whenGiven(() -> stopper.stop(new CommandEnd.Cancelled()));
        CommandEnd end;
        boolean diskFull;
        try (DiskWatch disk = DiskWatch.over(scene.folder(), limits.writtenBytes(), limits.files(), stopper::stop);
                OtherDisks others = OtherDisks.of(scene.others())) {
            log.atNoRoom(() -> {
                disk.lookNow();
                others.lookNow();
            });
            end = supervisor.run(
                    scene.command(), new Patience(limits.time(), limits.silence(), grace), log, stopper::connect);
            diskFull = disk.sawItFull() || others.sawOneFull(log.foundNoRoom());
        }
        end = finished(log, end);
        Enclosure.Excess excess = scene.room().excess();
        boolean keptOut = scene.room().keptOut();
        scene.room().close();
        return Classification.of(new Classification.Evidence(
                scene.what(),
                end,
                log.phase(),
                log.failure(),
                log.tail(),
                excess,
                scene.sandboxFailed().getAsBoolean() || keptOut,
                log.foundNoRoom(),
                diskFull,
                Disk.takesNothing(scene.folder()),
                scene.downloads(),
                limits));
    }

    private static CommandEnd finished(BuildLog log, CommandEnd end) {
        try {
            log.finish();
            return end;
        } catch (IOException e) {
            return end instanceof CommandEnd.Cancelled ? end : new CommandEnd.OutputLost(e);
        }
    }
}
