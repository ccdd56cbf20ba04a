/** The builder agent, put together: its settings, its threads, and how it starts and ends. */
@NullMarked
package dev.tidemark.agent;

import org.jspecify.annotations.NullMarked;
