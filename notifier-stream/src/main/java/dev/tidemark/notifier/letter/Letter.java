package dev.tidemark.notifier.letter;

import java.util.Optional;

/**
 * A message to somebody.
 *
 * @param subject one line
 * @param text as plain text
 * @param html the same as HTML
 * @param thread the breakage that it belongs to; empty when it is of several
 */
public record Letter(String subject, String text, String html, Optional<String> thread) {}
