package dev.tidemark.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The highest that each ratio may be, by benchmark and ratio: {@code {"hello": {"ours / baseline": 10}}}. */
public final class Bounds {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SortedMap<String, SortedMap<String, Double>> bounds;

    private Bounds(SortedMap<String, SortedMap<String, Double>> bounds) {
        this.bounds = bounds;
    }

    /**
     * Reads the committed bounds.
     *
     * @throws InvalidBoundsException when they are not the bounds of these benchmarks, one for one
     */
    public static Bounds read(Path file, List<Benchmark> benchmarks) throws InvalidBoundsException {
        try {
            return parse(Files.readString(file), benchmarks);
        } catch (IOException e) {
            throw new InvalidBoundsException(List.of("they cannot be read: " + e.getMessage()));
        }
    }

    static Bounds parse(String json, List<Benchmark> benchmarks) throws InvalidBoundsException {
        List<String> problems = new ArrayList<>();
        SortedMap<String, SortedMap<String, Double>> bounds = new TreeMap<>();
        try {
            JsonNode root = JSON.readTree(json);
            if (!root.isObject()) {
                throw new InvalidBoundsException(List.of("they are not one JSON object"));
            }
            for (Map.Entry<String, JsonNode> benchmark : root.properties()) {
                bounds.put(benchmark.getKey(), ofOne(benchmark.getKey(), benchmark.getValue(), problems));
            }
        } catch (JsonProcessingException e) {
            throw new InvalidBoundsException(List.of("they are not JSON: " + e.getOriginalMessage()));
        }
        compare(bounds, benchmarks, problems);
        if (!problems.isEmpty()) {
            throw new InvalidBoundsException(problems);
        }
        return new Bounds(bounds);
    }

    private static SortedMap<String, Double> ofOne(String benchmark, JsonNode node, List<String> problems) {
        SortedMap<String, Double> ofOne = new TreeMap<>();
        if (!node.isObject()) {
            problems.add("what \"%s\" has is not a JSON object".formatted(benchmark));
        }
        for (Map.Entry<String, JsonNode> ratio : node.properties()) {
            ofOne.put(ratio.getKey(), ratio.getValue().doubleValue());
            if (!ratio.getValue().isNumber() || !(ratio.getValue().doubleValue() > 0)) {
                problems.add("the bound of \"%s\" of %s is not a positive number".formatted(ratio.getKey(), benchmark));
            }
        }
        return ofOne;
    }

    private static void compare(
            Map<String, SortedMap<String, Double>> bounds, List<Benchmark> benchmarks, List<String> problems) {
        Set<String> unknown = new TreeSet<>(bounds.keySet());
        for (Benchmark benchmark : benchmarks) {
            unknown.remove(benchmark.name());
            Set<String> without = new TreeSet<>(benchmark.ratios());
            Set<String> spare = new TreeSet<>(bounds.getOrDefault(benchmark.name(), Collections.emptySortedMap())
                    .keySet());
            spare.removeAll(benchmark.ratios());
            without.removeAll(bounds.getOrDefault(benchmark.name(), Collections.emptySortedMap())
                    .keySet());
            without.forEach(ratio -> problems.add("\"%s\" of %s has no bound".formatted(ratio, benchmark.name())));
            spare.forEach(ratio -> problems.add("%s has no ratio \"%s\"".formatted(benchmark.name(), ratio)));
        }
        unknown.forEach(name -> problems.add("there is no benchmark \"%s\"".formatted(name)));
    }

    /** The bounds of one benchmark, by the names of its ratios. */
    public SortedMap<String, Double> of(Benchmark benchmark) {
        return Collections.unmodifiableSortedMap(bounds.getOrDefault(benchmark.name(), Collections.emptySortedMap()));
    }
}
