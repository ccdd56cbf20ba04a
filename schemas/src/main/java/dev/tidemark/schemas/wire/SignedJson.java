package dev.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** JSON as it is signed: written in one way, and read strictly, since it is somebody's word. */
final class SignedJson {

    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SignedJson() {}

    /** Says what is in a document. */
    @FunctionalInterface
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** An object, without a blank; half a surrogate pair, which is no character, becomes a question mark. */
    static byte[] write(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = STRICT.createGenerator(text)) {
            json.writeStartObject();
            content.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new AssertionError("writing into memory does not fail", e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException when it is not one object in UTF-8, each name in it once */
    static JsonNode read(ByteBuffer document) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(document.duplicate())
                    .toString();
            JsonNode tree = STRICT.readTree(text);
            if (!tree.isObject()) {
                throw new IllegalArgumentException("what is signed is no JSON object");
            }
            return tree;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("what is signed is no text in UTF-8", e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("what is signed is no JSON (" + e.getOriginalMessage() + ")", e);
        }
    }

    /** @throws IllegalArgumentException when there is no such text in it */
    static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("what is signed lacks the text " + name);
        }
        return value.textValue();
    }
}
