package dev.tidemark.intake.jsonl;

/** A line, or a mapping, does not say what it should. The message is a part of a sentence, for a person. */
final class LineException extends Exception {

    private static final long serialVersionUID = 1L;

    LineException(String message) {
        super(message);
    }

    static LineException wrong(String field, String wanted) {
        return new LineException("the field \"%s\" is not %s".formatted(field, wanted));
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
