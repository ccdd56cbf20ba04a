package dev.tidemark.workspace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a workspace is: a set at a revision, and all that has to be done to it. Its bytes are always the same for the same
 * content, and their SHA-256 is the workspace's identity. What it names by digest lies beside it in the artifact store.
 *
 * @param format 1
 * @param set the set's name
 * @param revision that the bumps are applied to
 * @param tree digest of all files at that revision
 * @param bumps that are applied, ordered by attribute
 * @param arguments that a Nix expression is called with besides those of its description, in order
 * @param patch digest of a patch to the files; empty when none of them changes
 * @param patchedTree digest of all files with the patch; empty likewise
 * @param storeFolder of the Nix store that it was evaluated for; empty for other sets
 * @param jobs digest of what it evaluates to, as {@link JobIndex} writes it
 */
@JsonPropertyOrder({
    "format",
    "set",
    "revision",
    "tree",
    "bumps",
    "arguments",
    "patch",
    "patchedTree",
    "storeFolder",
    "jobs"
})
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record WorkspaceDocument(
        int format,
        String set,
        String revision,
        String tree,
        List<AppliedBump> bumps,
        List<Argument> arguments,
        Optional<String> patch,
        Optional<String> patchedTree,
        String storeFolder,
        String jobs) {

    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public WorkspaceDocument {
        bumps = List.copyOf(bumps);
        arguments = List.copyOf(arguments);
    }

    /** A bump as it was applied. */
    @JsonPropertyOrder({"attribute", "from", "to", "change"})
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record AppliedBump(String attribute, String from, String to, Optional<String> change) {}

    /** An argument of a Nix expression: its name, and its value as an expression. */
    @JsonPropertyOrder({"name", "code"})
    public record Argument(String name, String code) {}

    /** As it is stored. */
    public byte[] bytes() {
        try {
            return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a record of texts can be written", e);
        }
    }

    /**
     * As it was stored.
     *
     * @throws IOException when that is no workspace, or one of a later release
     */
    public static WorkspaceDocument read(byte[] bytes) throws IOException {
        WorkspaceDocument read = JSON.readValue(bytes, WorkspaceDocument.class);
        if (read.format() != FORMAT) {
            throw new IOException("the workspace has the format %d, and this release knows %d: upgrade the agent"
                    .formatted(read.format(), FORMAT));
        }
        if (read.patch().isPresent() != read.patchedTree().isPresent()) {
            throw new IOException(
                    "the workspace has a patch without a digest of what it makes, or the other way round");
        }
        read.patch().ifPresent(Sha256::new);
        var unused = new Sha256(read.jobs());
        return read;
    }
}
