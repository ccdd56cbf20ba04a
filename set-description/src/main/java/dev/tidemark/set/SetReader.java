package dev.tidemark.set;

import dev.tidemark.schemas.identity.GpuNeed;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Pool;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.TrustDomain;
import dev.tidemark.set.PackageDescription.Dependency;
import dev.tidemark.set.PackageDescription.Need;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one set folder, collecting every problem on the way. */
final class SetReader {

    private static final Pattern HANDLE = Pattern.compile("[\\p{Graph}]{1,100}");

    private final Path folder;
    private final Problems problems = new Problems();
    private final JsonFile json;

    /** @param folder of the set's files */
    SetReader(Path folder) {
        this.folder = folder;
        this.json = new JsonFile(folder, problems);
    }

    /** A set whose description lies beside its packages. */
    PackageSet read() throws InvalidSetException {
        Optional<SetDescription> description = new DescriptionReader(folder, problems).read();
        if (!Files.isRegularFile(folder.resolve(SetDescription.FILE))) {
            problems.throwIfAny(folder);
        }
        return read(description);
    }

    PackageSet read(SetDescription description) throws InvalidSetException {
        return read(Optional.of(description));
    }

    private PackageSet read(Optional<SetDescription> description) throws InvalidSetException {
        List<PackageDescription> packages = packages();
        Set<String> attributes = new TreeSet<>();
        packages.forEach(one -> attributes.add(one.attribute()));
        packages.forEach(one -> checkDependencies(one, attributes));
        description.ifPresent(read -> checkKind(read.kind()));
        description.ifPresent(read -> checkBumps(read.bumps(), attributes));
        for (String part : List.of("lib", "packages")) {
            refuseLinks(part);
        }
        problems.throwIfAny(folder);
        SetDescription whole =
                description.orElseThrow(() -> new AssertionError("a description that is missing is a problem"));
        return new PackageSet(whole.name(), whole.kind(), whole.description(), folder, packages, whole.bumps());
    }

    /** What is said of one package, whatever is wrong with the rest of the set. */
    PackageDescription readOne(String attribute) throws InvalidSetException {
        Optional<PackageDescription> read = readPackage(attribute);
        problems.throwIfAny(folder);
        return read.orElseThrow(() -> new AssertionError("what cannot be read is a problem"));
    }

    private void checkKind(SetKind kind) {
        if (kind != SetKind.COMMAND) {
            problems.add(
                    SetDescription.FILE,
                    "the set is of the kind %s, which has no recipes in folders".formatted(kind.label()));
        }
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
            problems.add("packages", "the folder cannot be listed (%s)".formatted(JsonFile.reason(e)));
            return packages;
        }
        if (packages.isEmpty()) {
            problems.add("packages", "no package was found: each is a folder with a package.json and a build in it");
        }
        return packages;
    }

    private Optional<PackageDescription> readPackage(String attribute) {
        String place = "packages/" + attribute;
        if (!json.valid(place, () -> new PackageId("any", attribute))) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(folder.resolve(place).resolve("build"))) {
            problems.add(place + "/build", "the recipe is missing: write it as a POSIX shell script");
        }
        String file = place + "/package.json";
        return json.read(file, fields -> describe(file, attribute, fields));
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
        Optional<GpuNeed> gpus = fields.value("gpus")
                .filter(asked -> json.valid(file, () -> GpusAsked.read("gpus", asked)))
                .map(asked -> GpusAsked.read("gpus", asked));
        boolean unfree = fields.flag("unfree");
        String broken = fields.reason("broken", "it is marked as broken");
        List<String> systems = fields.texts("systems");
        systems.forEach(system -> json.valid(file, () -> new Pool(system, TrustDomain.FREE)));
        String description = fields.text("description").orElse("");
        SortedMap<String, Sha256> fetches = fetches(file, fields);
        if (!fetches.isEmpty() && !fetches.containsKey(version)) {
            problems.add(file, "\"fetch\" has no SHA-256 for the version %s, which the set has".formatted(version));
        }
        return new PackageDescription(
                attribute,
                pname,
                version,
                dependencies,
                maintainers,
                gpus.map(need -> need.among(features)).orElse(features),
                unfree,
                broken,
                systems,
                description,
                fetches);
    }

    private SortedMap<String, Sha256> fetches(String file, Fields fields) {
        SortedMap<String, Sha256> fetches = new TreeMap<>();
        fields.textsByName("fetch").forEach((version, hash) -> {
            checkVersion(file, version);
            if (json.valid(file, () -> new Sha256(hash))) {
                fetches.put(version, new Sha256(hash));
            }
        });
        return fetches;
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
                        SetDescription.FILE,
                        "it suggests a bump of \"%s\", which is not in the set".formatted(bump.attribute()));
            }
            if (!bump.to().isEmpty()) {
                checkVersion(SetDescription.FILE, bump.to());
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
}
