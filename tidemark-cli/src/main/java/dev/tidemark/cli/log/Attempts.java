package dev.tidemark.cli.log;

import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The attempts at a job, in the order in which they began. What is told again changes nothing. Not thread-safe. */
public final class Attempts {

    /**
     * One of them.
     *
     * @param number from 1
     * @param tries which try of the job it is; the farm may need several attempts for one
     * @param id unique within its pool
     * @param agent who builds
     * @param at when it was told of, which is later than it began
     */
    public record Attempt(int number, int tries, String id, String agent, Instant at) {}

    private final List<Attempt> all = new ArrayList<>();
    private final SortedMap<Integer, Optional<Sha256>> results = new TreeMap<>();
    /** By id: those that the farm failed. */
    private final SortedMap<String, Optional<Sha256>> failedByFarm = new TreeMap<>();

    /** One began, or is still there. */
    public void started(int tries, String id, String agent, Instant at) {
        if (all.stream().noneMatch(attempt -> attempt.id().equals(id))) {
            all.add(new Attempt(all.size() + 1, tries, id, agent, at));
        }
    }

    /**
     * That try of the job has its result.
     *
     * @param wholeLog where the artifact store has the whole log, where it was kept
     */
    public void ended(int tries, Optional<Sha256> wholeLog) {
        results.put(tries, wholeLog);
    }

    /**
     * The farm failed an attempt: its try has no result yet.
     *
     * @param wholeLog where the artifact store has the whole log, where it was kept
     */
    public void failedByFarm(String id, Optional<Sha256> wholeLog) {
        failedByFarm.put(id, wholeLog);
    }

    /** The latest one. */
    public Optional<Attempt> latest() {
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** The one of a number. */
    public Optional<Attempt> numbered(int number) {
        return number >= 1 && number <= all.size() ? Optional.of(all.get(number - 1)) : Optional.empty();
    }

    /** How many there are. */
    public int count() {
        return all.size();
    }

    /** Whether it prints nothing more: it has its result, or another has taken its place. */
    public boolean isOver(Attempt attempt) {
        return results.containsKey(attempt.tries())
                || failedByFarm.containsKey(attempt.id())
                || attempt.number() < all.size();
    }

    /** Whether another has taken its place and nobody has said what became of it. */
    public boolean wasReplaced(Attempt attempt) {
        return !failedByFarm.containsKey(attempt.id())
                && numbered(attempt.number() + 1).stream().anyMatch(next -> next.tries() == attempt.tries());
    }

    /** Where the artifact store has its whole log; empty where none was kept, as of what succeeded, or it is not known yet. */
    public Optional<Sha256> wholeLog(Attempt attempt) {
        Optional<Sha256> ofFarm = failedByFarm.get(attempt.id());
        if (ofFarm != null) {
            return ofFarm;
        }
        return wasReplaced(attempt) ? Optional.empty() : results.getOrDefault(attempt.tries(), Optional.empty());
    }
}
