package dev.tidemark.fingerprint;

import java.nio.charset.StandardCharsets;

/**
 * A line while it is printed, a byte after the other, as a person sees it on a terminal: what was written over is gone, and so are terminal
 * escapes. Of a line of any length a few kilobytes are kept. Belongs to one thread.
 *
 * <p>Over a line writes who goes back to its beginning, by a carriage return, an escape that says so (CHA, ECMA-48 8.3.9) or one that
 * erases the whole line (EL, 8.3.41), or a column by a backspace. Blanks over something do not count: what stood there last is what the
 * line said.
 */
public final class SeenLine {

    /** How many bytes are kept of what nobody wrote over. */
    public static final int KEPT = 1 << 13;

    private static final byte ESC = 0x1b;
    private static final byte BEL = 0x07;

    /** Where in an escape the next byte belongs. */
    private enum At {
        TEXT,
        /** After ESC. */
        ESCAPE,
        /** In a control sequence, which ends with a letter. */
        SEQUENCE,
        /** In a command of the operating system, such as a window's title. */
        COMMAND
    }

    private static final byte[] NOTHING = {};

    private byte[] text;
    private int length;
    /** How many more were printed than are kept. */
    private long beyond;

    private boolean isBlank = true;
    /** What was there before somebody went back to write over it; without room as long as nobody did, as in most lines. */
    private byte[] earlier = NOTHING;

    private int earlierLength;

    private At at = At.TEXT;
    /** Of the sequence: its one number; -1 when it is not one number. */
    private int parameter;

    private boolean isUntouched = true;

    /** A line of which nobody knows how much will be printed. */
    public SeenLine() {
        this(KEPT);
    }

    /** @param bytes how many will be taken at most until it ends; room is made for no more, since there are logs of millions of lines */
    SeenLine(int bytes) {
        text = new byte[Math.min(KEPT, bytes)];
    }

    /** @param next not a line end */
    public void take(byte next) {
        isUntouched = false;
        switch (at) {
            case TEXT -> text(next);
            case ESCAPE -> escape(next);
            case SEQUENCE -> sequence(next);
            case COMMAND -> at = next == BEL ? At.TEXT : next == ESC ? At.ESCAPE : At.COMMAND;
        }
    }

    private void escape(byte next) {
        if (next == '[') {
            parameter = 0;
            at = At.SEQUENCE;
        } else if (next == ']') {
            at = At.COMMAND;
        } else if (next < ' ' || next > '~') {
            text(next);
        } else if (next >= '0') {
            at = At.TEXT;
        }
    }

    private void sequence(byte next) {
        if (next >= '0' && next <= '9' && parameter >= 0) {
            parameter = Math.min(10 * parameter + next - '0', 1000);
        } else if (next >= ' ' && next < '@') {
            parameter = -1;
        } else if (next >= '@' && next <= '~') {
            at = At.TEXT;
            if ((next == 'G' && (parameter == 0 || parameter == 1)) || (next == 'K' && parameter == 2)) {
                back();
            }
        } else {
            text(next);
        }
    }

    private void text(byte next) {
        at = next == ESC ? At.ESCAPE : At.TEXT;
        if (next == '\r') {
            back();
        } else if (next == '\b') {
            backspace();
        } else if (next != ESC) {
            isBlank &= next >= 0 && next <= ' ';
            if (length < text.length) {
                text[length++] = next;
            } else {
                beyond++;
            }
        }
    }

    private void back() {
        if (!isBlank) {
            byte[] seen = text;
            text = earlier == NOTHING ? new byte[seen.length] : earlier;
            earlier = seen;
            earlierLength = length;
        }
        clear();
    }

    private void backspace() {
        if (beyond > 0) {
            beyond--;
            return;
        }
        while (length > 0 && (text[length - 1] & 0xc0) == 0x80) {
            length--;
        }
        length = Math.max(0, length - 1);
        isBlank |= length == 0;
    }

    private void clear() {
        length = 0;
        beyond = 0;
        isBlank = true;
    }

    /** Nothing was printed since it began. */
    public boolean isEmpty() {
        return isUntouched;
    }

    /** What the line says, and the next one begins. */
    public String end() {
        String seen = isBlank
                ? new String(earlier, 0, earlierLength, StandardCharsets.UTF_8)
                : new String(text, 0, length, StandardCharsets.UTF_8);
        clear();
        earlierLength = 0;
        at = At.TEXT;
        isUntouched = true;
        return seen;
    }
}
