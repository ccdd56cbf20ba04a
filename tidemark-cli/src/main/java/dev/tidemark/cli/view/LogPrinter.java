package dev.tidemark.cli.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.log.Attempts.Attempt;
import dev.tidemark.cli.log.LogReading.Piece;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.terminal.LogText;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** Prints logs: for people line by line, with what is said of them between the lines; for programs an object a line. */
final class LogPrinter {

    private static final String MARK = "-- ";

    private final Form form;
    private final Screen screen = Screen.standard();
    private LogText text;
    private int number;
    private String agent = "";

    LogPrinter(Form form) {
        this.form = form;
        this.text = fresh();
    }

    private LogText fresh() {
        return new LogText(
                !form.isForPeople()
                        ? LogText.Escapes.ALL
                        : screen.isColoured() ? LogText.Escapes.COLOURS : LogText.Escapes.NONE);
    }

    /** What follows is that attempt's. */
    void begin(Attempt attempt, String job) {
        number = attempt.number();
        agent = attempt.agent();
        note("attempt %d of %s, on %s".formatted(number, job, agent));
    }

    void show(List<Piece> pieces) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(ByteBuffer bytes) -> text(bytes);
                case Piece.LeftOut(long bytes) -> missing("%,d bytes are missing here".formatted(bytes));
                case Piece.BeyondLimit(long bytes) ->
                    missing("%,d bytes more were printed than its agent tells live".formatted(bytes));
            }
        }
    }

    private void missing(String what) {
        end();
        note(what);
    }

    void text(ByteBuffer bytes) {
        text.take(bytes, this::line);
    }

    /** Nothing more comes of it. */
    void end() {
        text.end(this::line);
        text = fresh();
    }

    private void line(String line) {
        print(line, shown -> screen.line(shown), "line");
    }

    /** What is no part of a log. */
    void note(String sentence) {
        print(
                sentence,
                said -> screen.wrapped(screen.ink(Ink.FAINT, MARK), Screen.printable(said), MARK.length()),
                "note");
    }

    private void print(String what, Consumer<String> forPeople, String field) {
        if (form.isForPeople()) {
            forPeople.accept(what);
            return;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (number > 0) {
            object.put("attempt", number).put("agent", agent);
        }
        form.printNext(object.put(field, what), System.out);
    }
}
