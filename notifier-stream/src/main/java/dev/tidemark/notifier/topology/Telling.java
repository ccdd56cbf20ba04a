package dev.tidemark.notifier.topology;

import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.people.Directory;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.schemas.identity.JobId;
import java.util.List;

/**
 * How a notifier tells of breakages.
 *
 * @param pace how soon and how often
 * @param scopes the operator's, ordered by name
 * @param scopeTopics names of those that have a topic of their own, in alphabetical order
 * @param grouping how messages are put together for who does not say
 * @param directory who there is; it is read beside the streams, and is the same for every task
 */
public record Telling(Pace pace, List<Scope> scopes, List<String> scopeTopics, Grouping grouping, Directory directory) {

    public Telling {
        scopes = List.copyOf(scopes);
        scopeTopics = List.copyOf(scopeTopics);
    }

    /** Names of the scopes that one of the jobs is of, in alphabetical order. */
    List<String> scopes(String set, List<JobId> jobs) {
        return scopes.stream()
                .filter(scope -> jobs.stream().anyMatch(job -> scope.has(set, job.attribute())))
                .map(Scope::name)
                .toList();
    }
}
