package dev.tidemark.cli.people;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.schemas.event.Maintainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows as nixpkgs has them: maintainers and teams by attribute. People are called as a Nix set's packages call them
 * (docs/formats/nix.md), so that who is imported is who is meant: by their account on GitHub, else their handle, else their name. Fields
 * that say nothing of how to reach somebody are passed over.
 */
final class NixpkgsRows {

    /** What a maintainer was until 2018. */
    private static final Pattern NAMED = Pattern.compile("\\s*([^<>]*?)\\s*<([^<>]+)>\\s*");

    private NixpkgsRows() {}

    static Row row(String place, String attribute, JsonNode entry) {
        try {
            if (entry.isTextual()) {
                return named(place, attribute, entry.textValue());
            }
            if (!entry.isObject()) {
                throw new RefusedException("it is neither a maintainer nor a team");
            }
            return entry.has("members") ? team(place, attribute, entry) : person(place, attribute, entry);
        } catch (RefusedException e) {
            return new Row.Wrong(place, String.valueOf(e.getMessage()));
        }
    }

    private static Row named(String place, String attribute, String text) throws RefusedException {
        Matcher named = NAMED.matcher(text);
        if (!named.matches()) {
            throw new RefusedException("it is not of the form \"Name <address>\"");
        }
        return known(place, attribute, named.group(1), named.group(2), null);
    }

    private static Row person(String place, String attribute, JsonNode entry) throws RefusedException {
        String github = text(entry, "github");
        return known(
                place,
                handle(entry).orElse(attribute),
                text(entry, "name"),
                text(entry, "email"),
                github.isEmpty() ? null : github);
    }

    /** As a set's packages call them; a team's members alike. */
    private static Optional<String> handle(JsonNode person) {
        return Arrays.stream(new String[] {"github", Entries.HANDLE, "name"})
                .map(field -> text(person, field))
                .filter(text -> !text.isEmpty() && !text.contains("@"))
                .findFirst();
    }

    private static Row team(String place, String attribute, JsonNode entry) throws RefusedException {
        String name = Arrays.stream(new String[] {"shortName", "name", "github"})
                .map(field -> text(entry, field))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(attribute);
        refuse(RowRules.handle("shortName", name));
        List<String> members = new ArrayList<>();
        for (JsonNode member : entry.path("members")) {
            Optional<String> handle = member.isTextual() ? Optional.of(member.textValue()) : handle(member);
            if (handle.isEmpty()) {
                throw new RefusedException("a member of it has neither github nor handle nor name");
            }
            refuse(person("member", handle.get()));
            members.add(handle.get());
        }
        return new Row.Known(
                place,
                Maintainer.newBuilder()
                        .setHandle(Owners.TEAM + name)
                        .setMembers(members.stream().distinct().toList())
                        .build(),
                Optional.empty());
    }

    private static Row known(String place, String handle, String name, String email, @Nullable String github)
            throws RefusedException {
        refuse(person(Entries.HANDLE, handle));
        refuse(RowRules.plain("name", name));
        refuse(email.isEmpty() ? Optional.empty() : RowRules.email(email));
        refuse(Optional.ofNullable(github).flatMap(RowRules::github));
        return new Row.Known(
                place,
                Maintainer.newBuilder()
                        .setHandle(handle)
                        .setName(name)
                        .setEmail(email.isEmpty() ? null : email)
                        .setGithub(github)
                        .build(),
                Optional.empty());
    }

    /** Whoever likes may be called so there: he is not to get what is for a team or for operators. */
    private static Optional<String> person(String what, String handle) {
        return handle.startsWith(Owners.TEAM) || handle.equals(Owners.OPERATORS)
                ? Optional.of("its %s is a name that the farm has for itself".formatted(what))
                : RowRules.handle(what, handle);
    }

    private static String text(JsonNode entry, String field) {
        return entry.path(field).asText("");
    }

    private static void refuse(Optional<String> reason) throws RefusedException {
        if (reason.isPresent()) {
            throw new RefusedException(reason.get());
        }
    }
}
