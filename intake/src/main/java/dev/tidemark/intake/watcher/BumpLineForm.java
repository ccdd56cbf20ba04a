package dev.tidemark.intake.watcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.watcher.Sighting.Details;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import dev.tidemark.schemas.event.BumpKind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code {"ts":1294753369,"attr":"aria2","from":"1.9.3","to":"1.10.8"}}, or with a {@code project} instead of the {@code attr}.
 * docs/formats/bumps.md has all fields.
 */
final class BumpLineForm implements ObjectForm {

    @Override
    public Found read(ObjectNode object) {
        try {
            return Found.one(new Sighting(
                    subject(object),
                    Json.text(object, "from"),
                    Json.text(object, "to").orElseThrow(() -> new IllegalArgumentException("the field to is missing")),
                    Spelling.VERSION,
                    moment(object.path("ts")),
                    new Details(
                            Json.text(object, "kind").map(BumpLineForm::kind),
                            Json.texts(object.path("advisories")).toList(),
                            Json.text(object, "change"),
                            Json.text(object, "publisher"))));
        } catch (IllegalArgumentException e) {
            return new Found.Wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Subject subject(ObjectNode object) {
        Optional<String> attribute = Json.text(object, "attr");
        Optional<String> project = Json.text(object, "project");
        if (attribute.isPresent() == project.isPresent()) {
            throw new IllegalArgumentException("it has not one of the fields attr and project");
        }
        return attribute.isPresent()
                ? new Subject.Packages(Json.text(object, "set"), List.of(attribute.get()))
                : new Subject.Project(List.of(ProjectName.of(project.orElseThrow())));
    }

    private static Optional<Instant> moment(JsonNode at) {
        if (at.isMissingNode() || at.isNull()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    at.isIntegralNumber() ? Instant.ofEpochSecond(at.longValue()) : Instant.parse(at.asText()));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "ts is %s: write seconds since 1970, or 2026-03-01T12:00:00Z".formatted(at.asText()), e);
        }
    }

    private static BumpKind kind(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "routine" -> BumpKind.ROUTINE;
            case "security" -> BumpKind.SECURITY;
            default -> throw new IllegalArgumentException("kind is \"%s\": write routine or security".formatted(word));
        };
    }
}
