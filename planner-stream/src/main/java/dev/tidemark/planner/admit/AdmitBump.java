package dev.tidemark.planner.admit;

import dev.tidemark.planner.admit.BumpStatus.Publication;
import dev.tidemark.planner.admit.BumpStatus.Standing;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.planner.policy.Policy;
import dev.tidemark.schemas.identity.WaveId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what becomes of a set's bumps. Knows no state but the view; changes nothing itself. A repeated event decides
 * nothing, and the same view, event and time give the same decision, wave ids included.
 */
public final class AdmitBump {

    private AdmitBump() {}

    /** What happened to a set. */
    public sealed interface SetEvent {
        /** Somebody published a bump, perhaps not for the first time. */
        record BumpPublished(Bump bump, Publication publication) implements SetEvent {}

        /** A new graph revision is whole; the view has it already. */
        record GraphRevised() implements SetEvent {}

        /** A policy was applied; the view still has the one before, and gets this one after the decision. */
        record PolicyApplied(Policy policy) implements SetEvent {}

        /** A wave of the set is over. */
        record WaveEnded(WaveId wave, WaveRecord.Outcome outcome, double cpuHours, double gpuHours)
                implements SetEvent {}

        /** Time has passed. */
        record Ticked() implements SetEvent {}
    }

    /** What is to be done. */
    public sealed interface Effect {

        /** The wave that it is for. */
        WaveId wave();

        /**
         * Opens a wave.
         *
         * @param wave its id
         * @param bumps what it carries, ordered by attribute; of each package one
         * @param minimumSequence the lowest graph revision that it may be planned from
         * @param terms how it is carried
         */
        record OpenWave(WaveId wave, List<BumpStatus> bumps, long minimumSequence, WaveTerms terms) implements Effect {}

        /**
         * Gives a running wave up, since another one takes its place.
         *
         * @param actor who published the bump that is the reason
         * @param reason for people
         */
        record AbandonWave(WaveId wave, String actor, String reason) implements Effect {}
    }

    /**
     * What follows.
     *
     * @param bumps the bumps whose state changes, in order; of each one state
     * @param records the waves of which something new is known, ordered by id
     * @param forgotten the waves that are of no interest any more, ordered by id
     * @param effects what is to be done, in order
     * @param waves how many waves the set has had afterwards
     */
    public record Decision(
            List<BumpStatus> bumps,
            List<WaveRecord> records,
            List<WaveId> forgotten,
            List<Effect> effects,
            long waves) {

        /** The waves to open, in order. */
        public List<Effect.OpenWave> opened() {
            return effects.stream()
                    .flatMap(effect -> effect instanceof Effect.OpenWave open ? Stream.of(open) : Stream.empty())
                    .toList();
        }

        /** The bumps that are never built, since a newer one of their package came before their turn. */
        public List<BumpStatus> skipped() {
            return bumps.stream()
                    .filter(bump -> bump.standing() instanceof Standing.Skipped)
                    .toList();
        }

        /** Whether nothing follows. */
        public boolean isEmpty() {
            return bumps.isEmpty() && records.isEmpty() && forgotten.isEmpty() && effects.isEmpty();
        }
    }

    /**
     * Decides what one event means.
     *
     * @param now when it happens; not before that of the event before it
     */
    public static Decision decide(SetView view, SetEvent event, Instant now) {
        return switch (event) {
            case SetEvent.BumpPublished published -> published(new AdmitDraft(view, view.policy(), now), published);
            case SetEvent.GraphRevised() -> everything(new AdmitDraft(view, view.policy(), now));
            case SetEvent.PolicyApplied(Policy policy) -> everything(new AdmitDraft(view, policy, now));
            case SetEvent.WaveEnded ended -> ended(new AdmitDraft(view, view.policy(), now), ended);
            case SetEvent.Ticked() -> whatIsDue(new AdmitDraft(view, view.policy(), now));
        };
    }

    private static Decision published(AdmitDraft draft, SetEvent.BumpPublished event) {
        String id = BumpStatus.id(draft.view().set(), event.bump());
        Optional<BumpStatus> known = draft.view().bump(id);
        Optional<BumpStatus> news =
                known.isEmpty() ? Optional.of(fresh(draft, event)) : repeated(known.get(), event, draft);
        if (news.isPresent()) {
            draft.put(news.get());
            draft.consider(news.get().bump().attribute());
            draft.view().waiting().stream()
                    .filter(AdmitBump::waitsForOthers)
                    .forEach(bump -> draft.consider(bump.bump().attribute()));
            new AdmitPass(draft).run();
        }
        return draft.decision();
    }

    private static boolean waitsForOthers(BumpStatus bump) {
        return bump.standing() instanceof Standing.Waiting waiting
                && (waiting.obstacle() == Obstacle.GROUP || waiting.obstacle() == Obstacle.BATCH);
    }

    private static BumpStatus fresh(AdmitDraft draft, SetEvent.BumpPublished event) {
        Publication said = event.publication();
        // A clock that is ahead makes no release younger than the moment in which it was heard of.
        Instant seenAt = said.seenAt().isAfter(draft.now()) ? draft.now() : said.seenAt();
        Publication heard = new Publication(seenAt, said.release(), said.together(), said.force(), said.traceparent());
        Standing unjudged = new Standing.Held(Obstacle.NO_GRAPH, "not judged yet", draft.now(), Optional.empty());
        return new BumpStatus(draft.view().set(), event.bump(), heard, draft.now(), unjudged, null);
    }

    /**
     * What is new in a bump that is known: that it is forced, that somebody says SECURITY who may, or, where somebody said it
     * who may not, that it is ROUTINE; else nothing.
     */
    private static Optional<BumpStatus> repeated(BumpStatus known, SetEvent.BumpPublished event, AdmitDraft draft) {
        boolean open = known.isPending() || known.standing() instanceof Standing.Skipped;
        boolean forces = open && event.publication().force() != null && !known.isForced();
        boolean renames = (known.isPending() || forces) && isBetterFounded(event.bump(), known.bump(), draft);
        if (!forces && !renames) {
            return Optional.empty();
        }
        Publication said = known.publication();
        return Optional.of(new BumpStatus(
                known.set(),
                renames ? event.bump() : known.bump(),
                new Publication(
                        said.seenAt(),
                        said.release(),
                        said.together(),
                        forces ? event.publication().force() : said.force(),
                        said.traceparent()),
                known.heardAt(),
                known.standing(),
                known.admittedAt()));
    }

    /** Somebody says SECURITY who may, or it is ROUTINE where somebody said SECURITY who may not. */
    private static boolean isBetterFounded(Bump said, Bump known, AdmitDraft draft) {
        boolean unfounded = known.urgency() == Urgency.SECURITY && !draft.mayBeSecurity(known);
        boolean raises = known.urgency() == Urgency.ROUTINE || unfounded;
        return (raises && draft.mayBeSecurity(said)) || (unfounded && said.urgency() == Urgency.ROUTINE);
    }

    private static Decision everything(AdmitDraft draft) {
        draft.view().waiting().forEach(bump -> draft.consider(bump.bump().attribute()));
        draft.view().held().forEach(bump -> draft.consider(bump.bump().attribute()));
        new AdmitPass(draft).run();
        return draft.decision();
    }

    private static Decision whatIsDue(AdmitDraft draft) {
        draft.view().waiting().forEach(bump -> draft.consider(bump.bump().attribute()));
        for (BumpStatus held : draft.view().held()) {
            if (held.standing() instanceof Standing.Pending pending
                    && pending.until().isPresent()
                    && !draft.now().isBefore(pending.until().get())) {
                draft.consider(held.bump().attribute());
            }
        }
        new AdmitPass(draft).run();
        return draft.decision();
    }

    private static Decision ended(AdmitDraft draft, SetEvent.WaveEnded event) {
        boolean news = draft.end(
                event.wave(), new WaveRecord.End(event.outcome(), draft.now(), event.cpuHours(), event.gpuHours()));
        if (!news) {
            return draft.decision();
        }
        for (BumpStatus carried : draft.view().carriedBy(event.wave())) {
            switch (event.outcome()) {
                case GREEN -> draft.put(carried.standing(new Standing.Done(event.wave(), draft.now())));
                case RED -> {}
                case ABANDONED -> draft.put(givenUp(carried, event.wave(), draft.now()));
            }
            draft.consider(carried.bump().attribute());
        }
        draft.forgetOldWaves();
        draft.view().waiting().forEach(bump -> draft.consider(bump.bump().attribute()));
        new AdmitPass(draft).run();
        return draft.decision();
    }

    /** Whoever forced it has to do so again. */
    private static BumpStatus givenUp(BumpStatus carried, WaveId wave, Instant now) {
        Publication said = carried.publication();
        return new BumpStatus(
                carried.set(),
                carried.bump(),
                new Publication(said.seenAt(), said.release(), said.together(), null, said.traceparent()),
                carried.heardAt(),
                new Standing.Held(
                        Obstacle.ABANDONED, "its wave %s was abandoned".formatted(wave), now, Optional.empty()),
                carried.admittedAt());
    }
}
