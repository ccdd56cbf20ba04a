package dev.tidemark.planner.dispatch;

/** Why what somebody says is not heeded. */
public enum Distrust {
    /** Nobody has enrolled an agent of this name in this pool. */
    NOT_ENROLLED,
    /** It was revoked. */
    REVOKED,
    /** It has another key than the one that is enrolled. */
    OTHER_KEY,
    /** It bears no signature. */
    UNSIGNED,
    /** The signature is not by the key that it names. */
    FORGED,
    /** It is signed as it should be, and cannot be understood. */
    UNREADABLE,
    /** It was signed as of another pool than it was sent to. */
    OTHER_POOL,
    /** It was signed for another agent, another life of it, or another build than it answers. */
    MISMATCHED,
    /** It offers more than it is enrolled for. */
    EXCESSIVE
}
