package dev.tidemark.cli.view;

import dev.tidemark.cli.output.Form;

/**
 * How something is to be shown.
 *
 * @param form in which form
 * @param watch whether to go on and show what changes
 */
public record Asked(Form form, boolean watch) {}
