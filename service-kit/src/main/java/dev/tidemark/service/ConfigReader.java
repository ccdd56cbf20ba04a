package dev.tidemark.service;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.MapType;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service's config into its record: the defaults that the service brings (a resource in HOCON, which documents
 * every key), under a file, under single values. Keys are written in kebab-case, times as {@code 2s}, and a map of texts
 * with keys such as {@code security.protocol} with or without quotes. A key that the record does not have is an error,
 * since it is most likely a spelling mistake.
 */
public final class ConfigReader {

    private final ObjectMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new HoconDuration())
                    .setDeserializerModifier(new DottedKeys()))
            .build();

    /**
     * @param type a record; its components are the keys
     * @param defaults a resource beside {@code type} with a value for every key that has a default
     * @param file what the operator wrote; null when there is none
     * @param overrides by path ({@code status.port}), over everything else
     * @throws ServiceException when something is missing, unknown or of the wrong kind, with its origin and the next step
     */
    public <T extends Record> T read(
            Class<T> type, String defaults, @Nullable Path file, Map<String, String> overrides) {
        try {
            Config config = written(file, overrides)
                    .withFallback(ConfigFactory.parseResources(type, defaults))
                    .resolve();
            return bind(type, config);
        } catch (ConfigException e) {
            throw new UsageException("the config cannot be read: %s".formatted(e.getMessage()), e);
        }
    }

    private static Config written(@Nullable Path file, Map<String, String> overrides) {
        Config config = ConfigFactory.empty();
        if (file != null) {
            if (!Files.isReadable(file)) {
                throw new UsageException(
                        "there is no readable config file %s: check the path given to --config".formatted(file));
            }
            config = ConfigFactory.parseFile(file.toFile());
        }
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            config = config.withValue(override.getKey(), value(override.getValue()));
        }
        return config;
    }

    /** A text as it is, but for {@code [a, b]} and {@code {k = v}}, which are a list and an object as in a file. */
    private static ConfigValue value(String text) {
        if (text.startsWith("[") || text.startsWith("{")) {
            ConfigParseOptions origin = ConfigParseOptions.defaults().setOriginDescription("the command line");
            return ConfigFactory.parseString("value = " + text, origin).getValue("value");
        }
        return ConfigValueFactory.fromAnyRef(text, "the command line");
    }

    private <T extends Record> T bind(Class<T> type, Config config) {
        try {
            return mapper.readValue(config.root().render(ConfigRenderOptions.concise()), type);
        } catch (UnrecognizedPropertyException e) {
            Collection<Object> known = e.getKnownPropertyIds() == null ? List.of() : e.getKnownPropertyIds();
            throw new UsageException(
                    "%s: there is no key \"%s\"; the keys there are: %s"
                            .formatted(
                                    origin(config, path(e)),
                                    path(e),
                                    new TreeSet<>(
                                            known.stream().map(Object::toString).toList())),
                    e);
        } catch (JsonMappingException e) {
            throw new UsageException(
                    "%s: \"%s\" is missing or not of the right kind: %s"
                            .formatted(origin(config, path(e)), path(e), reason(e)),
                    e);
        } catch (JsonProcessingException e) {
            throw new AssertionError("what the config renders is JSON", e);
        }
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
    }

    private static String reason(JsonMappingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof FileSystemNotFoundException) {
            return "it is a file or folder of this machine, and nothing else is there to choose; write its path, such as /srv/tidemark";
        }
        return cause != null && cause.getMessage() != null ? cause.getMessage() : e.getOriginalMessage();
    }

    private static String origin(Config config, String path) {
        try {
            return config.hasPath(path) ? config.getValue(path).origin().description() : "the config";
        } catch (ConfigException.BadPath e) {
            return "the config";
        }
    }

    /** {@code 2s}, {@code 500ms}, {@code 10 minutes}: as HOCON has it. */
    private static final class HoconDuration extends StdDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        HoconDuration() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getValueAsString();
            try {
                return ConfigFactory.empty()
                        .withValue("time", ConfigValueFactory.fromAnyRef(text))
                        .getDuration("time");
            } catch (ConfigException e) {
                throw JsonMappingException.from(parser, "\"" + text + "\" is not a time: write 2s, 500ms or 10m");
            }
        }
    }

    /** HOCON takes {@code security.protocol = SSL} for an object in an object: in a map of texts it is one key. */
    private static final class DottedKeys extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config, MapType type, BeanDescription description, JsonDeserializer<?> usual) {
            return type.getContentType().hasRawClass(String.class) ? new Texts() : usual;
        }

        private static final class Texts extends StdDeserializer<Map<String, String>> {
            private static final long serialVersionUID = 1L;

            Texts() {
                super(Map.class);
            }

            @Override
            public Map<String, String> deserialize(JsonParser parser, DeserializationContext context)
                    throws IOException {
                Map<String, String> texts = new TreeMap<>();
                JsonNode tree = parser.readValueAsTree();
                if (!tree.isObject()) {
                    throw JsonMappingException.from(parser, "write key = value, within { and }");
                }
                collect("", tree, texts, parser);
                return texts;
            }

            private static void collect(String path, JsonNode node, Map<String, String> texts, JsonParser parser)
                    throws JsonMappingException {
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    String key = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                    if (field.getValue().isObject()) {
                        collect(key, field.getValue(), texts, parser);
                    } else if (field.getValue().isArray() || field.getValue().isNull()) {
                        JsonMappingException noText =
                                JsonMappingException.from(parser, "write it as one text, such as \"a,b\"");
                        noText.prependPath(texts, key);
                        throw noText;
                    } else {
                        texts.put(key, field.getValue().asText());
                    }
                }
            }
        }
    }
}
