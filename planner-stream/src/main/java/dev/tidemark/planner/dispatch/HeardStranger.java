package dev.tidemark.planner.dispatch;

import dev.tidemark.planner.dispatch.DispatchDecision.Effect;
import dev.tidemark.planner.dispatch.DispatchDecision.Fleeting;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted;
import dev.tidemark.planner.dispatch.DispatchEvent.Distrusted.About;
import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.AgentName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What it means that what somebody says cannot be believed: it settles nothing, and he and the operators are told why. */
final class HeardStranger {

    /** Names are free to whoever can write to the topic: beyond so many nobody is told of new ones. */
    private static final int MOST_TOLD = 10_000;

    private static final String WHO_WRITES =
            "see who may write to the brokers' topics agent-report (`tidemark agent list` says who is enrolled)";

    private final PoolDraft draft;
    private final Distrusted heard;
    private final @Nullable Enrolment enrolment;

    HeardStranger(PoolDraft draft, Distrusted heard) {
        this.draft = draft;
        this.heard = heard;
        this.enrolment = draft.view().enrolments().get(heard.agent());
    }

    void decide() {
        dismiss();
        String message = message();
        String next = next();
        if (heard.why() == Distrust.REVOKED || heard.why() == Distrust.EXCESSIVE) {
            draft.effect(new Effect.FenceAgent(heard.agent(), heard.incarnation(), message + ": " + next));
        } else {
            draft.effect(new Effect.TurnAway(heard.agent(), heard.incarnation(), message + ": " + next));
        }
        if (heard.about() == About.RESULT) {
            draft.effect(new Effect.PutAside(heard.why(), message + ": " + next));
        }
        Fleeting.Told told = new Fleeting.Told(heard.agent(), heard.why());
        if (!draft.view().isTold(told) && draft.view().toldOf() < MOST_TOLD) {
            draft.change(told);
            draft.tellOperators(
                    heard.about() == About.RESULT ? OperatorNews.Kind.RESULT_REFUSED : OperatorNews.Kind.AGENT_REFUSED,
                    heard.agent(),
                    message,
                    next);
        }
    }

    /** Who may not build builds nothing: what it has is wanted again. One whose name somebody else uses goes on. */
    private void dismiss() {
        Agent known = draft.view().agents().get(heard.agent());
        boolean itself = switch (heard.why()) {
            case NOT_ENROLLED, REVOKED -> true;
            case EXCESSIVE -> known != null && known.incarnation().equals(heard.incarnation());
            case OTHER_KEY, UNSIGNED, FORGED, UNREADABLE, OTHER_POOL, MISMATCHED -> false;
        };
        if (known != null && itself) {
            draft.dismiss(known);
        }
    }

    private String message() {
        String agent = heard.agent();
        boolean result = heard.about() == About.RESULT;
        return switch (heard.why()) {
            case NOT_ENROLLED ->
                result
                        ? "%s is not enrolled in the pool %s, so its result settled nothing".formatted(agent, pool())
                        : "%s is not enrolled in the pool %s, so it gets no work".formatted(agent, pool());
            case REVOKED -> "%s was revoked%s".formatted(agent, byWhom());
            case OTHER_KEY ->
                "what came %s is signed with another key%s than the one that is enrolled%s"
                        .formatted(ofAgent(), brief(heard.key()), enrolment == null ? "" : brief(enrolment.key()));
            case UNSIGNED -> "what came %s is not signed, so it counts for nothing".formatted(ofAgent());
            case FORGED -> "what came %s is not signed with its key, so it counts for nothing".formatted(ofAgent());
            case UNREADABLE -> "what %s signed cannot be understood (%s)".formatted(agent, heard.detail());
            case OTHER_POOL ->
                "what came %s was signed for the pool %s and sent to %s, so it counts for nothing"
                        .formatted(ofAgent(), heard.detail(), pool());
            case MISMATCHED ->
                "what came %s was signed for something else (%s), so it counts for nothing"
                        .formatted(ofAgent(), heard.detail());
            case EXCESSIVE -> "%s %s".formatted(agent, heard.detail());
        };
    }

    private String ofAgent() {
        return heard.about() == About.RESULT
                ? "as a result of " + heard.agent()
                : "as a sign of life of " + heard.agent();
    }

    private String byWhom() {
        return enrolment == null || enrolment.by().isEmpty()
                ? ""
                : " by %s%s"
                        .formatted(enrolment.by(), enrolment.reason().isEmpty() ? "" : " (" + enrolment.reason() + ")");
    }

    private static String brief(@Nullable AgentKey key) {
        return key == null ? "" : " (%s)".formatted(key.brief());
    }

    private String next() {
        return switch (heard.why()) {
            case NOT_ENROLLED ->
                heard.key() == null
                        ? "run on its machine: `tidemark agent enroll --by NAME`"
                        : "see that `tidemark agent key` on its machine prints that key, then: " + enroll();
            case REVOKED -> "stop it, or enrol it again: " + enroll();
            case OTHER_KEY ->
                heard.about() == About.RESULT
                        ? WHO_WRITES
                        : "see that `tidemark agent key` on its machine prints that key, then: " + enroll();
            case UNSIGNED -> "upgrade it; if it is of this release, " + WHO_WRITES;
            case FORGED -> WHO_WRITES;
            case UNREADABLE ->
                "bring it and the planner to one release: `tidemark --version` says which a program is of";
            case OTHER_POOL -> "let it serve the pool that it is enrolled in (trust, system), or " + WHO_WRITES;
            case MISMATCHED -> "give each agent a name and a key of its own; if they have, " + WHO_WRITES;
            case EXCESSIVE -> "let it offer less, or enrol it for more: " + enroll();
        };
    }

    /** The command that lets it build, as it is and no more. */
    private String enroll() {
        AgentKey key = heard.key() != null ? heard.key() : enrolment == null ? null : enrolment.key();
        StringBuilder command =
                new StringBuilder("`tidemark agent enroll %s --pool %s".formatted(heard.agent(), pool()));
        if (key != null) {
            command.append(" --key ").append(key);
        }
        Offer offer = heard.offer();
        if (offer != null) {
            command.append(" --slots ").append(offer.slots());
            // A stranger chose these words, and a person will paste them into a shell.
            List<String> features =
                    offer.features().stream().filter(AgentName::isValid).toList();
            if (!features.isEmpty()) {
                command.append(" --features ").append(String.join(",", features));
            }
        }
        return command.append(" --by NAME`").toString();
    }

    private String pool() {
        return draft.view().pool().toString();
    }
}
