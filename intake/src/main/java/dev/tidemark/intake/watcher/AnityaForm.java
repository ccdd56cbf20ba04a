package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * A message of Anitya's (release-monitoring.org) on the topic {@code …project.version.update.v2}, with or without what carries it.
 * A project's names are its package URL where Anitya knows its ecosystem, its packages in distributions, its homepage where that is
 * a repository, and its own.
 */
final class AnityaForm implements ObjectForm {

    /** What carries a message: fedora-messaging's own form, datagrepper's, and others'. */
    private static final List<String> ENVELOPES = List.of("body", "msg");

    private static final Map<String, String> TYPES = Map.of(
            "pypi", "pypi",
            "npmjs", "npm",
            "npm", "npm",
            "rubygems", "gem",
            "crates.io", "cargo",
            "packagist", "composer",
            "maven", "maven",
            "cpan (perl)", "cpan",
            "hackage", "hackage");

    private static final Map<String, String> DISTRIBUTIONS =
            Map.of("Fedora", "rpm/fedora", "Debian", "deb/debian", "Arch Linux", "alpm/arch", "Alpine", "apk/alpine");

    @Override
    public Found read(ObjectNode object) {
        for (String envelope : ENVELOPES) {
            if (object.path(envelope) instanceof ObjectNode inner) {
                return read(inner);
            }
        }
        JsonNode project = object.path("project");
        JsonNode message = object.path("message");
        Optional<String> name = Json.text(project, "name");
        if (name.isEmpty() || !message.isObject()) {
            return new Found.PassedOver("messages about something else");
        }
        List<ProjectName> names = names(name.get(), project, message);
        List<String> versions = versions(message, project);
        if (versions.isEmpty() || names.isEmpty()) {
            return new Found.PassedOver("no new version");
        }
        Optional<String> before = Json.text(message, "old_version");
        return new Found.Releases(versions.stream()
                .map(version -> Sighting.plain(new Subject.Project(names), before, version, Spelling.TAG))
                .toList());
    }

    /** Those that are new, the oldest first; of a message of the first version the one. */
    private static List<String> versions(JsonNode message, JsonNode project) {
        List<String> versions =
                Json.texts(message.path("upstream_versions")).toList().reversed();
        return versions.isEmpty()
                ? Json.text(message, "upstream_version")
                        .or(() -> Json.text(project, "version"))
                        .map(List::of)
                        .orElse(List.of())
                : versions;
    }

    private static List<ProjectName> names(String name, JsonNode project, JsonNode message) {
        SequencedSet<ProjectName> names = new LinkedHashSet<>();
        Json.text(project, "ecosystem")
                .or(() -> Json.text(project, "backend"))
                .map(ecosystem -> TYPES.get(ecosystem.toLowerCase(Locale.ROOT)))
                .flatMap(type -> ProjectName.ifAny("pkg:%s/%s".formatted(type, name)))
                .ifPresent(names::add);
        for (JsonNode each : message.path("packages")) {
            Json.text(each, "package_name")
                    .flatMap(its -> distributed(each, its))
                    .ifPresent(names::add);
        }
        Json.text(project, "homepage")
                .flatMap(ProjectName::ifAny)
                .filter(home -> home.text().startsWith("pkg:"))
                .ifPresent(names::add);
        ProjectName.ifAny(name.replace(' ', '-')).ifPresent(names::add);
        return new ArrayList<>(names);
    }

    private static Optional<ProjectName> distributed(JsonNode each, String its) {
        return Json.text(each, "distro")
                .map(distro -> DISTRIBUTIONS.getOrDefault(
                        distro, "generic/" + distro.toLowerCase(Locale.ROOT).replace(' ', '-')))
                .flatMap(path -> ProjectName.ifAny("pkg:%s/%s".formatted(path, its)));
    }
}
