package dev.tidemark.intake.watcher;

import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A text of which every line is one thing. What is not UTF-8 in it is shown as such and harms no other line. */
record TextLines(Form form) implements SightingReader {

    static final int MOST_CHARACTERS = 1 << 20;

    /** What a line says. */
    interface Form {
        Found read(String line);
    }

    @Override
    public void read(String source, InputStream text, Sightings taker) throws IOException, IntakeException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
        long number = 0;
        StringBuilder line = new StringBuilder();
        while (next(lines, line)) {
            number++;
            Origin origin = new Origin(source, number);
            if (line.length() > MOST_CHARACTERS) {
                taker.wrong(origin, "the line has more than %,d characters".formatted(MOST_CHARACTERS));
            } else if (!line.toString().isBlank()) {
                hand(form.read(line.toString().strip()), origin, taker);
            }
        }
    }

    /** Keeps one character more than are allowed of a line that is longer. */
    private static boolean next(BufferedReader lines, StringBuilder line) throws IOException {
        line.setLength(0);
        int c = lines.read();
        if (c < 0) {
            return false;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() <= MOST_CHARACTERS) {
                line.append((char) c);
            }
            c = lines.read();
        }
        return true;
    }

    static void hand(Found found, Origin origin, Sightings taker) throws IntakeException {
        switch (found) {
            case Found.Releases(var sightings) -> {
                for (Sighting sighting : sightings) {
                    taker.seen(origin, sighting);
                }
            }
            case Found.PassedOver(String reason) -> taker.passedOver(origin, reason);
            case Found.Wrong(String reason) -> taker.wrong(origin, reason);
        }
    }
}
