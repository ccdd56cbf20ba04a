package dev.tidemark.workspace.nix;

import dev.tidemark.workspace.nix.Derivation.Output;
import dev.tidemark.workspace.nix.Derivation.Recipe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the text of a {@code .drv} file, which is an ATerm: {@code Derive}, and in parentheses a list of outputs, one of
 * inputs, one of sources, the system, the builder, a list of arguments and one of variables. A backslash escapes a quote,
 * itself, and {@code n}, {@code r}, {@code t}. The form is that of all releases of Nix up to 2.34; {@code DrvWithVersion},
 * which only dynamic derivations have, is refused.
 */
final class DerivationParser {

    private final byte[] text;
    private int at;

    private DerivationParser(byte[] text) {
        this.text = text;
    }

    /** @throws IOException when it is anything else; the message says what was expected, and at which byte */
    static Derivation parse(byte[] text) throws IOException {
        return new DerivationParser(text).derivation();
    }

    private Derivation derivation() throws IOException {
        expect("Derive([");
        List<Output> outputs = new ArrayList<>();
        for (boolean more = !closes(']'); more; more = follows(']')) {
            expect("(");
            String name = string();
            expect(",");
            String path = string();
            expect(",");
            String algorithm = string();
            expect(",");
            outputs.add(new Output(name, path, algorithm, string()));
            expect(")");
        }
        expect(",[");
        SortedMap<String, List<String>> inputs = new TreeMap<>();
        for (boolean more = !closes(']'); more; more = follows(']')) {
            expect("(");
            String path = string();
            expect(",");
            inputs.put(path, strings());
            expect(")");
        }
        expect(",");
        List<String> sources = strings();
        expect(",");
        Recipe recipe = recipe();
        expect(",");
        SortedMap<String, String> environment = environment();
        expect(")");
        if (at != text.length) {
            throw expected("the end");
        }
        return new Derivation(outputs, inputs, sources, recipe, environment);
    }

    private Recipe recipe() throws IOException {
        String system = string();
        expect(",");
        String builder = string();
        expect(",");
        return new Recipe(system, builder, strings());
    }

    private SortedMap<String, String> environment() throws IOException {
        SortedMap<String, String> environment = new TreeMap<>();
        expect("[");
        for (boolean more = !closes(']'); more; more = follows(']')) {
            expect("(");
            String name = string();
            expect(",");
            environment.put(name, string());
            expect(")");
        }
        return environment;
    }

    private List<String> strings() throws IOException {
        List<String> strings = new ArrayList<>();
        expect("[");
        for (boolean more = !closes(']'); more; more = follows(']')) {
            strings.add(string());
        }
        return strings;
    }

    /** Takes the closing byte where it is next. */
    private boolean closes(char closing) {
        if (at < text.length && text[at] == closing) {
            at++;
            return true;
        }
        return false;
    }

    /** Between two elements: true after a comma, false after the closing byte. */
    private boolean follows(char closing) throws IOException {
        if (closes(closing)) {
            return false;
        }
        expect(",");
        return true;
    }

    private void expect(String wanted) throws IOException {
        for (int i = 0; i < wanted.length(); i++) {
            if (at >= text.length || text[at] != wanted.charAt(i)) {
                throw expected("\"" + wanted.charAt(i) + "\"");
            }
            at++;
        }
    }

    private String string() throws IOException {
        expect("\"");
        int start = at;
        while (at < text.length && text[at] != '"') {
            if (text[at] == '\\') {
                return escaped(start);
            }
            at++;
        }
        String plain = new String(text, start, at - start, StandardCharsets.UTF_8);
        expect("\"");
        return plain;
    }

    /** The rest of a string from its first backslash on. */
    private String escaped(int start) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(text, start, at - start);
        while (at < text.length && text[at] != '"') {
            byte next = text[at++];
            if (next == '\\') {
                if (at >= text.length) {
                    throw expected("a character after the backslash");
                }
                next = text[at++];
                next = switch (next) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    default -> next;
                };
            }
            bytes.write(next);
        }
        expect("\"");
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private IOException expected(String wanted) {
        return new IOException("not a derivation: expected %s at byte %d".formatted(wanted, at));
    }
}
