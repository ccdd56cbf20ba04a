package dev.tidemark.planner.topology;

import dev.tidemark.graph.PackageGraph;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.codec.WaveCommandCodec;
import dev.tidemark.planner.wave.AdvanceWave;
import dev.tidemark.planner.wave.PlanWave;
import dev.tidemark.planner.wave.UnplannedWave;
import dev.tidemark.planner.wave.UnplannedWave.Standing;
import dev.tidemark.planner.wave.WaveDecision;
import dev.tidemark.planner.wave.WaveEvent;
import dev.tidemark.planner.wave.WaveView;
import dev.tidemark.schemas.event.OpenWave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.ParkedOpen;
import dev.tidemark.schemas.store.WaveEntry;
import dev.tidemark.schemas.wire.NewerEventException;
import dev.tidemark.service.streams.UndecidableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waves before there is a plan of them: opened, parked until the graph feed is far enough, halted, given up. */
final class WaveOpener {

    private static final Logger LOG = LoggerFactory.getLogger(WaveOpener.class);
    /** A graph feed is behind for moments; for longer only when a revision was refused, or is not there any more. */
    private static final Duration GRAPH_COMES_WITHIN = Duration.ofMinutes(1);

    private final Feeds feeds;
    private final WaveStores waves;
    private final WaveTeller teller;
    private final Applying applying;
    /** Of which operators know, in this life of the task, that they wait. */
    private final TreeSet<String> toldToWait = new TreeSet<>();

    /** Carries out what was decided for a wave that was just planned. */
    interface Applying {
        void apply(WaveView view, WaveDecision decision, @Nullable String traceparent);
    }

    /** A wave that is to be opened. */
    private record Opening(
            String wave, OpenWave opened, @Nullable String traceparent) {}

    private record Carried(List<Bump> bumps, WaveTerms terms) {}

    WaveOpener(Feeds feeds, WaveStores waves, WaveTeller teller, Applying applying) {
        this.feeds = feeds;
        this.waves = waves;
        this.teller = teller;
        this.applying = applying;
    }

    /** A wave that was opened before stays as it is. */
    void open(WaveCommand command, OpenWave opened, @Nullable String traceparent) {
        String wave = command.getWave();
        if (waves.entry(wave) != null || waves.parked(wave) != null) {
            return;
        }
        Opening opening = new Opening(wave, opened, traceparent);
        Carried carried = carried(opening);
        Optional<PackageGraph> graph = graph(opened);
        if (graph.isPresent()) {
            plan(opening, carried, graph.get());
        } else {
            waves.park(command, traceparent);
            LOG.atInfo()
                    .addKeyValue("wave", wave)
                    .addKeyValue("sequence", opened.getMinimumSequence())
                    .log("wave waits for the graph feed");
        }
    }

    private Optional<PackageGraph> graph(OpenWave opened) {
        if (!feeds.graphs().areRead()) {
            return Optional.empty(); // The wave is parked, and what is being built goes on.
        }
        return feeds.graphs()
                .newest(opened.getSet())
                .filter(newest -> newest.sequence() >= opened.getMinimumSequence());
    }

    private Carried carried(Opening opening) {
        try {
            return new Carried(WaveCommandCodec.bumps(opening.opened()), WaveCommandCodec.terms(opening.opened()));
        } catch (RuntimeException e) { // No store is asked: it is what the command holds.
            // What is newer than this planner a later one understands; what cannot be is so for good.
            String next = e instanceof NewerEventException
                    ? ""
                    : "; `tidemark wave abandon %s --by NAME --reason TEXT` gives it up".formatted(opening.wave());
            throw halted(opening, "it cannot be planned: " + e.getMessage() + next, e);
        }
    }

    private void plan(Opening opening, Carried carried, PackageGraph graph) {
        WaveView view;
        WaveDecision decision;
        try {
            view = WaveView.planned(PlanWave.plan(
                    new WaveId(opening.wave()),
                    carried.bumps(),
                    carried.terms(),
                    graph,
                    feeds.learnt().of(opening.opened().getSet())));
            decision = AdvanceWave.decide(view, new WaveEvent.Opened());
        } catch (KafkaException e) {
            throw e; // A store that fails is no reason to give the record up.
        } catch (RuntimeException e) {
            String reason =
                    "it cannot be planned (%s): correct the set and import it again, then `tidemark wave resume %s --by NAME --reason TEXT`"
                            .formatted(e.getMessage(), opening.wave());
            throw halted(opening, reason, e);
        }
        waves.add(view, opening.opened(), opening.traceparent());
        LOG.atInfo()
                .addKeyValue("wave", opening.wave())
                .addKeyValue("jobs", view.plan().waveJobs())
                .addKeyValue("levels", view.plan().levels())
                .log("wave opened");
        applying.apply(view, decision, opening.traceparent());
    }

    private UndecidableException halted(Opening opening, String reason, RuntimeException e) {
        stand(opening, WaveState.HALTED, reason);
        teller.halted(opening.wave(), reason, opening.traceparent());
        return new UndecidableException("wave " + opening.wave() + " cannot be planned: " + e.getMessage(), e);
    }

    private void stand(Opening opening, WaveState state, String reason) {
        waves.addUnplanned(opening.wave(), opening.opened(), state, reason, opening.traceparent());
        teller.unplanned(opening.wave(), opening.opened(), state, reason, opening.traceparent());
        LOG.atWarn()
                .addKeyValue("wave", opening.wave())
                .addKeyValue("state", state)
                .addKeyValue("reason", reason)
                .log("wave without a plan");
    }

    /** Opens what has been waiting for the graph revisions that the feed has now. */
    void openParked() {
        if (!feeds.graphs().areRead()) {
            return; // Nobody need be told of what only has not been read yet.
        }
        for (ParkedOpen parked : waves.allParked()) {
            WaveCommand command = parked.getCommand();
            OpenWave opened = command.getOpen().orElseThrow();
            Opening opening = new Opening(
                    command.getWave(), opened, parked.getTraceparent().orElse(null));
            Optional<PackageGraph> graph = graph(opened);
            if (graph.isPresent()) {
                waves.unpark(opening.wave());
                openParked(opening, graph.get());
            } else if (command.getAt().plus(GRAPH_COMES_WITHIN).isBefore(teller.now())
                    && toldToWait.add(opening.wave())) {
                teller.awaitsGraph(opening.wave(), opened, opening.traceparent());
            }
        }
    }

    private void openParked(Opening opening, PackageGraph graph) {
        try {
            plan(opening, carried(opening), graph);
        } catch (UndecidableException e) {
            // The wave is halted and says why; there is no record here to dead-letter.
            LOG.atDebug().setCause(e).log("parked wave cannot be opened");
        }
    }

    /**
     * What a person wants of a wave without a plan.
     *
     * @throws UndecidableException when there is no such wave, or it does not fit
     */
    void obey(WaveCommand command) {
        Opening opening = opening(command.getWave());
        UnplannedWave meant = UnplannedWave.obey(standing(command.getWave()), commanded(command));
        switch (meant) {
            case UnplannedWave.PlannedAgain() ->
                plan(
                        opening,
                        carried(opening),
                        graph(opening.opened())
                                .orElseThrow(() -> new UndecidableException(
                                        "resume of the wave %s is refused: there is no graph of %s to plan it from"
                                                .formatted(
                                                        opening.wave(),
                                                        opening.opened().getSet()))));
            case UnplannedWave.GivenUp(String reason) -> {
                waves.unpark(opening.wave());
                stand(opening, WaveState.ABANDONED, reason);
                teller.givenUp(opening.wave(), opening.opened(), opening.traceparent());
            }
            case UnplannedWave.Refused(String order, String reason) ->
                throw new UndecidableException(
                        "%s of the wave %s is refused: %s".formatted(order, opening.wave(), reason));
        }
    }

    /** It waits for somebody already, or for its graph: a command that cannot be understood need not halt it. */
    private static WaveEvent.Commanded commanded(WaveCommand command) {
        try {
            return WaveCommandCodec.commanded(job -> -1, command);
        } catch (RuntimeException e) {
            throw new UndecidableException("a command for the wave " + command.getWave() + ": " + e.getMessage(), e);
        }
    }

    private Opening opening(String wave) {
        ParkedOpen parked = waves.parked(wave);
        if (parked != null) {
            return new Opening(
                    wave,
                    parked.getCommand().getOpen().orElseThrow(),
                    parked.getTraceparent().orElse(null));
        }
        WaveEntry entry = waves.entry(wave);
        if (entry == null) {
            throw new UndecidableException("a command for the wave " + wave + ", which nobody opened");
        }
        return new Opening(wave, entry.getOpened(), entry.getTraceparent().orElse(null));
    }

    private Standing standing(String wave) {
        WaveEntry entry = waves.entry(wave);
        if (entry == null) {
            return Standing.AWAITS_GRAPH;
        }
        return entry.getState() == WaveState.ABANDONED ? Standing.ABANDONED : Standing.HALTED;
    }
}
