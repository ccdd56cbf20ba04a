package dev.tidemark.set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.PackageDescription.Dependency;
import dev.tidemark.set.PackageDescription.Need;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one set folder, collecting every problem on the way. */
final class SetReader {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final String MANIFEST = "set.json";
    private static final Pattern HANDLE = Pattern.compile("[\\p{Graph}]{1,100}");

    private final Path folder;
    private final Problems problems = new Problems();

    SetReader(Path folder) {
        this.folder = folder;
    }

    PackageSet read() throws InvalidSetException {
        if (!Files.isRegularFile(folder.resolve(MANIFEST))) {
            problems.add(MANIFEST, "there is no such file; a package set has one, and a folder packages/ beside it");
            problems.throwIfAny(folder);
        }
        Optional<Manifest> manifest = parse(MANIFEST, this::manifest);
        List<PackageDescription> packages = packages();
        Set<String> attributes = new TreeSet<>();
        packages.forEach(description -> attributes.add(description.attribute()));
        packages.forEach(description -> checkDependencies(description, attributes));
        manifest.ifPresent(read -> checkBumps(read.bumps(), attributes));
        for (String part : List.of("lib", "packages")) {
            refuseLinks(part);
        }
        problems.throwIfAny(folder);
        Manifest whole = manifest.orElseThrow(() -> new AssertionError("a manifest that is missing is a problem"));
        return new PackageSet(whole.set(), whole.kind(), whole.description(), folder, packages, whole.bumps());
    }

    private record Manifest(String set, SetKind kind, String description, List<SuggestedBump> bumps) {}

    private Manifest manifest(Fields fields) {
        String set = fields.requiredText("set").orElse("unnamed");
        valid(MANIFEST, () -> new PackageId(set, "any"));
        String kind = fields.requiredText("kind").orElse(SetKind.COMMAND.label());
        if (SetKind.ofLabel(kind).isEmpty()) {
            problems.add(MANIFEST, "there is no kind \"%s\" of set; known: command".formatted(kind));
        }
        String description = fields.text("description").orElse("");
        List<SuggestedBump> bumps = fields.objects(
                "bumps",
                bump -> new SuggestedBump(
                        bump.requiredText("package").orElse(""),
                        bump.requiredText("to").orElse(""),
                        bump.text("note").orElse("")));
        return new Manifest(set, SetKind.ofLabel(kind).orElse(SetKind.COMMAND), description, bumps);
    }

    private List<PackageDescription> packages() {
        Path parent = folder.resolve("packages");
        List<PackageDescription> packages = new ArrayList<>();
        try (Stream<Path> entries = Files.list(parent)) {
            entries.filter(Files::isDirectory)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .forEach(attribute -> readPackage(attribute).ifPresent(packages::add));
        } catch (IOException e) {
            problems.add("packages", "the folder cannot be listed (%s)".formatted(reason(e)));
            return packages;
        }
        if (packages.isEmpty()) {
            problems.add("packages", "no package was found: each is a folder with a package.json and a build in it");
        }
        return packages;
    }

    private Optional<PackageDescription> readPackage(String attribute) {
        String place = "packages/" + attribute;
        if (!valid(place, () -> new PackageId("any", attribute))) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(folder.resolve(place).resolve("build"))) {
            problems.add(place + "/build", "the recipe is missing: write it as a POSIX shell script");
        }
        String file = place + "/package.json";
        return parse(file, fields -> describe(file, attribute, fields));
    }

    private PackageDescription describe(String file, String attribute, Fields fields) {
        String pname = fields.text("pname").orElse(attribute);
        String version = fields.requiredText("version").orElse("0");
        checkVersion(file, version);
        List<Dependency> dependencies =
                fields.object("dependencies", SetReader::dependencies).orElse(List.of());
        List<String> maintainers = fields.texts("maintainers");
        maintainers.forEach(handle -> matches(file, "maintainer", HANDLE, handle));
        List<String> features = fields.texts("features");
        features.forEach(feature -> Features.problem(feature).ifPresent(problem -> problems.add(file, problem)));
        boolean unfree = fields.flag("unfree");
        List<String> systems = fields.texts("systems");
        systems.forEach(system -> valid(file, () -> new Pool(system, TrustDomain.FREE)));
        String description = fields.text("description").orElse("");
        return new PackageDescription(
                attribute, pname, version, dependencies, maintainers, features, unfree, systems, description);
    }

    private static List<Dependency> dependencies(Fields fields) {
        List<Dependency> dependencies = new ArrayList<>();
        add(dependencies, Need.BUILD, fields.texts("build"));
        add(dependencies, Need.RUNTIME, fields.texts("runtime"));
        add(dependencies, Need.CHECK, fields.texts("check"));
        return dependencies;
    }

    private static void add(List<Dependency> dependencies, Need need, List<String> attributes) {
        attributes.forEach(attribute -> dependencies.add(new Dependency(attribute, need)));
    }

    private void checkDependencies(PackageDescription description, Set<String> attributes) {
        String file = "packages/%s/package.json".formatted(description.attribute());
        for (Dependency dependency : description.dependencies()) {
            if (dependency.attribute().equals(description.attribute())) {
                problems.add(file, "the package depends on itself");
            } else if (!attributes.contains(dependency.attribute())) {
                problems.add(file, "it depends on \"%s\", which is not in the set".formatted(dependency.attribute()));
            }
        }
    }

    private void checkBumps(List<SuggestedBump> bumps, Set<String> attributes) {
        for (SuggestedBump bump : bumps) {
            if (!bump.attribute().isEmpty() && !attributes.contains(bump.attribute())) {
                problems.add(
                        MANIFEST, "it suggests a bump of \"%s\", which is not in the set".formatted(bump.attribute()));
            }
            if (!bump.to().isEmpty()) {
                checkVersion(MANIFEST, bump.to());
            }
        }
    }

    /** The digest of a recipe covers bytes; what a link points at could change behind it, inside the set or outside. */
    private void refuseLinks(String part) {
        Path parent = folder.resolve(part);
        if (!Files.isDirectory(parent)) {
            return;
        }
        try (Stream<Path> files = Files.walk(parent)) {
            files.filter(Files::isSymbolicLink)
                    .map(link -> folder.relativize(link).toString())
                    .sorted()
                    .forEach(link -> problems.add(link, RecipeDigest.LINK));
        } catch (IOException | UncheckedIOException e) {
            problems.add(part, "the folder cannot be read (%s)".formatted(e.getMessage()));
        }
    }

    private <T> Optional<T> parse(String file, Function<Fields, T> read) {
        JsonNode root;
        try {
            root = JSON.readTree(Files.readAllBytes(folder.resolve(file)));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            problems.add(file, "not JSON: line %d: %s".formatted(line, e.getOriginalMessage()));
            return Optional.empty();
        } catch (IOException e) {
            problems.add(file, "the file cannot be read (%s)".formatted(reason(e)));
            return Optional.empty();
        }
        if (!(root instanceof ObjectNode object)) {
            problems.add(file, "it must be a JSON object");
            return Optional.empty();
        }
        Fields fields = new Fields(file, object, problems);
        T value = read.apply(fields);
        fields.refuseOthers();
        return Optional.of(value);
    }

    private void checkVersion(String file, String version) {
        if (!PackageSet.isVersion(version)) {
            problems.add(
                    file,
                    "\"%s\" is not a version: use letters, digits and _ . + ~ - (at most 100)".formatted(version));
        }
    }

    private void matches(String file, String what, Pattern form, String text) {
        if (!form.matcher(text).matches()) {
            problems.add(file, "%s \"%s\" is not valid: it must match %s".formatted(what, text, form));
        }
    }

    private boolean valid(String file, Supplier<?> identity) {
        try {
            var unused = identity.get();
            return true;
        } catch (IllegalArgumentException e) {
            problems.add(file, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "it does not exist" : String.valueOf(e.getMessage());
    }
}
