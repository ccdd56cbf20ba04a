package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Evaluates a set with {@code nix-instantiate}, some hundred attributes a process. What an expression can catch ends
 * one attribute; what it cannot (an abort, an infinite recursion, a missing attribute) ends the process, and then the
 * chunk is halved until it stands alone; so is one that takes too long or too much memory. Not thread-safe.
 */
final class SetEvaluation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 256;

    private final NixProgram nix;
    private final NixSettings settings;
    private final List<String> command;
    private final SetSink sink;
    private final List<EvaluatedAttribute> evaluated = new ArrayList<>();
    private final Deque<ArrayNode> waiting = new ArrayDeque<>();
    private long done;

    /**
     * @param command what describes attributes, but for which: see {@link #command}
     */
    SetEvaluation(NixProgram nix, NixSettings settings, List<String> command, SetSink sink) {
        this.nix = nix;
        this.settings = settings;
        this.command = List.copyOf(command);
        this.sink = sink;
    }

    /** The words that evaluate {@code evaluate.nix} of the set, but for the attributes. */
    static List<String> command(Path instantiate, Path expression, NixSource.Expression set) {
        return List.of(
                instantiate.toString(),
                "--eval",
                "--strict",
                "--json",
                "--read-write-mode",
                expression.toString(),
                "--argstr",
                "file",
                set.file().toAbsolutePath().toString(),
                "--arg",
                "arguments",
                NixArgument.set(set.arguments()));
    }

    /** @throws IOException when the set as a whole cannot be evaluated; the message is what Nix says */
    List<EvaluatedAttribute> run() throws IOException, InterruptedException {
        ArrayNode root = JSON.createArrayNode();
        NixProgram.End end = evaluate(JSON.createArrayNode().add(root), false);
        if (end.status() != 0) {
            throw new SetNotEvaluatedException(
                    "The set cannot be evaluated: %s.".formatted(ErrorText.firstLine(end.error())));
        }
        take(answer(end).get(0));
        if (waiting.isEmpty()) {
            throw new SetNotEvaluatedException(
                    "The set has no attributes: give a file or folder that evaluates to a package set.");
        }
        while (!waiting.isEmpty()) {
            ArrayNode chunk = JSON.createArrayNode();
            while (!waiting.isEmpty() && chunk.size() < CHUNK) {
                chunk.add(waiting.removeFirst());
            }
            evaluateOrHalve(chunk);
        }
        return evaluated;
    }

    private void evaluateOrHalve(ArrayNode chunk) throws IOException, InterruptedException {
        NixProgram.End end;
        try {
            end = evaluate(chunk, false);
        } catch (EvaluationStoppedException e) {
            if (chunk.size() == 1 || !isLess(e.reason())) {
                throw e;
            }
            halve(chunk);
            return;
        }
        if (end.status() == 0) {
            for (JsonNode described : answer(end)) {
                take(described);
            }
        } else if (chunk.size() == 1) {
            failed((ObjectNode) JSON.createObjectNode().set("attrPath", chunk.get(0)), end.error());
        } else {
            halve(chunk);
        }
    }

    /** Whether fewer attributes take less of it. */
    private static boolean isLess(EvaluationStoppedException.Reason reason) {
        return switch (reason) {
            case TIME, MEMORY -> true;
            case DOWNLOAD, MACHINE -> false;
        };
    }

    private void halve(ArrayNode chunk) throws IOException, InterruptedException {
        ArrayNode first = JSON.createArrayNode();
        ArrayNode second = JSON.createArrayNode();
        for (int i = 0; i < chunk.size(); i++) {
            (i < chunk.size() / 2 ? first : second).add(chunk.get(i));
        }
        evaluateOrHalve(first);
        evaluateOrHalve(second);
    }

    private void take(JsonNode described) throws IOException, InterruptedException {
        ArrayNode path = (ArrayNode) described.path("attrPath");
        if (described.has("names")) {
            if (path.size() < settings.depth()) {
                described
                        .path("names")
                        .forEach(name -> waiting.addLast(path.deepCopy().add(name)));
            }
        } else if (described.path("failed").asBoolean(false)) {
            // The expression knows that it failed, not why.
            NixProgram.End alone = evaluate(JSON.createArrayNode().add(path), true);
            failed((ObjectNode) described, alone.error());
            return;
        } else if (described.has("drvPath")) {
            evaluated.add(EvaluationLine.read(described, 0));
            described
                    .path("tests")
                    .forEach(
                            test -> waiting.addLast(path.deepCopy().add("tests").add(test)));
        }
        done++;
        sink.progress("evaluating", done, done + waiting.size());
    }

    private void failed(ObjectNode described, String error) {
        evaluated.add(EvaluationLine.read(described.put("error", ErrorText.firstLine(error)), 0));
        done++;
        sink.progress("evaluating", done, done + waiting.size());
    }

    /** @param plain without catching anything, so that Nix says why */
    private NixProgram.End evaluate(ArrayNode paths, boolean plain) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--argstr", "paths", paths.toString(), "--arg", "plain", Boolean.toString(plain)));
        return nix.run(words, output -> {});
    }

    private static JsonNode answer(NixProgram.End end) throws IOException {
        return JSON.readTree(end.output().toFile());
    }
}
