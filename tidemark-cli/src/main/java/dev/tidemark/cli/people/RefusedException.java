package dev.tidemark.cli.people;

/** An entry cannot be what it should be. The message is a part of a sentence, without any address. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }
}
