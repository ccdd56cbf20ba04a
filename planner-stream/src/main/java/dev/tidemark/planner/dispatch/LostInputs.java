package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What it means that an agent does not find what a build reads. The store may have lost it, or the agent reads another store than the
 * farm's: another agent that fits has to try the build, and only what that does not find either is lost. Where there is no other, or
 * none has come to it before the farm's last try, the one is believed.
 */
final class LostInputs {

    private final PoolDraft draft;
    private final String agent;
    private final String incarnation;

    /** @param finished the end of a build, and who tells it */
    LostInputs(PoolDraft draft, DispatchEvent.Finished finished) {
        this.draft = draft;
        this.agent = finished.agent();
        this.incarnation = finished.incarnation();
    }

    /** What is to be made of it. */
    sealed interface Verdict {
        /** All of it was built again since the attempt was made. */
        record TooEarly() implements Verdict {}

        /** Another agent is to look. */
        record Doubtful(Missed missed) implements Verdict {}

        /**
         * It is lost.
         *
         * @param agents who say so
         */
        record Lost(List<String> inputs, List<String> agents) implements Verdict {}
    }

    /**
     * An agent did not find what another has built from.
     *
     * @param agent which
     * @param inInputs whether that proves that it reads another store: an agent may have kept a workspace that the store has lost
     */
    record Contradicted(String agent, boolean inInputs) {}

    /** @param named attributes of inputs, at least one */
    Verdict judge(Demand demand, List<String> named) {
        Missed missed = demand.failures().missed();
        List<String> inputs = missed.but(named);
        if (inputs.isEmpty()) {
            return new Verdict.TooEarly();
        }
        List<String> confirmed = missed.confirmed(agent, inputs);
        if (!confirmed.isEmpty()) {
            return lost(missed, confirmed);
        }
        boolean lastTry = demand.failures().byFarm() + 1 >= draft.policy().farmTries();
        return lastTry || !anotherMayLook(demand)
                ? lost(missed, inputs)
                : new Verdict.Doubtful(missed.and(agent, incarnation, inputs));
    }

    private Verdict lost(Missed missed, List<String> inputs) {
        return new Verdict.Lost(inputs, Demand.Failures.and(missed.claimants(inputs), List.of(agent)));
    }

    /** One that is silent, or has no memory or room for a while, may look later; one that is gone, drains or is not trusted will not. */
    private boolean anotherMayLook(Demand demand) {
        return draft.view()
                .roster()
                .anyFitting(
                        demand.needs(),
                        other -> !other.name().equals(agent)
                                && !other.offer().draining()
                                && !other.health().isQuarantined());
    }

    /**
     * The agents that did not find what this one has built from, in the lives that they still are in. Of what is built in another pool
     * it is not known here when it was built again, so it is no proof against anybody.
     */
    List<Contradicted> contradicted(Demand demand) {
        List<String> inputs = demand.spec().reads().stream()
                .filter(input -> input.trust() == draft.view().pool().trust())
                .map(BuildInput::attribute)
                .toList();
        List<Contradicted> contradicted = new ArrayList<>();
        for (Missed.Claim claim : demand.failures().missed().claims()) {
            boolean inInputs = claim.inputs().stream().anyMatch(inputs::contains);
            boolean inWorkspace = claim.inputs().contains(PackageId.WORKSPACE);
            if (isOfAnothersPresentLife(claim) && (inInputs || inWorkspace)) {
                contradicted.add(new Contradicted(claim.agent(), inInputs));
            }
        }
        return contradicted;
    }

    private boolean isOfAnothersPresentLife(Missed.Claim claim) {
        Agent known = draft.view().agents().get(claim.agent());
        return known != null
                && !claim.agent().equals(agent)
                && claim.incarnation().equals(known.incarnation());
    }

    /** Something was built that may have been lost: whoever reads it and was asked before may have looked too early. */
    void restored(Demand built, Sha256 output) {
        if (built.wants().stream().noneMatch(want -> mayHaveBeenLost(want.purpose()))) {
            return;
        }
        String attribute = built.spec().packageId().attribute();
        restored(attribute, demand -> reads(demand, attribute, output));
    }

    /** The same of a workspace. */
    void prepared(Demand preparation, Sha256 workspace) {
        if (preparation.wants().stream().anyMatch(want -> mayHaveBeenLost(want.purpose()))) {
            restored(
                    PackageId.WORKSPACE,
                    demand -> demand.spec().workspace().published().equals(Optional.of(workspace)));
        }
    }

    private void restored(String attribute, Predicate<Demand> reads) {
        for (Demand demand : List.copyOf(draft.view().demands().values())) {
            Missed missed = demand.failures().missed();
            boolean concerned = demand.attempt() != null || !missed.claims().isEmpty();
            if (concerned && reads.test(demand)) {
                draft.put(demand.with(demand.failures().with(missed.restored(attribute, demand.attempt() != null))));
            }
        }
    }

    /** One who asks again what became of it may have asked to have it restored at first. */
    private static boolean mayHaveBeenLost(Purpose purpose) {
        return switch (purpose) {
            case RESTORE, CONFIRM, RETRY, INFRA_RETRY -> true;
            case BUILD, INPUT, BASELINE, PREPARE, PROBE, FETCH -> false;
        };
    }

    private static boolean reads(Demand demand, String attribute, Sha256 output) {
        return demand.spec().reads().stream()
                .anyMatch(input -> input.attribute().equals(attribute)
                        && input.outputHash().equals(output));
    }
}
