package dev.tidemark.intake.jsonl;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which field of somebody's lines is which of ours. Immutable. docs/formats/jsonl.md says how one is written. */
public final class Mapping {

    /** Lines as Tidemark itself documents them. */
    static final Mapping NATIVE = new Mapping(
            nativeFields(),
            new DependencyForm.Each(Field.of("dependencies")),
            List.of(Field.of("recipe")),
            List.of(),
            Set.of());

    private final Map<Part, Field> fields;
    private final DependencyForm dependencies;
    private final List<Field> recipe;
    private final List<String> systems;
    private final SortedSet<String> ignored;

    /** What a package is made of, besides what it needs and its recipe. */
    enum Part {
        ATTRIBUTE("attribute"),
        ALIASES("aliases"),
        PNAME("pname"),
        VERSION("version"),
        SYSTEMS("systems"),
        MAINTAINERS("maintainers"),
        TEAMS("teams"),
        UNFREE("unfree"),
        BROKEN("broken"),
        INSECURE("insecure"),
        FEATURES("features"),
        SENTINELS("sentinels"),
        CONTENT_ADDRESSED("contentAddressed");

        private final String label;

        Part(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /**
     * @param fields where each part is; without those that the lines do not have
     * @param recipe of what the recipe's digest is made; empty: of all that bears on how it is built
     * @param systems of a package that names none
     * @param ignored fields that are nothing to us
     */
    Mapping(
            Map<Part, Field> fields,
            DependencyForm dependencies,
            List<Field> recipe,
            List<String> systems,
            Collection<String> ignored) {
        this.fields = new EnumMap<>(fields);
        this.dependencies = dependencies;
        this.recipe = List.copyOf(recipe);
        this.systems = List.copyOf(systems);
        this.ignored = new TreeSet<>(ignored);
    }

    private static Map<Part, Field> nativeFields() {
        Map<Part, Field> fields = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            fields.put(part, Field.of(part.label()));
        }
        return fields;
    }

    /**
     * A mapping that Tidemark brings along, or one in a file.
     *
     * @param name {@code tidemark}, {@code nixpkgs-jobs}, or the path of a file
     * @throws IOException when there is no such mapping or it cannot be used; the message says what to do
     */
    public static Mapping named(String name) throws IOException {
        Optional<Mapping> known = BuiltInMappings.named(name);
        return known.isPresent() ? known.get() : MappingDocument.read(Path.of(name));
    }

    Optional<Field> field(Part part) {
        return Optional.ofNullable(fields.get(part));
    }

    DependencyForm dependencies() {
        return dependencies;
    }

    List<Field> recipe() {
        return recipe;
    }

    List<String> systems() {
        return systems;
    }

    /** True when a line has the fields without which no line of this mapping is a package. */
    boolean fits(ObjectNode line) {
        return field(Part.ATTRIBUTE)
                        .filter(field -> !field.in(line).isMissingNode())
                        .isPresent()
                && dependencies.field().in(line).isContainerNode()
                && Stream.of(Part.VERSION, Part.PNAME)
                        .flatMap(part -> field(part).stream())
                        .allMatch(field -> !field.in(line).isMissingNode());
    }

    /** A line's own fields that this mapping takes something from, or leaves aside on purpose. */
    SortedSet<String> known() {
        SortedSet<String> known = new TreeSet<>(ignored);
        Stream.of(fields.values().stream(), recipe.stream(), Stream.of(dependencies.field()))
                .flatMap(some -> some)
                .forEach(field -> known.add(field.outermost()));
        return known;
    }

    /** Fields of a line whose change changes nothing about how the package is built. */
    SortedSet<String> besidesTheRecipe() {
        SortedSet<String> besides = new TreeSet<>(ignored);
        Stream.of(Part.ALIASES, Part.MAINTAINERS, Part.TEAMS, Part.UNFREE, Part.BROKEN, Part.INSECURE, Part.SENTINELS)
                .flatMap(part -> field(part).stream())
                .forEach(field -> besides.add(field.outermost()));
        return besides;
    }
}
