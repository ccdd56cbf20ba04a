package dev.tidemark.agent.nix;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a package was built to: the paths of its outputs by their names. It lies in the artifact store, and the digest of its bytes
 * is the output's hash; the outputs themselves lie in the binary cache beside it. Of an input-addressed package the paths say
 * what it was built from, of a content-addressed one what is in it: so the latter ends a rebuild early, and the former never does.
 *
 * @param format 1
 * @param outputs paths by name
 */
@JsonPropertyOrder({"format", "outputs"})
record OutputManifest(int format, SortedMap<String, String> outputs) {

    private static final int FORMAT = 1;
    private static final JsonMapper JSON = new JsonMapper();

    OutputManifest {
        outputs = Collections.unmodifiableSortedMap(new TreeMap<>(outputs));
    }

    static OutputManifest of(SortedMap<String, String> outputs) {
        return new OutputManifest(FORMAT, outputs);
    }

    byte[] bytes() {
        try {
            return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a record of texts can be written", e);
        }
    }

    /** @throws IOException when that is none, or one of a later release */
    static OutputManifest read(byte[] bytes) throws IOException {
        OutputManifest read = JSON.readValue(bytes, OutputManifest.class);
        if (read.format() != FORMAT) {
            throw new IOException("the manifest has the format %d, and this release knows %d: upgrade the agent"
                    .formatted(read.format(), FORMAT));
        }
        return read;
    }
}
