package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.AgentKey;
import org.jspecify.annotations.Nullable;

/**
 * What must be asked of who says something, before it is heeded: as far as that can be told without looking at a signature, which is
 * what costs. Whoever looks at it makes the event of what he found.
 */
public final class Credentials {

    private Credentials() {}

    /** What must be asked. */
    public sealed interface Check {
        /** Nothing: that life has proven whose it is. */
        record Heed() implements Check {}

        /** Whether it was signed with this key. */
        record Verify(AgentKey key) implements Check {}

        /** Nothing that it could answer would make a difference. */
        record Refuse(Distrust why) implements Check {}
    }

    /** What is to be asked of a life of an agent that says that it lives. */
    public static Check ofLife(PoolView view, String agent, String incarnation) {
        Agent known = view.agents().get(agent);
        Check check = ofResult(view, agent);
        return check instanceof Check.Verify
                        && known != null
                        && known.incarnation().equals(incarnation)
                ? new Check.Heed()
                : check;
    }

    /** What is to be asked of an agent's result. */
    public static Check ofResult(PoolView view, String agent) {
        @Nullable Enrolment enrolment = view.enrolments().get(agent);
        if (enrolment == null) {
            return new Check.Refuse(Distrust.NOT_ENROLLED);
        }
        return enrolment.isRevoked() ? new Check.Refuse(Distrust.REVOKED) : new Check.Verify(enrolment.key());
    }
}
