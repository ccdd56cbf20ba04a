package dev.tidemark.notifier.letter;

import java.time.Instant;

/**
 * A change of a breakage, for an issue tracker. The texts are Markdown.
 *
 * @param breakage which breakage
 * @param change which change of it
 * @param isResolved whether it is no more
 * @param at when it changed
 * @param title one line
 * @param body how it stands, all of it
 * @param comment what has changed
 */
public record IssueLetter(
        String breakage, int change, boolean isResolved, Instant at, String title, String body, String comment) {}
