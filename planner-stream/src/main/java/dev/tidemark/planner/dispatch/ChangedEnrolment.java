package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Change;
import org.jspecify.annotations.Nullable;

/** What it means that a person has decided which agent may build, and as what. */
final class ChangedEnrolment {

    private final PoolDraft draft;

    ChangedEnrolment(PoolDraft draft) {
        this.draft = draft;
    }

    void decide(Enrolment enrolment) {
        String name = enrolment.agent();
        Enrolment before = draft.view().enrolments().get(name);
        draft.change(new Change.EnrolmentPut(enrolment));
        draft.trust(name);
        Agent agent = draft.view().agents().get(name);
        if (agent == null) {
            return;
        }
        if (enrolment.isRevoked()) {
            new HeardStranger(
                            draft,
                            new DispatchEvent.Distrusted(
                                    name,
                                    agent.incarnation(),
                                    DispatchEvent.Distrusted.About.LIFE,
                                    Distrust.REVOKED,
                                    "",
                                    null,
                                    null))
                    .decide();
        } else if (isAnotherKey(before, enrolment)) {
            // Its life was proven with a key that does not count any more.
            draft.dismiss(agent);
        } else if (agent.offer().draining() != enrolment.of(agent.offer()).draining()) {
            draft.put(agent.offering(enrolment.of(agent.offer())));
        }
    }

    private static boolean isAnotherKey(@Nullable Enrolment before, Enrolment now) {
        return before == null || !before.key().equals(now.key());
    }

    void forget(String name) {
        if (draft.view().enrolments().containsKey(name)) {
            draft.change(new Change.EnrolmentRemoved(name));
        }
        Agent agent = draft.view().agents().get(name);
        if (agent != null) {
            draft.dismiss(agent);
        }
    }
}
