package dev.tidemark.agent.nix;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.agent.process.CommandOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a program of Nix says with {@code --log-format internal-json}, as it comes: lines that begin with {@code @nix }
 * hold a JSON object each, all others are what the program prints. Nix 2.8 to 2.34 agree in what is read here. Written by one
 * thread, asked by another after the program has ended.
 */
final class NixStream implements CommandOutput {

    private static final String PREFIX = "@nix ";
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern ANSI = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]");

    /** What a daemon, and a Nix that prints no logs, puts between why a builder failed and the end of its log. */
    private static final Pattern QUOTED = Pattern.compile(";?\\s*\\b[Ll]ast \\d+ log lines:");

    /** Longer ones are cut; what is cut out of a JSON object is no line of a log any more, but counts. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final int MOST_ERRORS = 20;

    /** Nix's own numbers, of its {@code logging.hh}. */
    private static final int BUILD = 105;

    private static final int RESOLVE = 111;
    private static final int LOG_LINE = 101;
    private static final int SET_PHASE = 104;
    private static final int POST_BUILD_LINE = 107;
    private static final int ERROR = 0;
    private static final int WARNING = 1;
    private static final int NOTICE = 2;
    private static final int INFO = 3;

    private final Listener listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Map<Long, String> building = new HashMap<>();
    private final Map<String, String> resolved = new HashMap<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> infos = new ArrayList<>();
    private final List<String> printed = new ArrayList<>();
    private boolean cut;

    /** Who is told of builds, on the thread that writes. */
    interface Listener {

        /**
         * A line of a builder's log.
         *
         * @param derivation that is built
         * @return false when it takes no more: the program is stopped
         */
        boolean line(String derivation, String text) throws IOException;

        /** What a builder says that it is doing. */
        void phase(String derivation, String name);
    }

    NixStream(Listener listener) {
        this.listener = listener;
    }

    /** One that nobody listens to. */
    static NixStream unheard() {
        return new NixStream(new Listener() {
            @Override
            public boolean line(String derivation, String text) {
                return true;
            }

            @Override
            public void phase(String derivation, String name) {
                // Nobody wants to know.
            }
        });
    }

    @Override
    public synchronized boolean take(byte[] bytes, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                if (!end()) {
                    return false;
                }
            } else if (line.size() < LONGEST_LINE) {
                line.write(bytes[i]);
            } else {
                cut = true;
            }
        }
        return true;
    }

    private boolean end() throws IOException {
        String text = line.toString(StandardCharsets.UTF_8);
        boolean whole = !cut;
        line.reset();
        cut = false;
        if (!text.startsWith(PREFIX)) {
            if (!text.isBlank() && printed.size() < LONGEST_LINE) {
                printed.add(text.strip());
            }
            return true;
        }
        if (!whole) {
            return true;
        }
        try {
            return heard(JSON.readTree(text.substring(PREFIX.length())));
        } catch (JsonProcessingException e) {
            // A builder may print what looks like Nix's own words, and be cut off.
            return true;
        }
    }

    private boolean heard(JsonNode said) throws IOException {
        return switch (said.path("action").asText("")) {
            case "start" -> {
                started(said);
                yield true;
            }
            case "stop" -> {
                building.remove(said.path("id").asLong());
                yield true;
            }
            case "result" -> result(said);
            case "msg" -> {
                message(said);
                yield true;
            }
            default -> true;
        };
    }

    private void started(JsonNode said) {
        int type = said.path("type").asInt(-1);
        JsonNode fields = said.path("fields");
        if (type == BUILD) {
            building.put(said.path("id").asLong(), fields.path(0).asText(""));
        } else if (type == RESOLVE) {
            resolved.put(fields.path(1).asText(""), fields.path(0).asText(""));
        }
    }

    private boolean result(JsonNode said) throws IOException {
        String derivation = building.get(said.path("id").asLong());
        if (derivation == null) {
            return true;
        }
        String text = said.path("fields").path(0).asText("");
        switch (said.path("type").asInt(-1)) {
            case LOG_LINE, POST_BUILD_LINE -> {
                return listener.line(asked(derivation), text);
            }
            case SET_PHASE -> listener.phase(asked(derivation), text);
            default -> {}
        }
        return true;
    }

    private void message(JsonNode said) {
        int level = said.path("level").asInt(-1);
        if (level == NOTICE || level == INFO) {
            infos.add(ANSI.matcher(said.path("msg").asText("")).replaceAll(""));
        }
        if (level == ERROR || level == WARNING) {
            String text = withoutQuote(
                    plain(said.path("raw_msg").asText(said.path("msg").asText(""))));
            List<String> all = level == ERROR && !text.startsWith("warning:") ? errors : warnings;
            if (all.size() < MOST_ERRORS) {
                all.add(text);
            }
        }
    }

    private static String plain(String text) {
        String plain = ANSI.matcher(text).replaceAll("").strip();
        return plain.startsWith("error:") ? plain.substring("error:".length()).strip() : plain;
    }

    /**
     * Nix's own words: what a builder printed says nothing of Nix's store and disk. Each quoted line begins with {@code >}, so that what
     * Nix notes behind them is its own.
     */
    private static String withoutQuote(String error) {
        Matcher quoted = QUOTED.matcher(error);
        if (!quoted.find()) {
            return error;
        }
        StringBuilder own = new StringBuilder(error.substring(0, quoted.start()));
        for (String line : error.substring(quoted.end()).split("\n", -1)) {
            if (line.strip().startsWith("note: ")) {
                own.append('\n').append(line.strip());
            }
        }
        return own.toString();
    }

    /** The derivation that was asked for, of one with content-addressed inputs that Nix builds in its place. */
    synchronized String asked(String derivation) {
        return resolved.getOrDefault(derivation, derivation);
    }

    /** What went wrong, in Nix's words without colours, in their order. */
    synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    /** What Nix warns of, likewise. */
    synchronized List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** What Nix says of what it is, and of what it is going to do, line by line as a person sees it. */
    synchronized List<String> infos() {
        return List.copyOf(infos);
    }

    /** The lines that the program printed for whoever called it; the last may be one that it has not ended, as 2.8 leaves its JSON. */
    synchronized List<String> printed() {
        List<String> all = new ArrayList<>(printed);
        String last = line.toString(StandardCharsets.UTF_8).strip();
        if (!last.isEmpty() && !last.startsWith(PREFIX)) {
            all.add(last);
        }
        return List.copyOf(all);
    }
}
