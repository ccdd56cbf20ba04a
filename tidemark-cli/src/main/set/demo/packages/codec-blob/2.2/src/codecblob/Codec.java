package codecblob;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import textkit.Cursor;

/**
 * Packs short English messages: a phrase of the code book becomes one byte below 128, anything else is kept behind a
 * byte that says how long it is. The code book comes from its vendor as it is, without the words it was learnt from.
 */
public final class Codec {
    private static final int LITERAL = 128;
    private static final int LONGEST_LITERAL = 128;
    private static final List<String> PHRASES = codeBook();

    private Codec() {}

    private static List<String> codeBook() {
        try (InputStream in = Codec.class.getResourceAsStream("codebook.b64")) {
            byte[] blob = Base64.getMimeDecoder().decode(in.readAllBytes());
            for (int i = 0; i < blob.length; i++) {
                blob[i] ^= (byte) 0x5a;
            }
            return List.of(new String(blob, StandardCharsets.US_ASCII).split("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] pack(String message) {
        Cursor cursor = new Cursor(message);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        StringBuilder literal = new StringBuilder();
        while (!cursor.atEnd()) {
            int code = longestPhrase(cursor);
            if (code >= 0) {
                keep(literal, packed);
                packed.write(code);
                cursor.expect(PHRASES.get(code));
            } else {
                literal.append(cursor.next());
            }
        }
        keep(literal, packed);
        return packed.toByteArray();
    }

    private static int longestPhrase(Cursor cursor) {
        int found = -1;
        for (int i = 0; i < PHRASES.size(); i++) {
            String phrase = PHRASES.get(i);
            if (cursor.sees(phrase) && (found < 0 || phrase.length() > PHRASES.get(found).length())) {
                found = i;
            }
        }
        return found;
    }

    private static void keep(StringBuilder literal, ByteArrayOutputStream packed) {
        byte[] bytes = literal.toString().getBytes(StandardCharsets.UTF_8);
        for (int start = 0; start < bytes.length; start += LONGEST_LITERAL) {
            int length = Math.min(LONGEST_LITERAL, bytes.length - start);
            packed.write(LITERAL + length - 1);
            packed.write(bytes, start, length);
        }
        literal.setLength(0);
    }

    public static String unpack(byte[] packed) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        for (int i = 0; i < packed.length; i++) {
            int code = packed[i] & 0xff;
            int length = code - LITERAL + 1;
            if (code >= LITERAL && i + length >= packed.length || code < LITERAL && code >= PHRASES.size()) {
                throw new IllegalArgumentException("not packed by this code book: byte " + i);
            }
            byte[] part = code < LITERAL
                    ? PHRASES.get(code).getBytes(StandardCharsets.US_ASCII)
                    : Arrays.copyOfRange(packed, i + 1, i + 1 + length);
            message.writeBytes(part);
            i += code < LITERAL ? 0 : length;
        }
        return message.toString(StandardCharsets.UTF_8);
    }
}
