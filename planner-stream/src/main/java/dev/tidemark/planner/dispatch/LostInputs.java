package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.build.BuildInput;
import dev.tidemark.planner.build.Purpose;
import dev.tidemark.schemas.identity.Sha256;
import java.util.List;

/**
 * What it means that an agent does not find what a build reads. The store may have lost it, or the agent reads another store than the
 * farm's: another agent that fits has to try the build, and only what that does not find either is lost. Where there is no other,
 * the one is believed.
 */
final class LostInputs {

    private final PoolDraft draft;
    private final String agent;

    /** @param agent who tells the end of a build */
    LostInputs(PoolDraft draft, String agent) {
        this.draft = draft;
        this.agent = agent;
    }

    /** What is to be made of it. */
    sealed interface Verdict {
        /** All of it was built again since the attempt was made. */
        record TooEarly() implements Verdict {}

        /** Another agent is to look. */
        record Doubtful(Missed missed) implements Verdict {}

        /** It is lost. */
        record Lost(List<String> inputs) implements Verdict {}
    }

    /** @param named attributes of inputs, at least one */
    Verdict judge(Demand demand, List<String> named) {
        Missed missed = demand.failures().missed();
        List<String> inputs = missed.but(named);
        if (inputs.isEmpty()) {
            return new Verdict.TooEarly();
        }
        List<String> confirmed = missed.confirmed(agent, inputs);
        if (!confirmed.isEmpty()) {
            return new Verdict.Lost(confirmed);
        }
        boolean anotherFits = draft.view()
                .roster()
                .anyFitting(demand.needs(), other -> !other.name().equals(agent) && draft.takesMore(other));
        return anotherFits ? new Verdict.Doubtful(missed.and(agent, inputs)) : new Verdict.Lost(inputs);
    }

    /**
     * The agents that did not find what this one has built from. Of what is built in another pool it is not known here when it was built
     * again, so it is no proof against anybody.
     */
    List<String> contradicted(Demand demand) {
        List<String> own = demand.spec().inputs().stream()
                .filter(input -> input.trust() == draft.view().pool().trust())
                .map(BuildInput::attribute)
                .toList();
        return demand.failures().missed().claims().stream()
                .filter(claim -> !claim.agent().equals(agent))
                .filter(claim -> claim.inputs().stream().anyMatch(own::contains))
                .map(Missed.Claim::agent)
                .toList();
    }

    /** Something was built that may have been lost: whoever reads it and was asked before may have looked too early. */
    void restored(Demand built, Sha256 output) {
        if (built.wants().stream().noneMatch(want -> mayHaveBeenLost(want.purpose()))) {
            return;
        }
        String attribute = built.spec().packageId().attribute();
        for (Demand demand : List.copyOf(draft.view().demands().values())) {
            Missed missed = demand.failures().missed();
            boolean concerned = demand.attempt() != null || !missed.claims().isEmpty();
            if (concerned && reads(demand, attribute, output)) {
                draft.put(demand.with(demand.failures().with(missed.restored(attribute, demand.attempt() != null))));
            }
        }
    }

    private static boolean mayHaveBeenLost(Purpose purpose) {
        return switch (purpose) {
            case RESTORE, CONFIRM, RETRY -> true;
            case BUILD, INPUT, INFRA_RETRY, BASELINE, PREPARE, PROBE -> false;
        };
    }

    private static boolean reads(Demand demand, String attribute, Sha256 output) {
        return demand.spec().inputs().stream()
                .anyMatch(input -> input.attribute().equals(attribute)
                        && input.outputHash().equals(output));
    }
}
