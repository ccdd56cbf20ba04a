package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.watcher.Sighting.Details;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The payload of GitHub's webhook {@code release}, or a release as its REST API has it. Only what is published counts; drafts and
 * what its authors call a prerelease do not.
 */
final class GithubReleaseForm implements ObjectForm {

    private static final Set<String> PUBLISHING = Set.of("published", "released");
    private static final Pattern PAGE = Pattern.compile("https://github\\.com/([^/]+/[^/]+)/releases/.*");

    @Override
    public Found read(ObjectNode object) {
        if (!object.has("release")) {
            return object.has("tag_name") ? release(object, repositoryOf(object)) : new Found.PassedOver("no releases");
        }
        String action = Json.text(object, "action").orElse("");
        return PUBLISHING.contains(action)
                ? release(object.path("release"), Json.text(object.path("repository"), "full_name"))
                : new Found.PassedOver("releases that were " + (action.isEmpty() ? "not published" : action));
    }

    private static Optional<String> repositoryOf(ObjectNode release) {
        return Json.text(release, "html_url")
                .map(PAGE::matcher)
                .filter(Matcher::matches)
                .map(page -> page.group(1));
    }

    private static Found release(JsonNode release, Optional<String> repository) {
        Optional<String> tag = Json.text(release, "tag_name");
        if (tag.isEmpty() || repository.isEmpty()) {
            return new Found.Wrong("a release without a tag_name or a repository");
        }
        if (release.path("draft").asBoolean() || release.path("prerelease").asBoolean()) {
            return new Found.PassedOver("drafts and prereleases");
        }
        Optional<ProjectName> name = ProjectName.ifAny("pkg:github/" + repository.get());
        return name.<Found>map(project -> Found.one(new Sighting(
                        new Subject.Project(List.of(project)),
                        Optional.empty(),
                        tag.get(),
                        Spelling.TAG,
                        Json.text(release, "published_at").flatMap(GithubReleaseForm::moment),
                        Details.NONE)))
                .orElse(new Found.Wrong("\"%s\" is no repository".formatted(repository.get())));
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
