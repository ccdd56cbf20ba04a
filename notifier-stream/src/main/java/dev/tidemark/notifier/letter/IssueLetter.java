package dev.tidemark.notifier.letter;

import java.time.Instant;

/**
 * A change of a breakage, for an issue tracker. The texts are Markdown.
 *
 * @param at when it changed
 * @param title one line
 * @param body how it stands, all of it
 * @param comment what has changed
 */
public record IssueLetter(Instant at, String title, String body, String comment) {}
