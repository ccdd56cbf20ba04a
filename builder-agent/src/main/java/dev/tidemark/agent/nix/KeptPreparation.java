package dev.tidemark.agent.nix;

import dev.tidemark.agent.build.Abilities;
import dev.tidemark.agent.build.BuildOutcome;
import dev.tidemark.agent.build.BuildTask;
import dev.tidemark.agent.build.CancelSignal;
import dev.tidemark.agent.build.Executor;
import dev.tidemark.agent.build.Interruption;
import java.io.IOException;
import java.time.Duration;

/**
 * Has waves prepared while nothing is taken from the Nix store: a recipe that is lost before it was read is an edge that is lost, and so
 * the wrong wave. Before that room is made, since there may be nobody else here who does.
 */
final class KeptPreparation implements Executor {

    private final Executor preparing;
    private final Housekeeping housekeeping;

    KeptPreparation(Executor preparing, Housekeeping housekeeping) {
        this.preparing = preparing;
        this.housekeeping = housekeeping;
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        long started = System.nanoTime();
        try {
            housekeeping.makeRoom(cancel);
            try (Housekeeping.Hold hold = held(cancel)) {
                return preparing.execute(task, cancel);
            }
        } catch (InterruptedException e) {
            if (!cancel.isGiven()) {
                Thread.currentThread().interrupt();
            }
            return new BuildOutcome.Cancelled(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private Housekeeping.Hold held(CancelSignal cancel) throws InterruptedException {
        try (Interruption interruption = Interruption.by(cancel)) {
            return housekeeping.hold();
        }
    }

    @Override
    public Abilities abilities() {
        return preparing.abilities();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        preparing.close();
    }
}
