package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.set.Features;
import dev.tidemark.workspace.nix.EvaluatedAttribute.DerivationOutline;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Input;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Meta;
import dev.tidemark.workspace.nix.EvaluatedAttribute.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Reads a JSON object as {@code nix-eval-jobs} prints one an attribute. The fields that it does not print and our own
 * evaluation does ({@code pname}, {@code version}, {@code tests}) are read where they are; {@code deps}, edges by
 * attribute, are for sets whose derivations nobody can read.
 */
final class EvaluationLine {

    private static final Pattern SYSTEM = Pattern.compile(
            "(?:x86_64|i686|aarch64|armv[567][a-z]?l?|riscv(?:32|64)|powerpc64(?:le)?|ppc64|s390x|loongarch64|"
                    + "mips(?:64)?(?:el)?)-(?:linux|darwin|freebsd|netbsd|openbsd|windows|cygwin)");
    private static final String TESTS = "tests";
    /** How jobs.nix calls what has a package's tests. */
    private static final String BESIDE = "." + TESTS;

    private static final Map<String, Need> DECLARED =
            Map.of("host", Need.RUNTIME, "propagated", Need.RUNTIME, "build", Need.BUILD, "check", Need.CHECK);

    private EvaluationLine() {}

    /** @throws IllegalArgumentException when it names no attribute; the message is a part of a sentence */
    static EvaluatedAttribute read(JsonNode line, long number) {
        if (!line.isObject()) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        List<String> path = attributePath(line);
        JsonNode meta = line.path("meta");
        GpusOf gpus = GpusOf.read(meta.path("tidemark").path("gpus"));
        String name = line.path("name").asText("");
        String system = line.path("system").asText("");
        return new EvaluatedAttribute(
                path,
                number,
                outline(line),
                new Names(
                        name,
                        line.path("pname").asText(""),
                        line.path("version").asText(""),
                        system),
                meta(meta, system),
                gpus.among(features(line.path("requiredSystemFeatures"))),
                line.path("error").isTextual()
                        ? ErrorText.firstLine(line.path("error").textValue())
                        : gpus.error(),
                strings(line.path("tests")),
                declared(line.path("deps")));
    }

    /** No agent has one that cannot be a feature's name: what asks for one is not asked of any. */
    private static List<String> features(JsonNode asked) {
        return strings(asked).stream()
                .filter(feature -> Features.problem(feature).isEmpty())
                .toList();
    }

    /**
     * The path without a system at its start or end: {@code x86_64-linux.hello} and {@code hello.x86_64-linux} are
     * variants of {@code hello}. A step that only leads to tests is left out too, and the attribute in which
     * {@code jobs.nix} puts them is the two names that it stands for.
     */
    private static List<String> attributePath(JsonNode line) {
        List<String> path = new ArrayList<>(strings(line.path("attrPath")));
        if (path.isEmpty() && !line.path("attr").asText("").isEmpty()) {
            path.addAll(Arrays.asList(line.path("attr").textValue().split("\\.", -1)));
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the field attrPath is missing");
        }
        if (path.size() > 1 && SYSTEM.matcher(path.getFirst()).matches()) {
            path.removeFirst();
        } else if (path.size() > 1 && SYSTEM.matcher(path.getLast()).matches()) {
            path.removeLast();
        }
        int passthru = path.indexOf("passthru");
        if (passthru > 0 && passthru + 1 < path.size() && path.get(passthru + 1).equals(TESTS)) {
            path.remove(passthru);
        }
        return besideToBelow(path);
    }

    /** {@code ["curl.tests","unit"]} stands beside {@code curl}, and means what is below it. */
    private static List<String> besideToBelow(List<String> path) {
        List<String> below = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            String name = path.get(i);
            if (i + 1 < path.size() && name.length() > BESIDE.length() && name.endsWith(BESIDE)) {
                below.add(name.substring(0, name.length() - BESIDE.length()));
                below.add(TESTS);
            } else {
                below.add(name);
            }
        }
        return List.copyOf(below);
    }

    private static Optional<DerivationOutline> outline(JsonNode line) {
        String path = line.path("drvPath").asText("");
        if (path.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<String, String> outputs = new TreeMap<>();
        line.path("outputs")
                .properties()
                .forEach(
                        output -> outputs.put(output.getKey(), output.getValue().asText("")));
        List<Input> inputs = line.path("inputDrvs").properties().stream()
                .map(input -> new Input(input.getKey(), strings(input.getValue())))
                .toList();
        return Optional.of(new DerivationOutline(path, outputs, inputs));
    }

    private static Meta meta(JsonNode meta, String system) {
        List<String> maintainers = new ArrayList<>();
        handles(meta.path("maintainers"), maintainers);
        List<String> teams = new ArrayList<>();
        for (JsonNode team : meta.path("teams")) {
            String name = firstText(team, "shortName", "name", "github");
            if (!name.isEmpty() && !teams.contains(name)) {
                teams.add(name);
            }
            handles(team.path("members"), maintainers);
        }
        List<String> vulnerabilities = strings(meta.path("knownVulnerabilities"));
        return new Meta(
                List.copyOf(maintainers),
                List.copyOf(teams),
                meta.path("unfree").asBoolean(false) || isUnfree(meta.path("license")),
                meta.path("broken").asBoolean(false),
                meta.path("insecure").asBoolean(false) || !vulnerabilities.isEmpty(),
                vulnerabilities,
                isUnsupported(meta, system),
                meta.path("position").asText(""));
    }

    private static boolean isUnfree(JsonNode license) {
        if (license.isArray()) {
            for (JsonNode one : license) {
                if (isUnfree(one)) {
                    return true;
                }
            }
            return false;
        }
        return !license.path("free").asBoolean(true) || license.asText("").equalsIgnoreCase("unfree");
    }

    private static boolean isUnsupported(JsonNode meta, String system) {
        if (meta.path("unsupported").isBoolean()) {
            return meta.path("unsupported").booleanValue();
        }
        List<String> platforms = strings(meta.path("platforms"));
        // Where a platform is a pattern and no name, only the set can match it.
        boolean named = !platforms.isEmpty()
                && platforms.size() == meta.path("platforms").size();
        return !system.isEmpty()
                && ((named && !platforms.contains(system))
                        || strings(meta.path("badPlatforms")).contains(system));
    }

    private static void handles(JsonNode people, List<String> handles) {
        for (JsonNode person : people) {
            String handle = person.isTextual() ? person.textValue() : firstText(person, "github", "handle", "name");
            if (!handle.isEmpty() && !handle.contains("@") && !handles.contains(handle)) {
                handles.add(handle);
            }
        }
    }

    private static String firstText(JsonNode object, String... fields) {
        return Arrays.stream(fields)
                .map(field -> object.path(field).asText(""))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static SortedMap<String, Need> declared(JsonNode deps) {
        SortedMap<String, Need> declared = new TreeMap<>();
        DECLARED.forEach((kind, need) ->
                strings(deps.path(kind)).forEach(attribute -> declared.merge(attribute, need, Need::stronger)));
        return declared.isEmpty() ? Collections.emptySortedMap() : declared;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        if (array.isArray()) {
            for (JsonNode element : array) {
                if (element.isTextual()) {
                    strings.add(element.textValue());
                }
            }
        }
        return List.copyOf(strings);
    }
}
