package dev.tidemark.workspace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tidemark.schemas.identity.JobId;
import dev.tidemark.schemas.identity.Sha256;
import dev.tidemark.schemas.identity.Variant;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the jobs of a workspace were evaluated to, so that whoever builds one can tell whether he has the same before him. A
 * file of it has a JSON array a line.
 */
public final class JobIndex {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int FIELDS = 6;
    /** Of a source there are two more. */
    private static final int FIELDS_OF_SOURCE = 8;

    private final Map<JobId, Entry> jobs;
    private final Map<String, String> packages;

    /**
     * A job.
     *
     * @param version that is built
     * @param recipeDigest as the request for it has it
     * @param derivation path of the Nix derivation; empty where there is none
     * @param neededBy of a source: a job that it is fetched for, whose evaluation brings that derivation along; empty otherwise
     */
    public record Entry(String version, Sha256 recipeDigest, String derivation, Optional<JobId> neededBy) {}

    private JobIndex(Map<JobId, Entry> jobs) {
        this.jobs = Collections.unmodifiableMap(jobs);
        this.packages = new HashMap<>();
        jobs.forEach((id, entry) -> {
            if (entry.neededBy().isEmpty()) {
                packages.putIfAbsent(entry.derivation(), id.attribute());
            }
        });
        packages.remove("");
    }

    public Optional<Entry> find(JobId job) {
        return Optional.ofNullable(jobs.get(job));
    }

    /** The package, with the bumps or without, that a derivation belongs to; empty when it belongs to none. */
    public Optional<String> packageOf(String derivation) {
        return Optional.ofNullable(packages.get(derivation));
    }

    /**
     * Writes the jobs of an evaluation.
     *
     * @param before the set without the bumps
     * @param after the set with them
     */
    public static void write(Path file, List<EvaluatedJob> jobs, SetPicture before, SetPicture after)
            throws IOException {
        Map<JobId, Fetched> fetched = fetched(jobs, before, after);
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (EvaluatedJob job : jobs) {
                Fetched source = fetched.get(job.id());
                String derivation = source == null
                        ? pictured(job.id(), before, after)
                                .map(found ->
                                        derivation(found.identities(), job.id().system()))
                                .orElse("")
                        : source.derivation();
                try (JsonGenerator line = JSON.createGenerator(writer)) {
                    line.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                    line.writeStartArray();
                    line.writeString(job.id().attribute());
                    line.writeString(job.id().system());
                    line.writeString(job.id().variant().name());
                    line.writeString(job.version());
                    line.writeString(job.recipeDigest().hex());
                    line.writeString(derivation);
                    if (source != null) {
                        line.writeString(source.neededBy().attribute());
                        line.writeString(source.neededBy().variant().name());
                    }
                    line.writeEndArray();
                }
                writer.write('\n');
            }
        }
    }

    /** How a source is come by. */
    private record Fetched(String derivation, JobId neededBy) {}

    /** By the job that fetches it. */
    private static Map<JobId, Fetched> fetched(List<EvaluatedJob> jobs, SetPicture before, SetPicture after) {
        Map<JobId, Fetched> fetched = new HashMap<>();
        for (EvaluatedJob job : jobs) {
            String system = job.id().system();
            pictured(job.id(), before, after).ifPresent(needs -> {
                for (PicturedSource source : needs.sourcesFor(system)) {
                    if (job.needs().contains(source.job(system))) {
                        fetched.putIfAbsent(source.job(system), new Fetched(source.derivation(), job.id()));
                    }
                }
            });
        }
        return fetched;
    }

    private static Optional<PicturedPackage> pictured(JobId job, SetPicture before, SetPicture after) {
        return (job.variant() == Variant.WAVE ? after : before).find(job.attribute());
    }

    private static String derivation(SortedMap<String, String> identities, String system) {
        String identity = identities.getOrDefault(system, "");
        return identity.endsWith(".drv") ? identity : "";
    }

    /** @throws IOException when the file is none that {@link #write} writes */
    public static JobIndex read(Path file) throws IOException {
        Map<JobId, Entry> jobs = new HashMap<>();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                JsonParser parser = JSON.createParser(reader)) {
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                List<String> fields = new ArrayList<>(FIELDS);
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    fields.add(parser.getText());
                }
                if (fields.size() != FIELDS && fields.size() != FIELDS_OF_SOURCE) {
                    throw new IOException("a line of the index has %d fields".formatted(fields.size()));
                }
                jobs.put(
                        new JobId(fields.get(0), fields.get(1), Variant.valueOf(fields.get(2))),
                        new Entry(fields.get(3), new Sha256(fields.get(4)), fields.get(5), neededBy(fields)));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the index of the workspace is damaged: " + e.getMessage(), e);
        }
        return new JobIndex(jobs);
    }

    private static Optional<JobId> neededBy(List<String> fields) {
        return fields.size() < FIELDS_OF_SOURCE
                ? Optional.empty()
                : Optional.of(new JobId(fields.get(6), fields.get(1), Variant.valueOf(fields.get(7))));
    }
}
