package dev.tidemark.notifier;

import dev.tidemark.notifier.breakage.Pace;
import dev.tidemark.notifier.breakage.Scope;
import dev.tidemark.notifier.courier.MailSettings;
import dev.tidemark.notifier.courier.WebhookSettings;
import dev.tidemark.notifier.courier.github.GithubSettings;
import dev.tidemark.notifier.http.HttpSettings;
import dev.tidemark.notifier.people.Wishes.Grouping;
import dev.tidemark.service.ConfigReader;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.StatusSettings;
import dev.tidemark.service.streams.StreamsSettings;
import java.util.List;
import java.util.Map;

/**
 * What a notifier is told. The keys, with their defaults and what they mean: {@code notifier.conf} beside this class.
 *
 * @param farm brokers and registry
 * @param status where it says how it is
 * @param streams how its topology runs
 * @param pace how soon and how often people are told of a breakage
 * @param messages how messages to people are put together, for who does not say
 * @param scopes patterns of sets and packages, by the name that the operator gives them
 * @param scopeTopics names of the scopes whose breakages are told in a topic of their own too
 * @param http what it serves to people and programs
 * @param webhook how people are called
 * @param mail how mail is sent
 * @param github which tracker breakages are posted to
 * @param templates the folder with the operator's own templates; empty for none
 */
public record NotifierConfig(
        FarmSettings farm,
        StatusSettings status,
        StreamsSettings streams,
        Pace pace,
        Grouping messages,
        Map<String, List<String>> scopes,
        List<String> scopeTopics,
        HttpSettings http,
        WebhookSettings webhook,
        MailSettings mail,
        GithubSettings github,
        String templates) {

    /** What a notifier is told that is told nothing. */
    public static NotifierConfig usual() {
        return new ConfigReader().read(NotifierConfig.class, "notifier.conf", null, Map.of());
    }

    /** @throws IllegalArgumentException when a scope is none, or one that is to have a topic is not there */
    public NotifierConfig {
        scopes = Map.copyOf(scopes);
        List<Scope> unused = Scope.of(scopes);
        scopeTopics = scopeTopics.stream().distinct().sorted().toList();
        for (String scope : scopeTopics) {
            if (!scopes.containsKey(scope)) {
                throw new IllegalArgumentException(
                        "scope-topics names \"%s\", which scopes does not have: add it there".formatted(scope));
            }
        }
    }
}
