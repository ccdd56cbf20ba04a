package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.schemas.event.Dependency;
import dev.tidemark.schemas.event.DependencyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a line says what a package needs. */
sealed interface DependencyForm {

    /** Where it says so. */
    Field field();

    /**
     * In whatever order.
     *
     * @throws LineException when the value is of another form
     */
    List<Dependency> read(ObjectNode line) throws LineException;

    /** A list of objects, each with an attribute and its kinds. */
    record Each(Field field) implements DependencyForm {
        @Override
        public List<Dependency> read(ObjectNode line) throws LineException {
            JsonNode value = field.in(line);
            List<Dependency> dependencies = new ArrayList<>();
            if (value.isMissingNode()) {
                return dependencies;
            }
            if (!value.isArray()) {
                throw LineException.wrong(field.text(), "a list of objects");
            }
            for (JsonNode one : value) {
                if (!(one instanceof ObjectNode object)
                        || !one.path("attribute").isTextual()) {
                    throw LineException.wrong(
                            field.text(), "a list of objects, each with an \"attribute\" that is a text");
                }
                String attribute = object.path("attribute").textValue();
                for (DependencyKind kind : kinds(object)) {
                    dependencies.add(new Dependency(attribute, kind));
                }
            }
            return dependencies;
        }

        private static List<DependencyKind> kinds(ObjectNode dependency) throws LineException {
            List<String> labels = Values.texts(dependency, Field.of("kinds"));
            if (labels.isEmpty()) {
                throw new LineException("a dependency has no \"kinds\": name one or more of build, runtime, check");
            }
            List<DependencyKind> kinds = new ArrayList<>();
            for (String label : labels) {
                kinds.add(kind(label));
            }
            return kinds;
        }
    }

    /**
     * An object of lists of attributes.
     *
     * @param kinds what each of the object's fields means
     */
    record Grouped(Field field, SortedMap<String, List<DependencyKind>> kinds) implements DependencyForm {

        public Grouped {
            kinds = new TreeMap<>(kinds);
        }

        @Override
        public List<Dependency> read(ObjectNode line) throws LineException {
            JsonNode value = field.in(line);
            List<Dependency> dependencies = new ArrayList<>();
            if (value.isMissingNode()) {
                return dependencies;
            }
            if (!(value instanceof ObjectNode groups)) {
                throw LineException.wrong(field.text(), "an object of lists");
            }
            for (var group : groups.properties()) {
                List<DependencyKind> means = kinds.get(group.getKey());
                if (means == null) {
                    throw new LineException("\"%s\" has the kind \"%s\", which the mapping does not name; it names %s"
                            .formatted(field, group.getKey(), String.join(", ", kinds.keySet())));
                }
                for (String attribute : Values.texts(groups, Field.of(group.getKey()))) {
                    means.forEach(kind -> dependencies.add(new Dependency(attribute, kind)));
                }
            }
            return dependencies;
        }
    }

    /**
     * A list of attributes.
     *
     * @param as what each of them is needed for
     */
    record Plain(Field field, List<DependencyKind> as) implements DependencyForm {

        public Plain {
            as = List.copyOf(as);
        }

        @Override
        public List<Dependency> read(ObjectNode line) throws LineException {
            return Values.texts(line, field).stream()
                    .flatMap(attribute -> as.stream().map(kind -> new Dependency(attribute, kind)))
                    .collect(Collectors.toCollection(ArrayList::new));
        }
    }

    /** @throws LineException when there is no such kind */
    static DependencyKind kind(String label) throws LineException {
        for (DependencyKind kind : DependencyKind.values()) {
            if (kind != DependencyKind.UNKNOWN
                    && kind.name().toLowerCase(Locale.ROOT).equals(label)) {
                return kind;
            }
        }
        throw new LineException("there is no kind \"%s\" of dependency; known: build, runtime, check".formatted(label));
    }
}
