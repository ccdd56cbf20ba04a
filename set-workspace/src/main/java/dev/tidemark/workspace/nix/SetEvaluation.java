package dev.tidemark.workspace.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.workspace.nix.EvaluationStoppedException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates a set with {@code nix-instantiate}, some hundred attributes a process, and twice as many as long as all goes well: what many
 * of them need is evaluated anew in each process. What an expression can catch ends one attribute; what it cannot (an abort, an infinite
 * recursion, a missing attribute) ends the process. Where Nix says at which attribute that was, the others are evaluated without it; else
 * the chunk is halved until it stands alone. So it is with what stops the process from outside (time, memory, a download, the machine): an
 * attribute that is stopped alone while another with a derivation can be evaluated has failed, whatever it says of the machine, and stops
 * none of the others, as long as there are few of them. Not thread-safe.
 */
final class SetEvaluation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 256;
    /** What a process has evaluated it holds until it ends, and what stops it has all of it evaluated once more. */
    private static final int MOST_A_CHUNK = 1024;
    /** What {@code evaluate.nix} has Nix say of an attribute whose evaluation it cannot catch, in front of its path. */
    private static final Pattern CULPRIT = Pattern.compile("tidemark-attribute (\\[.*\\])");
    /** Of so many that are stopped it is not their own doing, whatever else goes well. */
    private static final int MOST_STOPPED = 32;
    /** The same where each takes hours, or where what was evaluated before needs nothing of the machine any more. */
    private static final int FEW_STOPPED = 3;

    private final NixProgram nix;
    private final NixSettings settings;
    private final List<String> command;
    private final Path scratch;
    private final SetSink sink;
    private final List<EvaluatedAttribute> evaluated = new ArrayList<>();
    private final Deque<ArrayNode> waiting = new ArrayDeque<>();
    private final ArrayNode root = JSON.createArrayNode();
    /** The last that went well: the root, then an attribute with a derivation. */
    private ArrayNode witness = root;

    private final List<EvaluationStoppedException> stops = new ArrayList<>();
    /** How many attributes the next process gets. */
    private int size = CHUNK;
    /** How many one may get, since more have had too little memory, or time. */
    private int most = MOST_A_CHUNK;

    private long done;

    /**
     * @param command what describes attributes, but for which: see {@link #command}
     * @param scratch for a file of its own
     */
    SetEvaluation(NixProgram nix, NixSettings settings, List<String> command, Path scratch, SetSink sink) {
        this.nix = nix;
        this.scratch = scratch;
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

    /**
     * Evaluates all of it.
     *
     * @throws SetNotEvaluatedException when the set as a whole cannot be evaluated; the message is what Nix says
     * @throws EvaluationStoppedException when the root is stopped, many attributes, some while no other has a derivation, or one that
     *     went well before
     */
    List<EvaluatedAttribute> run() throws IOException, InterruptedException {
        NixProgram.End end = evaluate(JSON.createArrayNode().add(root), false);
        if (end.status() != 0) {
            throw notEvaluated(end.error());
        }
        JsonNode described = answer(end).get(0);
        if (described.path("failed").asBoolean(false)) {
            throw notEvaluated(why(root));
        }
        take(described);
        if (waiting.isEmpty()) {
            throw new SetNotEvaluatedException(
                    "The set has no attributes: give a file or folder that evaluates to a package set.");
        }
        while (!waiting.isEmpty()) {
            ArrayNode chunk = JSON.createArrayNode();
            while (!waiting.isEmpty() && chunk.size() < size) {
                chunk.add(waiting.removeFirst());
            }
            evaluateSome(chunk);
        }
        requireWitness();
        return evaluated;
    }

    private static SetNotEvaluatedException notEvaluated(String said) {
        return new SetNotEvaluatedException(
                "The set cannot be evaluated: %s.".formatted(ErrorText.firstLine(said)), said);
    }

    /** Those of it that have to be evaluated otherwise wait again. */
    private void evaluateSome(ArrayNode chunk) throws IOException, InterruptedException {
        NixProgram.End end;
        try {
            end = evaluate(chunk, false);
        } catch (EvaluationStoppedException e) {
            if (chunk.size() <= CHUNK) {
                stopped(chunk, e);
                return;
            }
            if (e.reason() == Reason.MEMORY || e.reason() == Reason.TIME) {
                most = Math.max(CHUNK, chunk.size() / 2);
            }
            // What took too long may be any of them: the fewer are tried with it once more, the better.
            size = e.reason() == Reason.TIME ? CHUNK : Math.max(CHUNK, chunk.size() / 2);
            waitAgain(chunk);
            return;
        }
        if (end.status() == 0) {
            takeOrHalve(chunk, end);
            size = Math.min(most, Math.max(size, 2 * chunk.size()));
            return;
        }
        Optional<JsonNode> culprit = culprit(chunk, end.error());
        size = Math.max(CHUNK, chunk.size() / 2);
        if (culprit.isPresent()) {
            evaluateOrHalve(single(culprit.get()));
            waitAgain(without(chunk, culprit.get()));
        } else if (chunk.size() > CHUNK) {
            waitAgain(chunk);
        } else {
            takeOrHalve(chunk, end);
        }
    }

    private void waitAgain(ArrayNode chunk) {
        for (int i = chunk.size() - 1; i >= 0; i--) {
            waiting.addFirst((ArrayNode) chunk.get(i));
        }
    }

    private static ArrayNode without(ArrayNode chunk, JsonNode path) {
        ArrayNode others = JSON.createArrayNode();
        chunk.forEach(each -> {
            if (!each.equals(path)) {
                others.add(each);
            }
        });
        return others;
    }

    /** The one of several that Nix names as what it was at when it ended. */
    private static Optional<JsonNode> culprit(ArrayNode chunk, String said) {
        Matcher named = CULPRIT.matcher(said);
        while (chunk.size() > 1 && named.find()) {
            try {
                JsonNode path = JSON.readTree(named.group(1));
                for (JsonNode each : chunk) {
                    if (each.equals(path)) {
                        return Optional.of(each);
                    }
                }
            } catch (JsonProcessingException e) {
                // A message of the set's that looks like ours.
            }
        }
        return Optional.empty();
    }

    private void evaluateOrHalve(ArrayNode chunk) throws IOException, InterruptedException {
        NixProgram.End end;
        try {
            end = evaluate(chunk, false);
        } catch (EvaluationStoppedException e) {
            stopped(chunk, e);
            return;
        }
        takeOrHalve(chunk, end);
    }

    private void stopped(ArrayNode chunk, EvaluationStoppedException why) throws IOException, InterruptedException {
        if (chunk.size() == 1) {
            evaluateAgain(chunk, why);
        } else if (why.reason() == Reason.TIME) {
            // Half of it would take as long, and half of that.
            for (JsonNode path : chunk) {
                evaluateOrHalve(single(path));
            }
        } else {
            halve(chunk);
        }
    }

    private void takeOrHalve(ArrayNode chunk, NixProgram.End end) throws IOException, InterruptedException {
        if (end.status() == 0) {
            for (JsonNode described : answer(end)) {
                take(described);
            }
        } else if (chunk.size() == 1) {
            failed(described(chunk), end.error());
        } else {
            halve(chunk);
        }
    }

    /** What stops an attribute once may be chance, but for its time, which is long. */
    private void evaluateAgain(ArrayNode chunk, EvaluationStoppedException first)
            throws IOException, InterruptedException {
        EvaluationStoppedException last = first;
        if (first.reason() != Reason.TIME) {
            try {
                takeOrHalve(chunk, evaluate(chunk, false));
                return;
            } catch (EvaluationStoppedException e) {
                last = e;
            }
        }
        // Throws where it is not the attribute.
        evaluate(single(witness), false);
        failed(described(chunk), String.valueOf(last.getMessage()));
        stops.add(last);
        Reason reason = last.reason();
        long alike = stops.stream().filter(stop -> stop.reason() == reason).count();
        if (alike >= (reason == Reason.TIME || reason == Reason.MACHINE ? FEW_STOPPED : MOST_STOPPED)) {
            throw last;
        }
    }

    /** The root only names the others: that it goes well says nothing of the machine. */
    private void requireWitness() throws EvaluationStoppedException {
        if (!stops.isEmpty() && witness.equals(root)) {
            throw stops.getLast();
        }
    }

    private static ArrayNode single(JsonNode path) {
        return JSON.createArrayNode().add(path);
    }

    private static ObjectNode described(ArrayNode chunk) {
        return (ObjectNode) JSON.createObjectNode().set("attrPath", chunk.get(0));
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
            failed((ObjectNode) described, why(path));
            return;
        } else if (described.has("drvPath")) {
            evaluated.add(EvaluationLine.read(described, 0));
            witness = path;
            described
                    .path("tests")
                    .forEach(
                            test -> waiting.addLast(path.deepCopy().add("tests").add(test)));
        }
        done++;
        sink.progress("evaluating", done, done + waiting.size());
    }

    /** The expression knows that an attribute failed, not why. It was thrown, so that even a disk that it speaks of is no trouble. */
    private String why(ArrayNode path) throws IOException, InterruptedException {
        try {
            return evaluate(single(path), true).error();
        } catch (EvaluationStoppedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void failed(ObjectNode described, String error) {
        evaluated.add(EvaluationLine.read(described.put("error", ErrorText.firstLine(error)), 0));
        done++;
        sink.progress("evaluating", done, done + waiting.size());
    }

    /** @param plain without catching anything, so that Nix says why */
    private NixProgram.End evaluate(ArrayNode paths, boolean plain) throws IOException, InterruptedException {
        // As an argument they could be longer than one may be.
        Path asked = Files.writeString(scratch.resolve("paths"), paths.toString());
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("--argstr", "paths", asked.toString(), "--arg", "plain", Boolean.toString(plain)));
        if (paths.size() > 1) {
            words.add("--show-trace"); // The attribute is in it.
        }
        return nix.run(words, output -> {});
    }

    private static JsonNode answer(NixProgram.End end) throws IOException {
        return JSON.readTree(end.output().toFile());
    }
}
