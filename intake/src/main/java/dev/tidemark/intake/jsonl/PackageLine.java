package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.intake.jsonl.Mapping.Part;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.Refusal;
import dev.tidemark.schemas.event.RefusalKind;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.wire.TrustedEvents;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes packages of lines. Its lists have the line's order. Belongs to one thread. */
final class PackageLine {

    static {
        TrustedEvents.declare();
    }

    private static final HexFormat HEX = HexFormat.of();

    private final String set;
    private final Mapping mapping;
    private final List<String> usualSystems;
    private final MessageDigest sha256 = Sha256.newDigest();

    /** @param system what a package is built for that names no system; empty: as the mapping says */
    PackageLine(String set, Optional<String> system, Mapping mapping) {
        this.set = set;
        this.mapping = mapping;
        this.usualSystems = system.map(List::of).orElse(mapping.systems());
    }

    Package read(ObjectNode line) throws LineException {
        String attribute = text(line, Part.ATTRIBUTE)
                .orElseThrow(() -> new LineException("the field \"%s\" is missing"
                        .formatted(
                                mapping.field(Part.ATTRIBUTE).map(Field::text).orElse("attribute"))));
        return Package.newBuilder()
                .setSet(set)
                .setAttribute(attribute)
                .setPname(text(line, Part.PNAME).orElse(attribute))
                .setVersion(text(line, Part.VERSION).orElse(""))
                .setSystems(systems(line))
                .setDependencies(mapping.dependencies().read(line))
                .setMaintainers(texts(line, Part.MAINTAINERS))
                .setTeams(texts(line, Part.TEAMS))
                .setUnfree(flag(line, Part.UNFREE))
                .setRefusals(refusals(line))
                .setFeatures(texts(line, Part.FEATURES))
                .setAliases(texts(line, Part.ALIASES))
                .setSentinels(texts(line, Part.SENTINELS))
                .setContentAddressed(flag(line, Part.CONTENT_ADDRESSED))
                .setRecipeDigest(recipeDigest(line))
                .build();
    }

    private List<String> systems(ObjectNode line) throws LineException {
        List<String> systems = texts(line, Part.SYSTEMS);
        if (systems.isEmpty() && usualSystems.isEmpty()) {
            throw new LineException("it names no system: say with --system what such packages are built for");
        }
        return systems.isEmpty() ? usualSystems : systems;
    }

    private List<Refusal> refusals(ObjectNode line) throws LineException {
        List<Refusal> refusals = new ArrayList<>();
        Optional<Field> broken = mapping.field(Part.BROKEN);
        if (broken.isPresent()) {
            Values.reason(line, broken.get(), "marked as broken")
                    .ifPresent(reason -> refusals.add(new Refusal(RefusalKind.BROKEN, reason)));
        }
        Optional<Field> insecure = mapping.field(Part.INSECURE);
        if (insecure.isPresent()) {
            Values.reason(line, insecure.get(), "marked as insecure")
                    .ifPresent(reason -> refusals.add(new Refusal(RefusalKind.INSECURE, reason)));
        }
        return refusals;
    }

    /** Of one text: its SHA-256, so that anybody can compute it. Of anything else: that of its JSON, keys in order. */
    private String recipeDigest(ObjectNode line) throws LineException {
        List<JsonNode> said =
                mapping.recipe().stream().map(field -> field.in(line)).toList();
        if (said.stream().allMatch(JsonNode::isMissingNode)) {
            ObjectNode rest = line.deepCopy();
            rest.remove(mapping.besidesTheRecipe());
            return digest(json(rest));
        }
        if (said.size() == 1 && said.getFirst().isTextual()) {
            return digest(said.getFirst().textValue().getBytes(StandardCharsets.UTF_8));
        }
        ObjectNode parts = line.objectNode();
        for (int i = 0; i < said.size(); i++) {
            parts.set(mapping.recipe().get(i).text(), said.get(i).isMissingNode() ? line.nullNode() : said.get(i));
        }
        return digest(json(parts));
    }

    private static byte[] json(ObjectNode value) throws LineException {
        try {
            return Json.MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new LineException("it cannot be written as JSON again (%s)".formatted(e.getOriginalMessage()));
        }
    }

    private String digest(byte[] bytes) {
        return HEX.formatHex(sha256.digest(bytes));
    }

    private Optional<String> text(ObjectNode line, Part part) throws LineException {
        Optional<Field> field = mapping.field(part);
        return field.isPresent() ? Values.text(line, field.get()) : Optional.empty();
    }

    private List<String> texts(ObjectNode line, Part part) throws LineException {
        Optional<Field> field = mapping.field(part);
        return field.isPresent() ? Values.texts(line, field.get()) : List.of();
    }

    private boolean flag(ObjectNode line, Part part) throws LineException {
        Optional<Field> field = mapping.field(part);
        return field.isPresent() && Values.flag(line, field.get());
    }
}
