package dev.tidemark.intake;

/**
 * One thing that is wrong with what was read.
 *
 * @param origin where it stands
 * @param reason a part of a sentence, such as {@code "the field version is missing"}
 */
public record Problem(Origin origin, String reason) {

    @Override
    public String toString() {
        return origin + ": " + reason;
    }
}
