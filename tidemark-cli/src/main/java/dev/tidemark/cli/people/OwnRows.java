package dev.tidemark.cli.people;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.schemas.event.Maintainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows as Tidemark has them: {@code handle}, {@code name}, {@code email}, {@code github}, {@code teams} or {@code members}. */
final class OwnRows {

    private static final String NAME = "name";
    private static final String EMAIL = "email";
    private static final String GITHUB = "github";
    private static final String TEAMS = "teams";
    private static final String MEMBERS = "members";
    private static final List<String> FIELDS = List.of(Entries.HANDLE, NAME, EMAIL, GITHUB, TEAMS, MEMBERS);

    private OwnRows() {}

    static Row row(String place, JsonNode entry) {
        if (!entry.isObject()) {
            return new Row.Wrong(place, "it is no object with a handle");
        }
        try {
            return read(place, entry);
        } catch (RefusedException e) {
            return new Row.Wrong(place, String.valueOf(e.getMessage()));
        }
    }

    private static Row read(String place, JsonNode entry) throws RefusedException {
        for (Map.Entry<String, JsonNode> field : entry.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new RefusedException("\"%s\" is no field of it: use %s"
                        .formatted(RowRules.shown(field.getKey()), String.join(", ", FIELDS)));
            }
        }
        String handle = text(entry, Entries.HANDLE).orElse("");
        boolean team = handle.startsWith(Owners.TEAM);
        refuse(RowRules.handle(Entries.HANDLE, team ? handle.substring(Owners.TEAM.length()) : handle));
        if (team && entry.has(TEAMS)) {
            throw new RefusedException("a team is in no team: it has members");
        }
        if (!team && entry.has(MEMBERS)) {
            throw new RefusedException("only a team has members: its handle is then team:NAME");
        }
        String name = text(entry, NAME).orElse("");
        refuse(RowRules.plain(NAME, name));
        Optional<String> email = text(entry, EMAIL);
        refuse(email.flatMap(RowRules::email));
        Optional<String> github = text(entry, GITHUB);
        refuse(github.flatMap(RowRules::github));
        Maintainer record = Maintainer.newBuilder()
                .setHandle(handle)
                .setName(name)
                .setMembers(names(entry, MEMBERS).orElse(List.of()))
                .setEmail(email.orElse(null))
                .setGithub(github.orElse(null))
                .build();
        return new Row.Known(place, record, names(entry, TEAMS));
    }

    private static Optional<String> text(JsonNode entry, String field) throws RefusedException {
        JsonNode value = entry.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new RefusedException("its %s is no text: put it into quotes".formatted(field));
        }
        return Optional.of(value.textValue());
    }

    private static Optional<List<String>> names(JsonNode entry, String field) throws RefusedException {
        JsonNode value = entry.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isArray()) {
            throw new RefusedException("its %s are no list".formatted(field));
        }
        List<String> names = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw new RefusedException("its %s are not all texts: put each into quotes".formatted(field));
            }
            refuse(RowRules.handle(field, each.textValue()));
            names.add(each.textValue());
        }
        return Optional.of(names.stream().distinct().toList());
    }

    private static void refuse(Optional<String> reason) throws RefusedException {
        if (reason.isPresent()) {
            throw new RefusedException(reason.get());
        }
    }
}
