package dev.tidemark.planner.dispatch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the last builds of a life of an agent went, as far as that was the agent's doing.
 *
 * @param ends of its last builds, newest last, from the first that ended badly
 * @param quarantinedUntil until when it gets nothing new; null when it is trusted
 */
public record Health(List<End> ends, @Nullable Instant quarantinedUntil) {

    /** Nothing is held against it. */
    public static final Health GOOD = new Health(List.of(), null);

    /** How a build ended, as far as that was the agent's doing. */
    public enum End {
        /** It built, or the package failed. */
        WELL,
        /** The agent failed it, or failed what another built. */
        BADLY
    }

    public Health {
        ends = List.copyOf(ends);
    }

    boolean isQuarantined() {
        return quarantinedUntil != null;
    }

    /** One more end; of too many bad ones among the last follows the quarantine. */
    Health after(End end, DispatchPolicy.Quarantine rule, Instant now) {
        List<End> last = new ArrayList<>(ends);
        last.add(end);
        List<End> counted = last.subList(Math.max(0, last.size() - rule.ofLast()), last.size());
        int firstBad = counted.indexOf(End.BADLY);
        List<End> kept = firstBad < 0 ? List.of() : counted.subList(firstBad, counted.size());
        boolean tooMany = kept.stream().filter(each -> each == End.BADLY).count() >= rule.afterFailures();
        if (quarantinedUntil != null || !tooMany || end == End.WELL) {
            return new Health(kept, quarantinedUntil);
        }
        return new Health(kept, now.plus(rule.time()));
    }
}
