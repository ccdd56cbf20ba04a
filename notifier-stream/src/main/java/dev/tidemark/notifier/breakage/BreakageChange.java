package dev.tidemark.notifier.breakage;

/** What a judgement does to a breakage. */
public sealed interface BreakageChange {

    /** The breakage's identity. */
    String id();

    /** It is there now, and was not before. */
    record Raised(Breakage breakage) implements BreakageChange {
        @Override
        public String id() {
            return breakage.id();
        }
    }

    /** It was there, and lists other jobs now, or tells of them otherwise. */
    record Changed(Breakage breakage) implements BreakageChange {
        @Override
        public String id() {
            return breakage.id();
        }
    }

    /** Nothing regressed of this cause any more: what was told of it holds no longer. */
    record Withdrawn(String id) implements BreakageChange {}
}
