package dev.tidemark.notifier.topology;

import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.schemas.identity.JobId;
import java.util.List;

/**
 * How a notifier tells of breakages.
 *
 * @param pace how soon and how often
 * @param scopes the operator's, ordered by name
 * @param owners who answers for what nobody maintains; it is read beside the streams, and is the same for every task
 */
public record Telling(Pace pace, List<Scope> scopes, Owners owners) {

    public Telling {
        scopes = List.copyOf(scopes);
    }

    /** Names of the scopes that one of the jobs is of, in alphabetical order. */
    List<String> scopes(String set, List<JobId> jobs) {
        return scopes.stream()
                .filter(scope -> jobs.stream().anyMatch(job -> scope.has(set, job.attribute())))
                .map(Scope::name)
                .toList();
    }
}
