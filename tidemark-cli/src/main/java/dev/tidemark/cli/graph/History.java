package dev.tidemark.cli.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.BuildTimes;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long builds took, in a file: a JSON object a line, {@code {"package": "openssl", "system": "x86_64-linux", "seconds":
 * 312.5, "builds": 4}}, where {@code seconds} is the mean and {@code builds} (1 unless given) of how many.
 */
public final class History {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Map<String, BuildTime>> learnt = new TreeMap<>();

    private History() {}

    /** @throws ServiceException when it cannot be read, or a line is none, with the file, the line and the reason */
    public static BuildTimes read(Path file) {
        History history = new History();
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    history.take(line);
                }
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw new UsageException(
                    "%s:%d is no history of builds (%s): correct the line".formatted(file, number, reason), e);
        } catch (CharacterCodingException e) {
            throw new UsageException("%s is not UTF-8: convert it".formatted(file), e);
        } catch (NoSuchFileException e) {
            throw new UsageException("%s is not there: check the path".formatted(file), e);
        } catch (IOException e) {
            throw new ServiceException("%s cannot be read (%s): check the path".formatted(file, e.getMessage()), e);
        }
        return new BuildTimes(history.learnt);
    }

    private void take(String line) throws IOException {
        String attribute = null;
        String system = null;
        double seconds = 0;
        int builds = 1;
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "package" -> attribute = json.getValueAsString();
                    case "system" -> system = json.getValueAsString();
                    case "seconds" -> seconds = json.getValueAsDouble();
                    case "builds" -> builds = json.getValueAsInt();
                    default -> json.skipChildren();
                }
            }
        }
        BuildTime time = BuildTime.learnt(seconds, builds);
        learnt.computeIfAbsent(required("system", system), first -> new TreeMap<>())
                .put(required("package", attribute), time);
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the field %s is missing".formatted(field));
        }
        return value;
    }
}
