/** What is shown of a farm's events: for people, and as JSON or YAML. Decides nothing and changes nothing. */
@NullMarked
package dev.tidemark.cli.view;

import org.jspecify.annotations.NullMarked;
